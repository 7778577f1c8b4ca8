"""What the law gives each school, how it comes about, and how it compares with what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import Period
from sep_domain.entitlement.inputs import Pupils, SchoolFacts
from sep_domain.entitlement.lines import EntitlementKind
from sep_domain.law.legal_numbers import required_number
from sep_domain.law.statute import Confidence, use_values
from sep_domain.values.grades import LevelBand
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_projections.entitlement.inputs import QUERY, school_facts
from sep_projections.reading.columns import MONTH, RBD, STREAM
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class EntitlementFilter:
    """Which schools and months."""

    rbd: Rbd | None = None
    from_month: Period | None = None
    to_month: Period | None = None


@dataclass(kw_only=True)
class ComparisonFilter(EntitlementFilter):
    """Which schools and months, and whether only those that differ by more than the threshold."""

    only_different: bool = False


@dataclass(kw_only=True)
class EntitlementRow(FactRow):
    """What Ley 20.248 gives a school in a month, computed from what was known."""

    rbd: Rbd
    month: Period
    rule: str
    """The rules that computed it, with their version."""
    due: Clp
    """What is due for the month, before anything is held back; a part of it where `complete` is
    false."""
    retained: Clp
    """What a resolution holds back until a rendición comes; negative where it is given back."""
    total: Clp
    """What is to be paid with the month: `due` less `retained`."""
    scaled: Clp
    """What a resolution cuts of it (Ley 21.006), zero or negative; part of `due`."""
    exposed_retained: Clp
    """What Ley 21.006 would hold back of it and no resolution that is known orders; no part of
    `retained`."""
    priority_share: Decimal | None = None
    """Percent of prioritarios of the year before, which fixes the band of art 16."""
    confidence: Confidence
    """The weakest of the values used. That each article is rounded once is not written in law."""


@dataclass(kw_only=True)
class EntitlementReasonsRow(EntitlementRow):
    """The same with the codes of why it is provisional, and of what could not be said."""

    provisional: list[str]
    lacks: list[str]


@dataclass(kw_only=True)
class EntitlementAmountRow(Row):
    """The pesos of one article in a month, settlements of earlier months included."""

    article: str
    amount: Clp


@dataclass(kw_only=True)
class EntitlementLineRow(Row):
    """One article, group of pupils, month valued and level band."""

    line: int
    place: int
    kind: EntitlementKind
    article: str
    pupils: Pupils
    valued: Period
    """The month whose USE and values hold."""
    months: str
    """Whose attendance it rests on: `2024-05..2024-07`, or `2024-03,2024-04`."""
    band: LevelBand
    counted: Decimal
    """Pupils paid for, to four decimals; in a settlement, how many more or fewer."""
    use: Decimal
    """USE for each of them."""
    clp_per_use: Decimal
    share: str
    """The part that is paid, as a fraction."""
    law: str
    confidence: Confidence
    amount: Decimal
    """Pesos before rounding, to the hundredth of a centavo."""


@dataclass(kw_only=True)
class ComparisonRow(Row):
    """What is due and what was paid for a month.

    Zero is due where the convenios known leave the month out; what is not known is absent.
    """

    rbd: Rbd
    month: Period
    due: Clp | None = None
    """Absent where something that it rests on is covered by no file."""
    paid: Clp
    """The SEP of the ministry's file, before deductions."""
    difference: Clp | None = None
    """Paid less due."""
    threshold: Decimal | None = None
    """What they may differ by: 0.5 % of what is due or one USE, whichever is more (RF30)."""
    settled: bool
    """Whether the month can no longer be settled by a later payment that is not known yet."""
    verdict: Verdict
    """NO_CUMPLE where it differs by more than the threshold; NO_EXIGIBLE_AUN until it is settled;
    SIN_DATOS where something is not known, or assumed from another year."""
    differs: bool | None = None
    """Whether it differs by more than the threshold; absent without a verdict."""
    retained: Clp | None = None
    """What resolutions hold back."""
    exposed_retained: Clp | None = None
    """What the law would hold back and no resolution that is known orders."""
    withheld: Clp
    """What the ministry held back, by its file."""
    retention_difference: Clp | None = None
    """Held back by resolution or exposed to it by law, less held back by the ministry."""


@dataclass(kw_only=True)
class ComparisonReasonsRow(ComparisonRow):
    """The same with the codes of what it lacks for a verdict."""

    lacks: list[str]


ENTITLEMENTS = Listing("entitlements", (RBD, MONTH), EntitlementReasonsRow)
AMOUNTS = listing_of_table(
    "entitlement_amount", (STREAM, Column("article", "text")), EntitlementAmountRow
)
LINES = Listing(
    "entitlement_lines",
    (STREAM, Column("line", "smallint"), Column("place", "smallint")),
    EntitlementLineRow,
)
COMPARISONS = Listing("entitlement_comparisons", (RBD, MONTH), ComparisonReasonsRow)


def thresholds() -> dict[str, Any]:
    """Parameters of a comparison: the share and the USE of RF30, and the series of the USE."""
    now = use_values()[-1].from_month.last_day
    return {
        "difference_share": required_number("payment_difference_share", now).decimal,
        "difference_use": required_number("payment_difference_use", now).whole,
        "use_months": [str(value.from_month) for value in use_values()],
        "use_values": [value.clp_per_use for value in use_values()],
    }


async def inputs_of(
    connection: AsyncConnection[Any], rbds: Sequence[int], known: int
) -> dict[int, SchoolFacts]:
    """What entitlements follow from, by RBD, as known at a position."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(QUERY, {"rbds": list(rbds), "known": known})
        return {row["rbd"]: school_facts(row) async for row in cursor}
