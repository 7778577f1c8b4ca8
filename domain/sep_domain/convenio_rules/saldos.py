"""The balance of an ended convenio: where it goes, what must be given back, and until when.

A renewed convenio hands its balance to the next one (art 7 bis). Any other leaves a balance that
must be restored, or, in 2026, worked off by a plan (Ley 21.796 art 47).
"""

from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.rulings import (
    ConvenioRule,
    Ruling,
    Verdict,
    not_applicable,
    pesos,
    verdict_of,
)
from sep_domain.convenio_rules.saldo_plan_dates import SaldoPlanDate, saldo_plan_dates
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.legal_numbers import legal_number
from sep_domain.money import Clp
from sep_domain.statute import Confidence


@dataclass(frozen=True, slots=True)
class SaldoPlan:
    """A plan for the balance of an expired convenio: what it covers and what is done, in CLP."""

    presented_on: date
    covers: Clp
    executed: Clp | None = None


@dataclass(frozen=True, slots=True)
class Restitution:
    """An amount to be given back, in CLP, why, and until when.

    `due_on` is None where the term runs from a notice: thirty business days in art 47.
    """

    amount: Clp
    reason: str
    due_on: date | None
    article: str


def expired_saldo(term: ConvenioTerm, plan: SaldoPlan | None, day: date) -> Ruling:
    """Whether the balance of an expired convenio is taken care of (Ley 21.796 art 47)."""
    dates = saldo_plan_dates()
    if not _left_behind(term, day):
        return _not_expired(term, day)
    presentation, execution = dates["presentation"], dates["execution"]
    if not term.saldo_known:
        return _unknown(term, presentation)
    if term.saldo <= 0:
        return _ruled(term, presentation, Verdict.CUMPLE, "No queda saldo.", Clp(0))
    covered = plan is not None and plan.presented_on <= presentation.day
    if plan is None or not covered:
        verdict = verdict_of(fulfilled=False, over=day > presentation.day)
        text = f"No consta un plan presentado hasta el {presentation.day}."
        return _ruled(term, presentation, verdict, text, term.saldo)
    open_amount = Clp(max(0, term.saldo - (plan.executed or Clp(0))))
    verdict = verdict_of(fulfilled=open_amount == 0, over=day > execution.day)
    text = f"Plan presentado el {plan.presented_on}; por ejecutar {pesos(open_amount)}."
    return _ruled(term, execution, verdict, text, open_amount)


def restitutions(
    term: ConvenioTerm, plan: SaldoPlan | None, restored: Clp, day: date
) -> tuple[Restitution, ...]:
    """What must be given back of an ended convenio's balance, less what was already.

    Nothing of a balance that nobody can tell.
    """
    if not _left_behind(term, day) or not term.saldo_known or term.saldo <= restored:
        return ()
    due = Clp(term.saldo - restored)
    dates = saldo_plan_dates()
    if legal_number("restitution_without_plan", day) is None:
        return (Restitution(due, "Saldo de un convenio no renovado", None, "art 7 bis"),)
    covered = Clp(0) if plan is None else Clp(min(plan.covers, due))
    found = []
    if due > covered:
        reason = "Saldo sin plan de ejecución"
        found.append(Restitution(Clp(due - covered), reason, None, dates["presentation"].article))
    unexecuted = 0 if plan is None else max(0, covered - (plan.executed or 0))
    if unexecuted and day > dates["execution"].day:
        breach = dates["restitution_on_breach"]
        reason = "Parte del plan que no se ejecutó"
        found.append(Restitution(Clp(unexecuted), reason, breach.day, breach.article))
    return tuple(found)


def _left_behind(term: ConvenioTerm, day: date) -> bool:
    return term.is_over(day) and term.renewed_on is None


def _unknown(term: ConvenioTerm, until: SaldoPlanDate) -> Ruling:
    return Ruling(
        rule=ConvenioRule.SALDO_VENCIDO,
        verdict=Verdict.SIN_DATOS,
        article=until.article,
        law=until.law,
        confidence=Confidence.UNVERIFIED,
        explanation=(
            f"Convenio vencido el {term.last_day}. Faltan pagos o documentos de su vigencia: no se"
            " sabe qué saldo quedó."
        ),
        decided_on=until.day,
    )


def _not_expired(term: ConvenioTerm, day: date) -> Ruling:
    text = f"El convenio rige hasta el {term.last_day}."
    if term.renewed_on is not None:
        text = f"El convenio se renovó el {term.renewed_on}: su saldo pasa al siguiente."
    return not_applicable(ConvenioRule.SALDO_VENCIDO, day, text)


def _ruled(
    term: ConvenioTerm, until: SaldoPlanDate, verdict: Verdict, text: str, missing: Clp
) -> Ruling:
    return Ruling(
        rule=ConvenioRule.SALDO_VENCIDO,
        verdict=verdict,
        article=until.article,
        law=until.law,
        confidence=until.confidence if term.spent.reviewed else Confidence.UNVERIFIED,
        explanation=f"Convenio vencido el {term.last_day} con saldo {pesos(term.saldo)}. {text}",
        decided_on=until.day,
        amount=Clp(term.saldo - missing),
        base=term.saldo,
        missing=missing,
    )
