"""Why two months differ: the difference of their totals, taken apart without a rest.

The terms of the later month take the place of the earlier one's, one after another in the order of
`DifferencePart`; each part is what the total changes by. So the parts add up to the difference,
whatever the order, but a change of two terms at once (more pupils, each worth more) falls to the
later part.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum

from sep_domain.dates.calendar import Period
from sep_domain.entitlement.compute import explanation_of, whole_terms
from sep_domain.entitlement.inputs import SchoolFacts
from sep_domain.entitlement.terms import Terms
from sep_domain.values.money import Clp


class DifferencePart(StrEnum):
    """What makes two months differ, in the order of substitution."""

    ASISTENCIA = "asistencia"
    """Pupils paid for, by band and group."""
    CATEGORIA = "categoria"
    """Classification, gratuity, plan, and whether a convenio is in force at all."""
    USE = "use"
    """Pesos for a USE."""
    TABLA = "tabla"
    """The statutory values in USE."""
    CONCENTRACION = "concentracion"
    """The share of prioritarios, and so the band of art 16."""
    RELIQUIDACION = "reliquidacion"
    """Settlement of earlier months, and what is paid late for them."""
    LEY_21006 = "ley_21006"
    """What is held back, given back, or cut."""


def difference(facts: SchoolFacts, earlier: Period, later: Period) -> Mapping[DifferencePart, Clp]:
    """What each part adds to the total of the later month over that of the earlier one, in CLP."""
    return difference_of_terms(
        whole_terms(facts, earlier, both=True), whole_terms(facts, later, both=True)
    )


def difference_of_terms(earlier: Terms, later: Terms) -> Mapping[DifferencePart, Clp]:
    """The same of any two months' terms, such as one month under two classifications."""
    parts: dict[DifferencePart, Clp] = {}
    current = earlier
    total = explanation_of(current).total
    for part, substitute in _SUBSTITUTIONS:
        current = substitute(current, later)
        reached = explanation_of(current).total
        parts[part] = Clp(reached - total)
        total = reached
    return parts


_SUBSTITUTIONS: tuple[tuple[DifferencePart, Callable[[Terms, Terms], Terms]], ...] = (
    (DifferencePart.ASISTENCIA, lambda a, b: replace(a, pupils=b.pupils, recovery=b.recovery)),
    (DifferencePart.CATEGORIA, lambda a, b: replace(a, standing=b.standing)),
    (DifferencePart.USE, lambda a, b: replace(a, money=b.money)),
    (
        DifferencePart.TABLA,
        lambda a, b: replace(a, table=b.table, instalment_table=b.instalment_table),
    ),
    (DifferencePart.CONCENTRACION, lambda a, b: replace(a, concentration=b.concentration)),
    (DifferencePart.RELIQUIDACION, lambda a, b: replace(a, corrections=b.corrections)),
    (DifferencePart.LEY_21006, lambda a, b: replace(a, scaling=b.scaling, retained=b.retained)),
)
