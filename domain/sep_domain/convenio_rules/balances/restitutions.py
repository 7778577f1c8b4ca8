"""What must be given back of an ended convenio's balance, why, and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.balances.saldo_plan_dates import saldo_plan_dates
from sep_domain.convenio_rules.balances.saldo_plans import (
    SaldoPlan,
    falls_under_plans,
    plans_called_for,
    plans_may_come,
)
from sep_domain.convenio_rules.balances.saldos import spending_lacks
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.values.money import Clp


@dataclass(frozen=True, slots=True)
class Restitution:
    """An amount to be given back, in CLP, why, and until when.

    `due_on` is None where the term runs from a notice: thirty business days in art 47. `lacks` says
    what is not known that may make it more, or that a plan not seen may make less.
    """

    amount: Clp
    reason: str
    due_on: date | None
    article: str
    law: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RestitutionOrder:
    """A resolution that orders an amount back, in CLP, and holds unless it was lifted."""

    amount: Clp
    notified_on: date | None
    lifted_on: date | None = None


def ordered_restitution(
    orders: Iterable[RestitutionOrder], plan: SaldoPlan | None, restored: Clp, day: date
) -> Clp | None:
    """What resolutions ask back of a convenio on a day; None where none was notified by then.

    A resolution binds from its notification (Ley 19.880 art 51). It takes the place of what follows
    from the law; what a plan in time has carried out and what was restored lessens it.
    """
    told = [one for one in orders if one.notified_on is not None and one.notified_on <= day]
    if not told:
        return None
    holding = (one for one in told if one.lifted_on is None or one.lifted_on > day)
    used = min(plan.executed or 0, plan.covers) if plan is not None and plan.in_time else 0
    return Clp(max(0, sum(one.amount for one in holding) - used - restored))


_Owed = tuple[Clp, str, date | None, tuple[str, str], tuple[str, ...]]
"""How much, why, until when, by which article of which law, and what is not known of the reason."""


def restitutions(
    term: ConvenioTerm,
    plan: SaldoPlan | None,
    restored: Clp,
    day: date,
    untold: tuple[str, ...] = (),
) -> tuple[Restitution, ...]:
    """What must be given back of an ended convenio's balance, less what was already.

    Nothing of a balance that nobody can tell, or that documents not known may have used up, nothing
    while a renewal asked for is not decided, or a plan for it may still be presented. What is
    restored settles first what no plan covers. `untold` says in Spanish why that no plan was seen
    does not tell that there is none.
    """
    if not term.is_over(day) or term.renewed_on is not None or not can_be_asked_back(term):
        return ()
    lacks = term.saldo_gaps.of_receiving
    if day < plans_called_for() or not falls_under_plans(term.last_day):
        by = ("art 7 bis", "20.248")
        found: list[_Owed] = [(term.saldo, "Saldo de un convenio no renovado", None, by, ())]
    else:
        found = list(_of_art_47(term, plan, day, untold))
    return tuple(_less(found, restored, lacks))


def can_be_asked_back(term: ConvenioTerm) -> bool:
    """Whether at least as much must be given back as the balance says: nothing lacks that could
    lessen it, and the renewal is not still to be decided.

    Payments that are not known can only add to it. The law asks it back where renewal was refused
    or given up (art 7 bis inc 4), which somebody must have said.
    """
    return term.saldo_known and not spending_lacks(term) and not term.renewal_undecided


def _of_art_47(
    term: ConvenioTerm, plan: SaldoPlan | None, day: date, untold: tuple[str, ...]
) -> Iterator[_Owed]:
    presentation = saldo_plan_dates()["presentation"]
    in_time = plan is not None and plan.in_time
    covered = min(plan.covers, max(0, term.saldo)) if plan is not None and in_time else 0
    # Up to the last day to present one, what has no plan may yet have one.
    uncovered = 0 if plans_may_come(term.last_day, day) else term.saldo - covered
    yield (
        Clp(uncovered),
        "Saldo sin plan de ejecución",
        None,
        (presentation.article, presentation.law),
        untold if plan is None else (),
    )
    # A plan may promise more than is left, which bounds what is given back.
    left = covered
    for part in plan.parts if plan is not None and in_time else ():
        given = min(part.covers, left)
        left -= given
        if part.is_late(day):
            due, undone = part.restitution, max(0, given - part.executed)
            by = (due.article, due.law)
            yield Clp(undone), "Parte del plan que no se ejecutó", due.day, by, ()


def _less(found: list[_Owed], restored: Clp, lacks: tuple[str, ...]) -> Iterator[Restitution]:
    rest = restored
    for amount, reason, due_on, (article, law), untold in found:
        owed = Clp(max(0, amount - rest))
        rest = Clp(max(0, rest - max(0, amount)))
        if owed > 0:
            yield Restitution(owed, reason, due_on, article, law, (*lacks, *untold))
