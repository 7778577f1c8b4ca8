"""How much of what a convenio brought must have been spent, and when (art 7 bis; Ley 21.006 art 1).

What counts as spent is what was declared less what the Superintendencia rejected; while it has not
reviewed everything the ruling says so. The law does not say how the Superintendencia
computes the share, nor whether money brought from the convenio before counts: it is left out here.
"""

from datetime import date
from decimal import ROUND_CEILING

from sep_domain.convenio_rules.rulings import (
    ConvenioRule,
    Ruling,
    Verdict,
    not_in_force,
    percent,
    pesos,
    share_of,
    verdict_of,
)
from sep_domain.convenio_rules.terms import ConvenioTerm, Spent
from sep_domain.legal_numbers import LegalNumber, legal_number
from sep_domain.money import Clp
from sep_domain.statute import Confidence

_FIRST_RENEWAL_SIGNED_BEFORE = date(2011, 10, 26)
"""Convenios that Ley 20.550 found in force have a lower bar at first (transitory art 15)."""


def at_renewal(term: ConvenioTerm, day: date) -> Ruling:
    """The share spent at the end of the convenio, which renewal depends on (art 7 bis c)."""
    name = "execution_at_renewal"
    if term.number == 1 and term.from_date < _FIRST_RENEWAL_SIGNED_BEFORE:
        name = "execution_at_first_renewal"
    return _measured(
        ConvenioRule.EJECUCION_RENOVACION,
        name,
        term.spent,
        term.paid,
        decided_on=term.last_day,
        day=day,
    )


def at_half_term(term: ConvenioTerm, day: date) -> Ruling:
    """The share spent in the first half; below the bar, later payments shrink to that share."""
    return _measured(
        ConvenioRule.EJECUCION_MITAD,
        "execution_at_half_term",
        term.spent_first_half,
        term.paid_first_half,
        decided_on=term.half_on,
        day=day,
    )


def _measured(
    rule: ConvenioRule, name: str, spent: Spent, base: Clp, *, decided_on: date, day: date
) -> Ruling:
    bar = legal_number(name, decided_on)
    if bar is None:
        return not_in_force(rule, decided_on)
    share = share_of(spent.counted, base) if spent.known else None
    missing = Clp(max(0, _least(bar, base) - spent.counted))
    return Ruling(
        rule=rule,
        verdict=Verdict.SIN_DATOS
        if share is None
        else verdict_of(fulfilled=missing == 0, over=day > decided_on),
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence if spent.reviewed else Confidence.UNVERIFIED,
        explanation=_sentence(spent, base, bar, missing, decided_on),
        decided_on=decided_on,
        amount=spent.counted if spent.known else None,
        base=base or None,
        share=share,
        threshold=bar.decimal,
        missing=missing if spent.known else None,
    )


def _least(bar: LegalNumber, base: Clp) -> int:
    """The least whole pesos that reach the bar."""
    return int((bar.decimal * base).to_integral_value(ROUND_CEILING))


def _sentence(spent: Spent, base: Clp, bar: LegalNumber, missing: Clp, decided_on: date) -> str:
    share = share_of(spent.counted, base)
    kind = "aceptado" if spent.reviewed else "declarado (la rendición no está revisada)"
    if share is None:
        return f"No hay pagos conocidos hasta el {decided_on}: no hay porcentaje que medir."
    if not spent.known:
        return f"No hay documentos declarados hasta el {decided_on}: no hay porcentaje que medir."
    lacking = f" Faltan {pesos(missing)} de gasto." if missing else ""
    return (
        f"Gasto {kind} {pesos(spent.counted)} de {pesos(base)} pagados: {percent(share)}; "
        f"se exige {percent(bar.decimal)} al {decided_on}.{lacking}"
    )
