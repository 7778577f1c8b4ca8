"""What a rule says of a convenio: figures, threshold, article, a sentence for whoever must act."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp


class ConvenioRule(StrEnum):
    """The rules on a convenio's money and terms."""

    EJECUCION_RENOVACION = "ejecucion_renovacion"
    EJECUCION_MITAD = "ejecucion_mitad"
    RENDICION_TOTAL = "rendicion_total"
    TOPE_PERSONAL = "tope_personal"
    PLAZO_RENOVACION = "plazo_renovacion"
    PRORROGA_MAXIMA = "prorroga_maxima"
    SALDO_VENCIDO = "saldo_vencido"
    CUENTA_EXCLUSIVA = "cuenta_exclusiva"
    """Of a sostenedor's year, not of a convenio."""


class Verdict(StrEnum):
    CUMPLE = "cumple"
    NO_CUMPLE = "no_cumple"
    NO_EXIGIBLE_AUN = "no_exigible_aun"
    """The day on which the rule decides has not come."""
    SIN_DATOS = "sin_datos"
    NO_APLICA = "no_aplica"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule says under another reading of its base: figures as in a ruling, and why."""

    verdict: Verdict
    base: Clp | None
    share: Decimal | None
    missing: Clp | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule applied to one convenio on a day.

    `amount` is measured against `base`, both CLP; `share` is their quotient to four places, None
    where the base is zero or the rule is about days. `missing` is what lacks to fulfil the rule, or
    what is over, in CLP. `decided_on` is the day that decides; a verdict that awaits it has one.
    `lacks` says in Spanish what is not known that the rule needs; it is empty where nothing lacks.
    `alternative` is what the other reading of the base says, where there are two.
    """

    rule: ConvenioRule
    verdict: Verdict
    article: str
    law: str
    confidence: Confidence
    explanation: str
    decided_on: date | None = None
    amount: Clp | None = None
    base: Clp | None = None
    share: Decimal | None = None
    threshold: Decimal | None = None
    missing: Clp | None = None
    lacks: tuple[str, ...] = ()
    alternative: Reading | None = None


def not_in_force(rule: ConvenioRule, day: date) -> Ruling:
    """The law did not ask for it on that day."""
    return not_applicable(rule, day, f"La exigencia no estaba vigente al {day}.")


def not_applicable(rule: ConvenioRule, day: date, explanation: str) -> Ruling:
    """The rule has nothing to say."""
    return Ruling(
        rule=rule,
        verdict=Verdict.NO_APLICA,
        article="",
        law="",
        confidence=Confidence.VERIFIED,
        explanation=explanation,
        decided_on=day,
    )


def verdict_of(*, fulfilled: bool, over: bool) -> Verdict:
    """Of a rule that decides on a day: before it, what is not fulfilled is only pending."""
    if fulfilled:
        return Verdict.CUMPLE
    return Verdict.NO_CUMPLE if over else Verdict.NO_EXIGIBLE_AUN


_PLACES = Decimal("0.0001")


def share_of(amount: Clp, base: Clp) -> Decimal | None:
    """A quotient to four places; None of nothing, which is no share."""
    if base == 0:
        return None
    return (Decimal(amount) / Decimal(base)).quantize(_PLACES, ROUND_HALF_EVEN)


def pesos(amount: Clp) -> str:
    """An amount as it is written in Chile: $1.234.567."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):,}".replace(",", ".")


def number(value: Decimal) -> str:
    """A number as it is written in Chile: 1.000,5."""
    return f"{value.normalize():,f}".translate(str.maketrans(",.", ".,"))


def percent(share: Decimal | None) -> str:
    """A share as it is written in Chile: 68,5 %."""
    if share is None:
        return "sin base"
    return f"{(share * 100).quantize(Decimal('0.1'))} %".replace(".", ",")
