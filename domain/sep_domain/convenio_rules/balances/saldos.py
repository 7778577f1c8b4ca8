"""The balance of an ended convenio: where it goes, what must be given back, and until when.

A renewed convenio hands its balance to the next one (art 7 bis), once there is one. Others leave
a balance that must be restored or, where it had expired when Ley 21.796 came into force, worked off
by a plan (its art 47). Convenios that expire later are under art 7 bis alone.
"""

from dataclasses import replace
from datetime import date

from sep_domain.convenio_rules.balances.saldo_plan_dates import SaldoPlanDate, saldo_plan_dates
from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan, not_reached
from sep_domain.convenio_rules.rulings import (
    ConvenioRule,
    Ruling,
    Verdict,
    not_applicable,
    pesos,
    verdict_of,
)
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp

_NOTHING = Clp(0)


def expired_saldo(
    term: ConvenioTerm,
    plan: SaldoPlan | None,
    day: date,
    restored: Clp = _NOTHING,
    untold: tuple[str, ...] = (),
) -> Ruling:
    """Whether the balance of an expired convenio is taken care of (Ley 21.796 art 47).

    `restored` is what of it was given back, in CLP. `untold` says in Spanish why that no plan was
    seen does not tell that none was presented in time; empty where a file would have shown it.
    """
    if not term.is_over(day) or term.renewed_on is not None:
        return _not_expired(term)
    if (reason := not_reached(term.last_day)) is not None:
        return not_applicable(ConvenioRule.SALDO_VENCIDO, term.last_day, reason)
    presentation = saldo_plan_dates()["presentation"]
    if not term.saldo_known or term.renewal_undecided:
        return _unknown(term, presentation)
    if term.saldo <= restored:
        return _without_balance(term, presentation)
    if plan is None or plan.presented_on > presentation.day:
        text = f"No consta un plan presentado hasta el {presentation.day}."
        left = Clp(term.saldo - restored)
        over = day > presentation.day
        lacks = (*spending_lacks(term), *(untold if over else ()))
        return _ruled(term, presentation, text, left, lacks, over=over)
    return _planned(term, plan, day, restored)


def _planned(term: ConvenioTerm, plan: SaldoPlan, day: date, restored: Clp) -> Ruling:
    """While a part has time left, the rule awaits the last day of a part that is not done.

    What no plan covers is given back by a notice, whose day is not known: the plan decides.
    """
    undone = [part for part in plan.parts if part.unexecuted > 0]
    uncovered = max(0, term.saldo - plan.covers - restored)
    until = undone[-1].execution if undone else saldo_plan_dates()["execution"]
    open_amount = Clp(uncovered + sum(part.unexecuted for part in undone))
    text = f"Plan presentado el {plan.presented_on}; por ejecutar {pesos(open_amount)}."
    over = day > until.day or any(part.is_late(day) for part in undone)
    return _ruled(term, until, text, open_amount, spending_lacks(term), over=over)


def _not_expired(term: ConvenioTerm) -> Ruling:
    text = f"El convenio rige hasta el {term.last_day}."
    if term.passed_on:
        text = f"El convenio se renovó el {term.renewed_on}: su saldo pasa al siguiente."
    elif term.renewed_on is not None:
        text = (
            f"El convenio se renovó el {term.renewed_on}; no consta el siguiente, y mientras no"
            " conste su saldo sigue en él."
        )
    return not_applicable(ConvenioRule.SALDO_VENCIDO, term.last_day, text)


def _unknown(term: ConvenioTerm, until: SaldoPlanDate) -> Ruling:
    if term.saldo_known:
        # Renewed, its balance passes on; refused, it must be given back: nobody said which.
        text = f"La renovación se pidió el {term.renewal_requested_on}."
        found = _told(term, until, Verdict.SIN_DATOS, text, Clp(0))
        return replace(found, amount=None, missing=None, lacks=undecided_renewal(term))
    lacks = term.saldo_gaps.all
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
        lacks=lacks or ("Faltan pagos o documentos de su vigencia, o el saldo con que empezó.",),
    )


def undecided_renewal(term: ConvenioTerm) -> tuple[str, ...]:
    """That nobody said what became of the renewal asked for; nothing where somebody did."""
    if not term.renewal_undecided:
        return ()
    return (f"No consta qué se resolvió de la renovación pedida el {term.renewal_requested_on}.",)


def _without_balance(term: ConvenioTerm, until: SaldoPlanDate) -> Ruling:
    """Nothing is left, unless more was received than is known."""
    may_be_more = term.saldo_gaps.of_receiving
    verdict = Verdict.SIN_DATOS if may_be_more else Verdict.CUMPLE
    found = _told(term, until, verdict, "No queda saldo.", Clp(0))
    return replace(found, lacks=may_be_more)


def _ruled(
    term: ConvenioTerm,
    until: SaldoPlanDate,
    text: str,
    missing: Clp,
    lacks: tuple[str, ...],
    *,
    over: bool,
) -> Ruling:
    """Nothing is certainly broken while something lacks: spending that is not known may leave less
    than what stands there, and a plan may be in a file that is not."""
    verdict = verdict_of(fulfilled=missing == 0, over=over)
    if verdict is Verdict.NO_CUMPLE and lacks:
        verdict = Verdict.SIN_DATOS
    return replace(_told(term, until, verdict, text, missing), lacks=lacks)


def spending_lacks(term: ConvenioTerm) -> tuple[str, ...]:
    """Why less may be left of an ended convenio than its balance says; none where all is known."""
    gaps = term.saldo_gaps
    return (*gaps.of_start, *gaps.of_spending)


def _told(
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
