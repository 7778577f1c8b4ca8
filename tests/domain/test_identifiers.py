"""RUT and RBD: what they accept, what they refuse, and what they only warn of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sep_domain.values.identifiers import Rbd, Rut, check_digit

PUBLISHED_RUTS = ["65145834-K", "71430300-7", "65138313-7", "62000660-2", "61980000-1"]
MISMATCHING_RBDS = [(13218, "8"), (14787, "8"), (20250, "4"), (31338, "2"), (40264, "4")]

numbers = st.integers(min_value=1, max_value=99_999_999)


@pytest.mark.parametrize("text", PUBLISHED_RUTS)
def test_published_ruts_are_accepted_as_they_are(text: str) -> None:
    assert Rut(text) == text


@pytest.mark.parametrize("text", ["65.145.834-k", " 65145834 - K ", "65145834-k"])
def test_a_rut_has_one_canonical_form(text: str) -> None:
    assert Rut(text) == "65145834-K"


@given(numbers, st.sampled_from("0123456789K"))
def test_a_rut_is_refused_exactly_where_its_digit_is_wrong(number: int, digit: str) -> None:
    if digit == check_digit(number):
        assert Rut(f"{number}-{digit}").number == number
    else:
        with pytest.raises(ValueError, match="bad check digit"):
            Rut(f"{number}-{digit}")


@given(numbers, st.integers(min_value=0, max_value=7), st.integers(min_value=1, max_value=9))
def test_one_mistyped_digit_is_always_noticed(number: int, place: int, shift: int) -> None:
    digits = f"{number:08d}"
    typed = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert check_digit(int(typed)) != check_digit(number)


@pytest.mark.parametrize(
    "text", ["", "12345678", "abc", "1-", "0-0", "123456789-2", "12 345 678-5"]
)
def test_what_is_no_rut_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="RUT"):
        Rut(text)


@given(numbers)
def test_a_rut_without_digit_gets_the_right_one(number: int) -> None:
    assert Rut(Rut.from_number(number)).number == number


@pytest.mark.parametrize(("number", "digit"), [(1, "9"), (2, "7"), (3, "5"), (4, "3"), (8, "6")])
def test_an_rbd_follows_the_same_rule(number: int, digit: str) -> None:
    assert Rbd(number).has_digit(digit)


@pytest.mark.parametrize(("number", "digit"), MISMATCHING_RBDS)
def test_an_official_rbd_with_another_digit_is_an_rbd(number: int, digit: str) -> None:
    assert not Rbd(number).has_digit(digit)


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_an_rbd_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Rbd(number)


class _School(BaseModel):
    rbd: Rbd
    sostenedor: Rut


def test_models_carry_identifiers_as_types_and_write_them_plainly() -> None:
    school = _School.model_validate({"rbd": 10, "sostenedor": "62.000.660-2"})
    assert isinstance(school.rbd, Rbd)
    assert isinstance(school.sostenedor, Rut)
    assert school.model_dump_json() == '{"rbd":10,"sostenedor":"62000660-2"}'


def test_models_refuse_a_bad_identifier() -> None:
    with pytest.raises(ValidationError, match="bad check digit"):
        _School.model_validate({"rbd": 10, "sostenedor": "62000660-3"})


@pytest.mark.parametrize(
    ("number", "of_body"), [(49_999_999, False), (50_000_000, True), (30_000_129, False)]
)
def test_the_rut_of_a_body_is_told_from_a_persons(number: int, of_body: bool) -> None:
    assert Rut.from_number(number).is_of_body is of_body


def test_digits_of_another_script_are_no_rut() -> None:
    with pytest.raises(ValueError, match="RUT"):
        Rut("٦2000660-2")
