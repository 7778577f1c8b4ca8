"""The promise: a text that the database cannot keep, or nobody can write again, is found wherever
it stands in what was sent.
"""

import pytest

from sep_domain.text.plain_text import is_writable, unwritable_in


@pytest.mark.parametrize("text", ["", "Señor", "a\nb", "\x01", "\U0001f600", "\ud7ff\ue000"])
def test_what_utf_8_writes_and_the_database_keeps_is_writable(text: str) -> None:
    assert is_writable(text)


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "b\udfff"])
def test_the_null_and_halves_of_a_character_are_not(text: str) -> None:
    assert not is_writable(text)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("a\x00", ()),
        ({"a": "b", "c": "\x00"}, ("c",)),
        ({"a": {"b": ["x", "\x00"]}}, ("a", "b", "1")),
        (["\x00"], ("0",)),
        ({"a": {"\x00": 1}}, ("a",)),
        ({"a": 1, "b": None, "c": [True, 1.5, "x"]}, None),
        (7, None),
        ("a", None),
    ],
)
def test_the_first_place_is_named(value: object, place: tuple[str, ...] | None) -> None:
    assert unwritable_in(value) == place
