"""A convenio as it stood on a day, for what is ruled of that day."""

from datetime import date

from sep_domain.convenio_rules.acts import Act, Standing, standing_on
from sep_graphql.answering.connections import params, rows_of_parent
from sep_graphql.answering.context import Info
from sep_projections.convenios.convenios import CONVENIO_STEPS, ConvenioStepRow
from sep_projections.convenios.terms import ConvenioTermRow
from sep_projections.reading.columns import NUMBER, RBD


async def standing_of(info: Info, row: ConvenioTermRow, day: date) -> Standing:
    """The convenio with what had been done by a day."""
    parent, given = (row.rbd, row.number), await params(info)
    steps = await rows_of_parent(info, CONVENIO_STEPS, (RBD, NUMBER), parent, given)
    return standing_on(row.term(), map(_act, steps), day)


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
