"""Every calendar exception of art 15 and DFL 2/1998 art 13, against a slow and literal reading.

The reading below knows nothing of the code it judges: it takes months as (year, month) pairs and
attendance as a table of fractions, and follows the sentences of the articles one by one.
"""

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.entitlements import BASICA, attended, school

from sep_domain.dates.calendar import Period
from sep_domain.entitlement import EntitlementKind, Pupils, entitlement
from sep_domain.law.statute import use_value

Month = tuple[int, int]
Table = Mapping[Month, Fraction]

FIRST, LAST = 2021, 2024
SCHOOL_MONTHS = [(year, month) for year in range(FIRST, LAST + 1) for month in range(3, 13)]
MONTHS_PAID = [(year, month) for year in range(FIRST + 1, LAST + 1) for month in range(1, 13)]


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def last_real(month: Month, suspended: set[Month]) -> Month:
    """ "... se considerará la asistencia del último mes en que la hubo"."""
    before = [m for m in SCHOOL_MONTHS if m <= month and m not in suspended]
    return before[-1]


def paid_on(year: int, month: int, table: Table, suspended: set[Month]) -> Fraction:
    """The attendance by which a month is first paid."""
    if month in (1, 2, 3):  # outside the school year, or its first month
        window = [m for m in SCHOOL_MONTHS if m[0] == year - 1]
    elif month == 4:  # the second: the month that precedes
        window = [(year, 3)]
    elif month == 5:  # the third: the two that precede
        window = [(year, 3), (year, 4)]
    else:  # the three that precede
        window = [(year, month - 3), (year, month - 2), (year, month - 1)]
    return mean([table[last_real(m, suspended)] for m in window])


def settled_on(year: int, table: Table, suspended: set[Month]) -> Fraction:
    """The attendance by which the fourth month settles the first three."""
    return mean([table[last_real((year, m), suspended)] for m in (3, 4, 5)])


def owed(year: int, month: int, table: Table, suspended: set[Month]) -> Fraction:
    """Pesos for prioritarios of the first band of an autónomo, not rounded."""

    def worth(of_month: int, pupils: Fraction) -> Fraction:
        use = Fraction(use_value(Period.of(year, of_month)).clp_per_use)
        return pupils * use * Fraction("2.0328")

    total = worth(month, paid_on(year, month, table, suspended))
    if month == 6:
        anew = settled_on(year, table, suspended)
        for past in (3, 4, 5):
            total += worth(past, anew - paid_on(year, past, table, suspended))
    return total


attendances = st.lists(
    st.fractions(min_value=0, max_value=100, max_denominator=100),
    min_size=len(SCHOOL_MONTHS),
    max_size=len(SCHOOL_MONTHS),
).map(lambda values: dict(zip(SCHOOL_MONTHS, values, strict=True)))

# March of the first year always has attendance, so that there is always a last month that had.
suspensions = st.sets(st.sampled_from(SCHOOL_MONTHS[1:]), max_size=12)


@given(attendances, suspensions, st.sampled_from(MONTHS_PAID))
def test_every_month_is_paid_as_the_articles_read(
    table: Table, suspended: set[Month], month: Month
) -> None:
    facts = school(
        attended((Period.of(*m), {Pupils.PRIORITARIOS: (100, n)}) for m, n in table.items()),
        suspended=frozenset(Period.of(*m) for m in suspended),
    )
    found = entitlement(facts, Period.of(*month))
    assert found is not None
    exact = sum((line.exact for line in found.lines), Fraction(0))
    assert exact == owed(*month, table, suspended)


@given(attendances)
def test_over_a_school_year_what_is_settled_is_the_trimesters_own_mean(table: Table) -> None:
    """March to June together come to what they would, had the mean been known from the start."""
    facts = school(
        attended((Period.of(*m), {Pupils.PRIORITARIOS: (100, n)}) for m, n in table.items())
    )
    total = Fraction(0)
    for month in (3, 4, 5, 6):
        found = entitlement(facts, Period.of(2023, month))
        assert found is not None
        total += sum((line.exact for line in found.lines), Fraction(0))
    trimester = mean([table[2023, m] for m in (3, 4, 5)])
    assert total == 4 * trimester * Fraction("2.0328") * Fraction("31916.864")


def test_a_settlement_says_what_it_settles() -> None:
    facts = school(
        attended(
            (Period.of(*m), {Pupils.PRIORITARIOS: (100, 50 if m[0] < 2023 else 80)})
            for m in SCHOOL_MONTHS
        )
    )
    found = entitlement(facts, Period("2023-06"))
    assert found is not None
    (line,) = [line for line in found.lines if line.kind is EntitlementKind.RELIQUIDACION]
    assert (line.valued, line.months) == ("2023-03", ("2023-03", "2023-04", "2023-05"))
    assert [(b.band, b.pupils) for b in line.bands] == [(BASICA, Fraction(30))]
