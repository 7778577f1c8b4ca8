"""What the law says of an adviser and of a contract with one: a verdict, its article, a sentence.

A verdict rests on what is known: `SIN_DATOS` names what is missing. Of an adviser who will not be
admitted from a day on it is `NO_EXIGIBLE_AUN` until then.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.law.legal_numbers import LegalNumber, legal_number
from sep_domain.law.statute import Confidence


class AteRule(StrEnum):
    """The rules on advisers and on contracts with them."""

    CERTIFICACION = "certificacion"
    NATURALEZA = "naturaleza"
    CONCURSO = "concurso"
    AVISO = "aviso"
    FINANCIAMIENTO = "financiamiento"
    EVALUACIONES = "evaluaciones"


NUMBER_OF = {
    AteRule.CERTIFICACION: "adviser_registered",
    AteRule.NATURALEZA: "adviser_kinds",
    AteRule.CONCURSO: "exception_letters",
    AteRule.AVISO: "notice_medium",
    AteRule.FINANCIAMIENTO: "contract_subvencion",
    AteRule.EVALUACIONES: "deficient_evaluations",
}
"""The row of the table of legal numbers that each rule turns on."""


@dataclass(frozen=True, slots=True)
class AteRuling:
    """One rule applied to an adviser or a contract; `lacks` names, in Spanish, what is missing."""

    rule: AteRule
    verdict: Verdict
    article: str
    law: str
    confidence: Confidence
    explanation: str
    decided_on: date
    lacks: tuple[str, ...] = ()


def ruling_by(
    rule: AteRule,
    verdict: Verdict,
    decided_on: date,
    explanation: str,
    *,
    lacks: tuple[str, ...] = (),
    by: LegalNumber | None = None,
) -> AteRuling:
    """A ruling by the number of the law in force on the day that decides, or by another."""
    number = by or legal_number(NUMBER_OF[rule], decided_on)
    return AteRuling(
        rule=rule,
        verdict=verdict,
        article=number.article if number else "",
        law=number.law if number else "",
        confidence=number.confidence if number else Confidence.VERIFIED,
        explanation=explanation,
        decided_on=decided_on,
        lacks=lacks if verdict is Verdict.SIN_DATOS else (),
    )


def not_in_force(rule: AteRule, day: date) -> AteRuling:
    """The law did not ask for it on that day."""
    explanation = f"La exigencia no estaba vigente el {spanish(day)}."
    return ruling_by(rule, Verdict.NO_APLICA, day, explanation)


def spanish(day: date) -> str:
    """A day as it is written in Chile."""
    return f"{day:%d-%m-%Y}"
