"""What a change of category costs or gives: the school year it rules, computed both ways."""

from asyncio import to_thread

import strawberry

from sep_domain.dates.calendar import SchoolYear
from sep_domain.entitlement.hypothesis import year_as
from sep_domain.entitlement.inputs import SchoolFacts
from sep_domain.performance.equivalence import equivalent
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification
from sep_graphql.answering.context import Info
from sep_graphql.entitlement.entitlements import inputs_of_school
from sep_projections.categories.categories import ReclassificationRow


@strawberry.type
class CategoryBudget:
    """What the law gives a school in a school year under the equivalents of two categories.

    The equivalents are the law's, whatever classification is published; attendance that is not
    known yet is taken from the same month a year before.
    """

    school_year: SchoolYear
    months: int
    """Months with a convenio, of the twelve from March on."""
    previous_classification: SepClassification
    classification: SepClassification
    previous_total: Clp
    """Under the equivalent of the previous category."""
    total: Clp
    """Under the equivalent of the new one."""
    change: Clp
    as_published_total: Clp
    """Under the classification that is published or assumed."""


async def budget_of(info: Info, change: ReclassificationRow) -> CategoryBudget | None:
    """What a change of category costs or gives in the first school year that it rules.

    None where either is no category, or where no month of the year has a convenio.
    """
    before = equivalent(change.previous_category, change.previous_on)
    after = equivalent(change.category, change.occurred_on)
    if before is None or after is None:
        return None
    facts = await inputs_of_school(info, change.rbd)
    if facts is None:
        return None
    year = SchoolYear(change.effective_on.year)
    # Beside the loop: hundreds of months are computed, and other questions wait.
    return await to_thread(_budget, facts, year, before.classification, after.classification)


def _budget(
    facts: SchoolFacts, year: SchoolYear, before: SepClassification, after: SepClassification
) -> CategoryBudget | None:
    earlier = year_as(facts, year, before)
    later = earlier if after is before else year_as(facts, year, after)
    if not later:
        return None
    previous_total, total = (sum(month[2] for month in each) for each in (earlier, later))
    return CategoryBudget(
        school_year=year,
        months=len(later),
        previous_classification=before,
        classification=after,
        previous_total=Clp(previous_total),
        total=Clp(total),
        change=Clp(total - previous_total),
        as_published_total=Clp(sum(month[1] for month in later)),
    )
