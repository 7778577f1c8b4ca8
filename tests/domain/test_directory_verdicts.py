"""The promise: a command stands where the directory bears out whom it names, and with a flag where
no directory can tell; it is refused, with the name that may be meant, where one says otherwise.
"""

from datetime import date

import pytest

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import RefusedError
from sep_domain.directory.flags import DirectoryFlag
from sep_domain.directory.mentions import Mention, Span
from sep_domain.directory.verdicts import Directory, Taken, is_unsettled, judge, lacks_names
from sep_domain.events.education.schools import SchoolRegistered
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import Dependency, Region, SchoolStatus

SCHOOL = Rbd(1)
BODY, OTHER = map(Rut, ("62000660-2", "76086428-5"))
PERSON = Rut("11111111-1")
MAY_2024 = Span(date(2024, 5, 10), date(2024, 5, 10))
"""Between the directories of 2024 and 2025."""


def registered(
    rbd: Rbd, year: int, sostenedor: Rut | None, mrun: str | None = None
) -> SchoolRegistered:
    """A school's entry in the directory of a year."""
    return SchoolRegistered(
        rbd=rbd,
        year=SchoolYear(year),
        occurred_on=date(year, 4, 30),
        check_digit="9",
        name="Escuela",
        sostenedor=sostenedor,
        sostenedor_mrun=mrun,
        region=Region(13),
        comuna=13101,
        comuna_name="SANTIAGO",
        dependency=Dependency.SLEP,
        rural=False,
        status=SchoolStatus.FUNCIONANDO,
    )


def told(*entries: SchoolRegistered, covered: tuple[int, ...] = (2024, 2025)) -> Directory:
    """A directory of these years with these entries."""
    return Directory(
        covered=frozenset(covered), entries={(each.rbd, int(each.year)): each for each in entries}
    )


def named(sostenedor: Rut | None = BODY, **more: bool) -> Mention:
    return Mention(MAY_2024, SCHOOL, sostenedor, **more)


def refusal(mention: Mention, known: Directory) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        judge(mention, known)
    return caught.value


@pytest.mark.parametrize("year", [2024, 2025])
def test_either_directory_around_the_day_bears_it_out(year: int) -> None:
    assert judge(named(), told(registered(SCHOOL, year, BODY))) is None


@pytest.mark.parametrize("year", [2023, 2026])
def test_a_directory_further_off_does_not(year: int) -> None:
    known = told(registered(SCHOOL, year, BODY), covered=(2023, 2024, 2025, 2026))
    assert refusal(named(), known).code == "escuela_desconocida"


def test_without_a_directory_of_its_year_it_stands_with_a_flag() -> None:
    assert judge(named(), told(covered=(2025,))) is DirectoryFlag.SIN_DIRECTORIO


def test_a_school_alone_has_only_to_have_been() -> None:
    known = told(registered(SCHOOL, 2011, OTHER))
    assert judge(named(None), known) is None
    assert judge(named(looks_back=True), told(registered(SCHOOL, 2011, BODY))) is None


def test_a_school_that_no_directory_has_is_refused_with_the_one_that_is_like_it() -> None:
    known = Directory(covered=frozenset({2024}), schools_near=("25124", "7"))
    found = refusal(Mention(MAY_2024, Rbd(25123), BODY), known)
    assert (found.code, found.allowed) == ("escuela_desconocida", ("rbd = 25124",))
    assert "El directorio de 2024 no tiene el RBD 25123. ¿Quiso decir 25124?" in str(found)


def test_a_school_held_by_another_is_refused_and_the_holder_named() -> None:
    known = told(registered(SCHOOL, 2024, OTHER), registered(SCHOOL, 2025, OTHER))
    found = refusal(named(), known)
    assert (found.code, found.allowed) == ("no_la_sostenia", (f"sostenedor = {OTHER}",))
    assert f"{OTHER} en el de 2024 a 2025" in str(found)
    assert "el 10-05-2024" in str(found)


def test_holders_of_different_years_are_told_apart() -> None:
    third = Rut("65000000-5")
    known = told(registered(SCHOOL, 2024, OTHER), registered(SCHOOL, 2025, third))
    assert f"{OTHER} en el de 2024, {third} en el de 2025" in str(refusal(named(), known))


