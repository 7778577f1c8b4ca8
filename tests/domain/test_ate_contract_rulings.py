"""The promise: each verdict on a contract comes with the sentence that gives its reason, and names
what lacks only where it lacks.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sep_domain.ate.contract.rulings import ContractJudged, contract_rulings
from sep_domain.ate.rulings import AteRule, AteRuling
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.events.purchasing.ate import NoticeMedium, ProviderKind, TenderProcedure
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

WHO = "76086428-5"
KNOWN = ContractJudged(
    contract="C-1",
    tender_number="T-9",
    ate_rut=Rut(WHO),
    signed_on=date(2024, 2, 20),
    day=date(2024, 2, 8),
    tender_known=True,
    announced_on=date(2024, 1, 10),
    notice_medium=NoticeMedium.REGIONAL,
    procedure=TenderProcedure.CONCURSO,
    provider_kind=ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO,
    certified_on=date(2023, 5, 2),
    certification=Verdict.CUMPLE,
    nature=Verdict.CUMPLE,
    competition=Verdict.CUMPLE,
    notice=Verdict.CUMPLE,
    funding=Verdict.CUMPLE,
    elsewhere=Clp(0),
)
OF_RULE = {
    AteRule.CERTIFICACION: "certification",
    AteRule.NATURALEZA: "nature",
    AteRule.CONCURSO: "competition",
    AteRule.AVISO: "notice",
    AteRule.FINANCIAMIENTO: "funding",
}
CUMPLE, NO_CUMPLE, SIN_DATOS = Verdict.CUMPLE, Verdict.NO_CUMPLE, Verdict.SIN_DATOS


def ruling(rule: AteRule, verdict: Verdict, **more: Any) -> AteRuling:
    changes: dict[str, Any] = {OF_RULE[rule]: verdict, **more}
    known = replace(KNOWN, **changes)
    (found,) = (each for each in contract_rulings(known) if each.rule is rule)
    return found


def test_the_rules_stand_in_the_order_in_which_a_contract_comes_about() -> None:
    assert [each.rule for each in contract_rulings(KNOWN)] == list(OF_RULE)


@pytest.mark.parametrize("rule", OF_RULE)
@pytest.mark.parametrize("verdict", [CUMPLE, NO_CUMPLE, SIN_DATOS])
def test_the_verdict_is_the_one_given_and_lacks_are_of_no_data_alone(
    rule: AteRule, verdict: Verdict
) -> None:
    found = ruling(rule, verdict)
    assert found.verdict is verdict
    assert bool(found.lacks) == (verdict is SIN_DATOS)
    assert found.explanation.endswith(".")
    assert found.article


@pytest.mark.parametrize("rule", [AteRule.CERTIFICACION, AteRule.NATURALEZA, AteRule.CONCURSO])
def test_a_rule_that_was_not_in_force_says_so_of_its_day(rule: AteRule) -> None:
    day = "20-02-2024" if rule is AteRule.CONCURSO else "08-02-2024"
    found = ruling(rule, Verdict.NO_APLICA)
    assert found.explanation == f"La exigencia no estaba vigente el {day}."


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (CUMPLE, f"El registro tenía a {WHO} el 08-02-2024"),
        (NO_CUMPLE, f"El registro no tenía vigente a {WHO} el 08-02-2024"),
        (SIN_DATOS, f"No se sabe si el registro tenía a {WHO} el 08-02-2024"),
    ],
)
def test_the_last_certificate_is_told_where_there_is_one(verdict: Verdict, said: str) -> None:
    shown = ruling(AteRule.CERTIFICACION, verdict).explanation
    assert shown == f"{said}; su último certificado es del 02-05-2023."
    assert ruling(AteRule.CERTIFICACION, verdict, certified_on=None).explanation == f"{said}."


@pytest.mark.parametrize(
    ("verdict", "may"), [(CUMPLE, "podía"), (NO_CUMPLE, "no podía"), (SIN_DATOS, "quizá podía")]
)
def test_what_an_adviser_is_decides_whether_it_may_advise(verdict: Verdict, may: str) -> None:
    found = ruling(AteRule.NATURALEZA, verdict)
    assert found.explanation.startswith(f"El 08-02-2024 {may} asesorar ")
    unknown = ruling(AteRule.NATURALEZA, SIN_DATOS, provider_kind=None)
    assert unknown.explanation.startswith(f"No se sabe si {WHO} es persona natural o jurídica")
    (lack,) = unknown.lacks
    assert lack == f"un certificado de {WHO} anterior al 08-02-2024, que diga qué persona es"


@pytest.mark.parametrize(
    ("verdict", "exception", "said"),
    [
        (CUMPLE, None, "Nace del concurso T-9."),
        (NO_CUMPLE, None, "No nombra concurso, licitación ni excepción"),
        (SIN_DATOS, None, "No se sabe de qué concurso nace."),
        (CUMPLE, "g", "Nace de la excepción de la letra g)."),
        (NO_CUMPLE, "g", "La letra g) no exime de concurso público."),
        (SIN_DATOS, "g", "Solo una licitación se exime por esa letra"),
    ],
)
def test_a_contract_comes_of_a_tender_or_of_an_exception(
    verdict: Verdict, exception: str | None, said: str
) -> None:
    assert ruling(AteRule.CONCURSO, verdict, exception=exception).explanation.startswith(said)


def test_what_lacks_of_a_tender_is_the_one_named_or_all_of_the_year() -> None:
    assert ruling(AteRule.CONCURSO, SIN_DATOS).lacks == ("el concurso T-9",)
    unnamed = ruling(AteRule.CONCURSO, SIN_DATOS, tender_number=None)
    assert unnamed.lacks == ("los concursos del sostenedor de 2024",)


def test_a_notice_is_judged_on_its_day_and_the_rest_on_the_signing() -> None:
    assert ruling(AteRule.AVISO, CUMPLE).decided_on == date(2024, 1, 10)
    assert ruling(AteRule.AVISO, CUMPLE, announced_on=None).decided_on == date(2024, 2, 20)
    assert ruling(AteRule.CONCURSO, CUMPLE).decided_on == date(2024, 2, 20)
    assert ruling(AteRule.CERTIFICACION, CUMPLE).decided_on == date(2024, 2, 8)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"exception": "g"}, "Una excepción no se anuncia."),
        (
            {"tender_known": False, "competition": Verdict.NO_CUMPLE},
            "No hubo concurso que anunciar.",
        ),
        (
            {"procedure": TenderProcedure.LICITACION},
            "Una licitación se publica en Mercado Público y no pide diario.",
        ),
        ({"tender_known": False}, "La exigencia no estaba vigente el 10-01-2024."),
        ({"competition": Verdict.NO_CUMPLE}, "La exigencia no estaba vigente el 10-01-2024."),
    ],
)
def test_why_no_notice_was_asked_for_is_told(more: dict[str, Any], said: str) -> None:
    assert ruling(AteRule.AVISO, Verdict.NO_APLICA, **more).explanation == said


def test_what_lacks_of_a_notice_is_the_tender_or_what_kind_it_is() -> None:
    known = ruling(AteRule.AVISO, SIN_DATOS)
    assert known.lacks == ("si es concurso público o licitación",)
    assert ruling(AteRule.AVISO, SIN_DATOS, tender_known=False).lacks == ("el concurso T-9",)
    unnamed = ruling(AteRule.AVISO, SIN_DATOS, tender_known=False, tender_number=None)
    assert unnamed.lacks == ("el concurso del contrato",)


def test_what_another_fund_paid_is_told_with_its_day() -> None:
    paid = {"elsewhere": Clp(1_234_567), "elsewhere_on": date(2024, 4, 30)}
    found = ruling(AteRule.FINANCIAMIENTO, NO_CUMPLE, **paid)
    assert found.explanation.startswith("$1.234.567 de honorarios se pagaron con otra subvención")
    assert found.decided_on == date(2024, 4, 30)
    assert ruling(AteRule.FINANCIAMIENTO, CUMPLE).decided_on == date(2024, 2, 20)
    none = ruling(AteRule.FINANCIAMIENTO, Verdict.NO_APLICA).explanation
    assert none == "Ningún pago se hizo desde que la ley pide pagar con SEP."
