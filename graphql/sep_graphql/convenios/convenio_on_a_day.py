"""A convenio as it stood on a day, and what is ruled of that day."""

from datetime import date

from sep_domain.convenio_rules.acts import Act, ConvenioPosition, standing_on
from sep_domain.convenio_rules.catalogue import rulings_of
from sep_domain.convenio_rules.rulings import Ruling
from sep_domain.obligations.silence import what_lacks
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.pages.connections import params, row_of, rows_of_parent
from sep_projections.convenios.convenios import CONVENIO_STEPS, ConvenioStepRow
from sep_projections.convenios.terms import ConvenioTermRow
from sep_projections.obligations.saldo_plans import UNTOLD_PLANS, untold_params
from sep_projections.reading.columns import NUMBER, RBD


async def standing_of(info: Info, row: ConvenioTermRow, day: date) -> ConvenioPosition:
    """The convenio with what had been done by a day."""
    parent, given = (row.rbd, row.number), await params(info)
    steps = await rows_of_parent(info, CONVENIO_STEPS, (RBD, NUMBER), parent, given)
    return standing_on(row.term(), map(_act, steps), day)


async def rulings_on(info: Info, row: ConvenioTermRow, day: date) -> tuple[Ruling, ...]:
    """What each rule says on a day, of what was done by then."""
    stood = await standing_of(info, row, day)
    untold = await untold_plan(info, row, day)
    return rulings_of(stood.term, stood.plan, day, stood.restored, untold)


async def untold_plan(info: Info, row: ConvenioTermRow, day: date) -> tuple[str, ...]:
    """Why nobody can tell that no plan for its balance was presented; nothing where one can."""
    given = untold_params(await info.context.operation.known(view_of(info)), day)
    silent = await row_of(info, UNTOLD_PLANS, (RBD, NUMBER), (row.rbd, row.number), given)
    return () if silent is None else tuple(what_lacks(silent.lacking))


def _act(step: ConvenioStepRow) -> Act:
    return Act(
        step=step.step,
        occurred_on=step.occurred_on,
        until=step.until,
        restored=step.restored,
        saldo=step.saldo,
        deadline=step.deadline,
        executed=step.executed,
        infrastructure=step.infrastructure,
    )
