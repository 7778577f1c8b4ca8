"""What binds the hiring of an adviser holds from the days of its laws, and by the procedure.

DFL 2/1998 art 3 v) «entrará a regir en el plazo de un año desde la publicación» of Ley 20.845
(art 34 transitorio), which is 8 June 2015: from 8 June 2016. Its newspaper and its letters g) and
h) are «en caso de concursos públicos».
"""

from datetime import date
from typing import Any

import pytest
from tests.domain.ate import certificate, command, given, refused, when

from sep_domain.ate.contract.state import AteContractState
from sep_domain.events.purchasing.ate import AteTenderAnnounced, TenderProcedure

BEFORE, FROM = date(2016, 6, 7), date(2016, 6, 8)
CERTIFIED = certificate(occurred_on=date(2012, 1, 2))


def needed(*more: Any) -> AteContractState:
    return given(CERTIFIED, command("state-need", occurred_on=date(2016, 5, 2)), *more)


def terms(procedure: str = "concurso") -> Any:
    return command("approve-terms", occurred_on=date(2016, 5, 9), procedure=procedure)


def test_the_newspaper_is_asked_for_from_8_june_2016() -> None:
    asked = {"notice_medium": "nacional", "closes_on": date(2016, 7, 1)}
    assert when(needed(terms()), "announce", occurred_on=BEFORE, **asked)
    assert refused(needed(terms()), "announce", occurred_on=FROM, **asked).code == (
        "aviso_no_regional"
    )


@pytest.mark.parametrize("medium", ["mercado_publico", "nacional"])
def test_a_licitacion_needs_no_newspaper(medium: str) -> None:
    asked = {"notice_medium": medium, "closes_on": date(2016, 7, 1), "occurred_on": FROM}
    [announced] = when(needed(terms("licitacion")), "announce", **asked)
    assert isinstance(announced, AteTenderAnnounced)
    assert (announced.procedure, announced.notice_medium) == (TenderProcedure.LICITACION, medium)
    assert refused(needed(terms("concurso")), "announce", **asked).code == "aviso_no_regional"


def test_the_letters_are_two_from_8_june_2016_for_a_concurso() -> None:
    assert when(needed(), "invoke-exception", occurred_on=BEFORE, letter="c")
    assert refused(needed(), "invoke-exception", occurred_on=FROM, letter="c").code == (
        "excepcion_no_admitida"
    )
    assert when(needed(), "invoke-exception", occurred_on=FROM, letter="g")


def test_a_licitacion_is_dispensed_with_by_its_own_law() -> None:
    asked = {"occurred_on": FROM, "letter": "c", "in_place_of": "licitacion"}
    _, announced = when(needed(), "invoke-exception", **asked)
    assert isinstance(announced, AteTenderAnnounced)
    assert (announced.exception, announced.procedure) == ("c", TenderProcedure.LICITACION)


@pytest.mark.parametrize(
    ("day", "article"),
    [
        (BEFORE, "(Ley 20.248 art 30)"),
        (FROM, "(DFL 2/1998 art 3 v) (Ley 20.845 art 34 transitorio))"),
    ],
)
def test_only_who_is_certified_is_awarded_by_one_law_and_then_by_two(
    day: date, article: str
) -> None:
    exception = command("invoke-exception", occurred_on=date(2016, 5, 9), letter="g")
    state = given(command("state-need", occurred_on=date(2016, 5, 2)), exception)
    refusal = refused(state, "award", occurred_on=day)
    assert (refusal.code, article in refusal.message) == ("ate_no_certificada", True)
    assert when(needed(exception), "award", occurred_on=day)


@pytest.mark.parametrize(
    ("kind", "day", "refused_on_it"),
    [
        ("juridica_con_fines_de_lucro", date(2018, 6, 7), False),
        ("juridica_con_fines_de_lucro", date(2018, 6, 8), True),
        ("natural", date(2018, 6, 7), False),
        ("natural", date(2018, 6, 8), True),
        ("natural", date(2018, 8, 24), True),
        ("natural", date(2018, 8, 25), False),
        ("juridica_sin_fines_de_lucro", date(2018, 6, 8), False),
        ("juridica", date(2018, 6, 8), False),
    ],
)
def test_who_may_be_awarded_changed_twice_in_2018(
    kind: str, day: date, refused_on_it: bool
) -> None:
    """Ley 20.845 art 4 N° 13 and art 34 transitorio; Ley 21.107 art 1 N° 2."""
    state = given(
        certificate(occurred_on=date(2012, 1, 2), provider_kind=kind),
        command("state-need", occurred_on=date(2018, 5, 2)),
        command("invoke-exception", occurred_on=date(2018, 5, 9)),
    )
    if not refused_on_it:
        assert when(state, "award", occurred_on=day)
        return
    refusal = refused(state, "award", occurred_on=day)
    assert refusal.code == "ate_no_habilitada"
    assert "art 30 a)" in refusal.message


def test_a_body_that_gave_up_profit_may_be_awarded_from_its_new_certificate() -> None:
    """Ley 21.107 art 2."""
    state = given(
        certificate(occurred_on=date(2012, 1, 2), provider_kind="juridica_con_fines_de_lucro"),
        certificate(occurred_on=date(2018, 9, 3)),
        command("state-need", occurred_on=date(2018, 8, 1)),
        command("invoke-exception", occurred_on=date(2018, 8, 2)),
    )
    assert refused(state, "award", occurred_on=date(2018, 9, 2)).code == "ate_no_habilitada"
    assert when(state, "award", occurred_on=date(2018, 9, 3))
