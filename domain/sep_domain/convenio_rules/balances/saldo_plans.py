"""A plan for the balance of an expired convenio, in the parts that the law tells apart.

Ley 21.796 art 47. Actions of letter a) (infrastructure, essential furniture) may run through 2026
and what is not carried out of them is given back by 30 October; the others end on 30 September and
are given back by 31 July. The law so asks for money before its own term to use it has ended: here a
part is given back by the later of the two days, the plan's own last day among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sep_domain.convenio_rules.balances.saldo_plan_dates import SaldoPlanDate, saldo_plan_dates
from sep_domain.convenio_rules.rulings import pesos
from sep_domain.decisions.guards import Obstacle
from sep_domain.law.legal_numbers import legal_numbers
from sep_domain.values.money import Clp


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What a plan covers under one letter of the law, and what is done of it, in CLP."""

    covers: Clp
    executed: Clp
    execution: SaldoPlanDate
    """The last day of its actions: the plan's own, where that is earlier than the law's."""
    restitution: SaldoPlanDate
    """The day by which what is not carried out is given back."""

    @property
    def unexecuted(self) -> Clp:
        return Clp(self.covers - self.executed)

    def is_late(self, day: date) -> bool:
        """Whether something is not carried out and may be no longer."""
        return self.unexecuted > 0 and day > self.execution.day


@dataclass(frozen=True, slots=True)
class SaldoPlan:
    """A plan for the balance of an expired convenio: what it covers and what is done, in CLP.

    `infrastructure` is what of it is of letter a). Where the plan does not say, it is of letter a)
    as a whole if it runs beyond the day on which all else ends, and not at all if it does not.
    `deadline` is the plan's own last day.
    """

    presented_on: date
    covers: Clp
    executed: Clp | None = None
    deadline: date | None = None
    infrastructure: Clp | None = None

    @property
    def in_time(self) -> bool:
        """Whether it was presented by the last day; one that came late covers nothing."""
        return self.presented_on <= saldo_plan_dates()["presentation"].day

    @property
    def parts(self) -> tuple[PlanPart, ...]:
        """The common part and that of letter a), those without money left out.

        What is carried out counts first for the part that ends first.
        """
        return tuple(part for part in self._parts() if part.covers > 0)

    def _parts(self) -> Iterator[PlanPart]:
        later = self._of_letter_a()
        common = Clp(self.covers - later)
        done = min(self.executed or Clp(0), self.covers)
        yield self._part(common, min(done, common), "")
        yield self._part(later, max(0, done - common), "_of_infrastructure")

    def _of_letter_a(self) -> Clp:
        if self.infrastructure is not None:
            return Clp(min(self.infrastructure, self.covers))
        runs_on = self.deadline is not None and self.deadline > saldo_plan_dates()["execution"].day
        return self.covers if runs_on else Clp(0)

    def _part(self, covers: int, executed: int, letter: str) -> PlanPart:
        dates = saldo_plan_dates()
        execution = self._within(dates[f"execution{letter}"])
        given_back = dates[f"restitution_on_breach{letter}"]
        return PlanPart(
            covers=Clp(covers),
            executed=Clp(executed),
            execution=execution,
            restitution=replace(given_back, day=max(given_back.day, execution.day)),
        )

    def _within(self, latest: SaldoPlanDate) -> SaldoPlanDate:
        if self.deadline is None:
            return latest
        return replace(latest, day=min(latest.day, self.deadline))


def beyond_the_balance(covers: Clp, left: Clp | None) -> Obstacle | None:
    """That a plan covers more than is known to be left, in CLP; None of `left` where nobody can
    tell."""
    if left is None or covers <= left:
        return None
    return Obstacle(
        "plan_sobre_el_saldo",
        f"El plan cubre {pesos(covers)} y el saldo que consta del convenio es de {pesos(left)}.",
    )


def plans_called_for() -> date:
    """The day on which Ley 21.796 came into force: balances of what had expired need a plan."""
    return next(one.from_date for one in legal_numbers() if one.name == "restitution_without_plan")


def falls_under_plans(last_day: date) -> bool:
    """Whether a convenio had expired when plans were called for."""
    return last_day < plans_called_for()


def plans_may_come(last_day: date, day: date) -> bool:
    """Whether a plan for what a convenio left may still be presented in time on a day."""
    in_time = plans_called_for() <= day <= saldo_plan_dates()["presentation"].day
    return in_time and falls_under_plans(last_day)


def not_reached(last_day: date) -> str | None:
    """Why art 47 says nothing of a convenio whose last day this is, in Spanish; None where it
    does."""
    if falls_under_plans(last_day):
        return None
    return (
        f"El convenio venció el {last_day}, ya en vigor la Ley 21.796: no lo alcanza su "
        "artículo 47, y lo que quede se restituye según el artículo 7 bis de la Ley 20.248."
    )
