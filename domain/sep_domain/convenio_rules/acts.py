"""A convenio as it stood on a day: only what had been done by then counts.

What was asked for, granted, ended, planned, carried out or given back later is not there yet. Money
is as far as it is known, and not by day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.renewals.conditions import lawful_end
from sep_domain.convenio_rules.terms import ConvenioTerm, RenderedYear
from sep_domain.values.money import Clp


@dataclass(frozen=True, slots=True)
class Act:
    """A step in the life of a convenio, as `convenio.*` events name it; amounts in CLP."""

    step: str
    occurred_on: date
    until: date | None = None
    """Of an extension."""
    restored: Clp | None = None
    """Of a settlement."""
    saldo: Clp | None = None
    """What a plan covers."""
    deadline: date | None = None
    executed: Clp | None = None
    """Of a plan, in all up to that day."""
    infrastructure: Clp | None = None


@dataclass(frozen=True, slots=True)
class ConvenioPosition:
    """A convenio, the plan for its balance and what of that was given back, on a day."""

    term: ConvenioTerm
    plan: SaldoPlan | None
    restored: Clp


def standing_on(term: ConvenioTerm, acts: Iterable[Act], day: date) -> ConvenioPosition:
    """The convenio on a day, of its acts in the order in which they were recorded."""
    told = tuple(acts)
    done = tuple(sorted((act for act in told if act.occurred_on <= day), key=_day))
    restored = sum(act.restored or 0 for act in _of(done, "settled"))
    return ConvenioPosition(_term(term, told, done, day), _plan(done), Clp(restored))


def _term(term: ConvenioTerm, told: Sequence[Act], done: Sequence[Act], day: date) -> ConvenioTerm:
    renewed_on, ended_on = _first(done, "renewed"), _first(done, "ended")
    requested_on = _first(done, "renewal_requested")
    ends = [act.until for act in _of(done, "extended") if act.until is not None]
    decided = [each for each in (renewed_on, ended_on) if each is not None]
    by_law = lawful_end(term.to_date, requested_on, decided, stated=bool(ends))
    last_day = min(max((term.to_date, by_law or term.to_date, *ends)), ended_on or date.max)
    if _first(told, "ended") is None and term.last_day < term.to_date:
        # A convenio signed later holds in its place.
        last_day = min(last_day, term.last_day)
    return replace(
        term,
        last_day=last_day,
        renewal_requested_on=requested_on,
        renewed_on=renewed_on,
        ended_on=ended_on,
        successor=None if renewed_on is None else term.successor,
        asked_unknown=_asked_unknown(told),
        years=tuple(_years(term.years, last_day, day)),
    )


def _years(years: Iterable[RenderedYear], last_day: date, day: date) -> Iterator[RenderedYear]:
    """What was presented later had not been presented."""
    for each in years:
        later = each.presented_on is not None and each.presented_on > day
        if each.year.last_day <= last_day:
            yield replace(each, rendered=False) if later else each


def _asked_unknown(told: Sequence[Act]) -> bool:
    """Nobody is given what was not asked for: whatever the day, the request is what lacks."""
    steps = {act.step for act in told}
    return "renewal_requested" not in steps and not steps.isdisjoint(("renewed", "extended"))


def _plan(done: Sequence[Act]) -> SaldoPlan | None:
    """The plan presented last, and how much of it was stated last to be carried out."""
    plans = [act for act in _of(done, "saldo_plan_presented") if act.saldo is not None]
    if not plans or plans[-1].saldo is None:
        return None
    reports = list(_of(done, "saldo_plan_executed"))
    return SaldoPlan(
        presented_on=plans[-1].occurred_on,
        covers=plans[-1].saldo,
        executed=(reports or plans)[-1].executed,
        deadline=plans[-1].deadline,
        infrastructure=plans[-1].infrastructure,
    )


def _first(done: Sequence[Act], step: str) -> date | None:
    return min((act.occurred_on for act in _of(done, step)), default=None)


def _of(done: Sequence[Act], step: str) -> Iterator[Act]:
    return (act for act in done if act.step == step)


def _day(act: Act) -> date:
    return act.occurred_on
