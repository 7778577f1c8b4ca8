"""The promise: what the law says of an adviser on a day is said by the law of that day, and where
what is known does not reach it names what lacks.
"""

from dataclasses import replace
from datetime import date

import pytest

from sep_domain.ate.provider.rulings import ProviderJudged, provider_rulings
from sep_domain.ate.rulings import AteRule, AteRuling
from sep_domain.ate.standings import ProviderStanding
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.events.purchasing.ate import ProviderKind
from sep_domain.values.identifiers import Rut

FOR_PROFIT = ProviderKind.JURIDICA_CON_FINES_DE_LUCRO
BODY = ProviderKind.JURIDICA
TODAY = date(2024, 6, 3)
KNOWN = ProviderJudged(
    ate_rut=Rut("76086428-5"),
    certification=Verdict.CUMPLE,
    standing=ProviderStanding.CERTIFIED,
    registry_told=True,
    provider_kind=ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO,
)


def ruling(rule: AteRule, known: ProviderJudged = KNOWN, on: date = TODAY) -> AteRuling:
    (found,) = (each for each in provider_rulings(known, on) if each.rule is rule)
    return found


@pytest.mark.parametrize(
    ("kind", "told", "on", "verdict"),
    [
        (ProviderKind.NATURAL, True, "2018-06-07", Verdict.NO_EXIGIBLE_AUN),
        (ProviderKind.NATURAL, True, "2018-06-08", Verdict.NO_CUMPLE),
        (ProviderKind.NATURAL, True, "2018-08-25", Verdict.CUMPLE),
        (FOR_PROFIT, True, "2018-06-07", Verdict.NO_EXIGIBLE_AUN),
        (FOR_PROFIT, False, "2018-06-08", Verdict.NO_CUMPLE),
        (FOR_PROFIT, True, "2024-06-03", Verdict.NO_CUMPLE),
        # It may have become a body without, of which only the registry would tell.
        (FOR_PROFIT, False, "2024-06-03", Verdict.SIN_DATOS),
        (ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO, False, "2024-06-03", Verdict.CUMPLE),
        (BODY, True, "2018-06-07", Verdict.CUMPLE),
        (BODY, True, "2024-06-03", Verdict.SIN_DATOS),
        (None, True, "2024-06-03", Verdict.SIN_DATOS),
        (None, True, "2007-01-01", Verdict.NO_APLICA),
    ],
)
def test_who_may_advise_is_what_the_law_of_the_day_says(
    kind: ProviderKind | None, told: bool, on: str, verdict: Verdict
) -> None:
    known = replace(KNOWN, provider_kind=kind, registry_told=told)
    assert ruling(AteRule.NATURALEZA, known, date.fromisoformat(on)).verdict is verdict


def test_until_a_bar_comes_into_force_its_day_is_told() -> None:
    known = replace(KNOWN, provider_kind=FOR_PROFIT)
    found = ruling(AteRule.NATURALEZA, known, date(2018, 1, 2))
    assert found.decided_on == date(2018, 6, 8)
    assert found.explanation.endswith("hasta que rija la exigencia, el 08-06-2018.")


def test_what_lacks_to_tell_who_it_is_is_named() -> None:
    unknown = ruling(AteRule.NATURALEZA, replace(KNOWN, provider_kind=None))
    assert unknown.lacks == ("un certificado de 76086428-5 anterior al 03-06-2024",)
    assert unknown.explanation == "No se sabe qué persona es 76086428-5."
    body = ruling(AteRule.NATURALEZA, replace(KNOWN, provider_kind=BODY))
    assert body.lacks[0].startswith("si 76086428-5 persigue fines de lucro")
    assert body.explanation.startswith("El último certificado de 76086428-5 es de ")


@pytest.mark.parametrize(
    ("verdict", "explanation", "lacks"),
    [
        (Verdict.CUMPLE, "El registro lo tiene el 03-06-2024, desde el 01-02-2020.", False),
        (
            Verdict.NO_CUMPLE,
            "El registro no lo tiene vigente el 03-06-2024, desde el 01-02-2020.",
            False,
        ),
        (Verdict.SIN_DATOS, "No se sabe si el registro lo tiene el 03-06-2024.", True),
        (Verdict.NO_APLICA, "La exigencia no estaba vigente el 03-06-2024.", False),
    ],
)
def test_whether_it_is_listed_is_said_with_the_day(
    verdict: Verdict, explanation: str, lacks: bool
) -> None:
    known = replace(KNOWN, certification=verdict, since=date(2020, 2, 1))
    found = ruling(AteRule.CERTIFICACION, known)
    assert (found.verdict, found.explanation) == (verdict, explanation)
    assert found.lacks == (("el registro de asesores que cubra el 03-06-2024",) if lacks else ())


def test_listed_since_nobody_knows_when_is_listed() -> None:
    assert ruling(AteRule.CERTIFICACION).explanation == "El registro lo tiene el 03-06-2024."


JUDGED = [date(2019, 5, 2), date(2020, 5, 4), date(2021, 5, 3)]


@pytest.mark.parametrize(
    ("deficient", "count", "verdict"),
    [
        ([False, False, False], 0, Verdict.CUMPLE),
        ([True, True, False], 0, Verdict.CUMPLE),
        ([True, False, True], 1, Verdict.CUMPLE),
        ([False, True, True], 2, Verdict.NO_CUMPLE),
        ([True, True, True], 3, Verdict.NO_CUMPLE),
    ],
)
def test_two_deficient_evaluations_in_a_row_remove_it(
    deficient: list[bool], count: int, verdict: Verdict
) -> None:
    found = ruling(AteRule.EVALUACIONES, replace(KNOWN, evaluated_on=JUDGED, deficient=deficient))
    assert (found.verdict, found.decided_on) == (verdict, JUDGED[-1])
    assert found.explanation.startswith(f"{count} evaluaciones deficientes seguidas")


def test_evaluations_before_a_reinstatement_are_past() -> None:
    known = replace(
        KNOWN, evaluated_on=JUDGED, deficient=[True] * 3, reinstated_on=date(2020, 9, 1)
    )
    assert ruling(AteRule.EVALUACIONES, known).verdict is Verdict.CUMPLE


def test_who_was_never_evaluated_since_it_counts_has_not_passed() -> None:
    for known in (KNOWN, replace(KNOWN, evaluated_on=[date(2018, 8, 24)], deficient=[True])):
        found = ruling(AteRule.EVALUACIONES, known)
        assert found.verdict is Verdict.SIN_DATOS
        assert found.lacks == ("las evaluaciones de la certificación de 76086428-5",)
    before = ruling(AteRule.EVALUACIONES, on=date(2018, 8, 24))
    assert before.verdict is Verdict.NO_APLICA