@pytest.mark.parametrize(
    ("since", "stands"),
    [("2020-03-01", True), ("2024-05-10", True), ("2024-05-11", False)],
)
def test_who_signed_the_convenio_by_then_may_speak_for_it(since: str, stands: bool) -> None:
    known = Directory(
        covered=frozenset({2024}),
        entries={(SCHOOL, 2024): registered(SCHOOL, 2024, OTHER)},
        taken=(Taken(SCHOOL, BODY, date.fromisoformat(since)),),
    )
    if stands:
        assert judge(named(), known) is None
    else:
        assert refusal(named(), known).code == "no_la_sostenia"


def test_the_last_to_take_it_before_speaks_and_no_earlier_one() -> None:
    taken = (Taken(SCHOOL, BODY, date(2012, 3, 1)), Taken(SCHOOL, PERSON, date(2020, 3, 1)))
    entries = {(SCHOOL, 2024): registered(SCHOOL, 2024, OTHER)}
    known = Directory(frozenset({2024}), entries, taken=taken)
    assert judge(named(PERSON), known) is None
    found = refusal(named(), known)
    assert f"su convenio es de {PERSON}" in str(found)
    assert found.allowed == (f"sostenedor = {OTHER}", f"sostenedor = {PERSON}")
    assert judge(named(looks_back=True), known) is None


def test_the_convenio_of_another_school_says_nothing() -> None:
    taken = (Taken(Rbd(2), BODY, date(2020, 3, 1)),)
    entries = {(SCHOOL, 2024): registered(SCHOOL, 2024, OTHER)}
    found = refusal(named(), Directory(frozenset({2024}), entries, taken=taken))
    assert found.code == "no_la_sostenia"


def test_who_is_named_without_a_rut_may_be_who_is_meant() -> None:
    nobody = told(registered(SCHOOL, 2024, None))
    assert judge(named(), nobody) is DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    person = told(registered(SCHOOL, 2024, None, mrun="abc"))
    assert judge(named(PERSON), person) is DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    found = refusal(named(), person)
    assert "una persona natural sin RUT en el de 2024" in str(found)
    assert found.allowed == ()


def test_who_takes_a_school_over_needs_not_be_in_the_directory_yet() -> None:
    known = told(registered(SCHOOL, 2024, OTHER))
    assert judge(named(arriving=True), known) is DirectoryFlag.AUN_NO_EN_DIRECTORIO


def test_a_sostenedor_alone_must_hold_a_school() -> None:
    alone = Mention(MAY_2024, sostenedor=BODY)
    near = Directory(frozenset({2024}), sostenedores_near=("62000661-0",))
    found = refusal(alone, near)
    assert (found.code, found.allowed) == (
        "sostenedor_desconocido",
        ("sostenedor = 62000661-0",),
    )
    assert (
        judge(alone, Directory(frozenset({2024}), sostenedores=frozenset({(2025, BODY)}))) is None
    )
    assert refusal(alone, Directory(frozenset({2024}), sostenedores=frozenset({(2023, BODY)})))


def test_a_person_alone_and_anybody_before_2016_may_hold_one_unnamed() -> None:
    flag = DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    assert judge(Mention(MAY_2024, sostenedor=PERSON), told()) is flag
    for year, expected in ((2014, flag), (2015, flag)):
        span = Span(date(year, 5, 1), date(year, 5, 1))
        assert judge(Mention(span, sostenedor=BODY), told(covered=(year, 2016))) is expected
    in_2016 = Span(date(2016, 5, 1), date(2016, 5, 1))
    assert refusal(Mention(in_2016, sostenedor=BODY), told(covered=(2016, 2017)))


def test_what_the_directory_does_not_settle_is_looked_up_further() -> None:
    held = told(registered(SCHOOL, 2024, BODY))
    other = told(registered(SCHOOL, 2024, OTHER))
    assert not is_unsettled(named(), held)
    assert is_unsettled(named(), other)
    assert is_unsettled(named(), told(registered(SCHOOL, 2024, None)))
    assert not is_unsettled(named(), told(covered=()))
    assert not lacks_names(named(), held)
    assert not lacks_names(named(), other)
    assert lacks_names(named(), told())
    assert lacks_names(Mention(MAY_2024, sostenedor=BODY), told())
