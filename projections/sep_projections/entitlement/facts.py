"""An entitlement as a fact for the log."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sep_domain.dates.calendar import Period
from sep_domain.entitlement.compute import RULE, Explanation
from sep_domain.entitlement.lines import Line, in_pesos
from sep_domain.events.funds.entitlements import EntitledBand, EntitledLine, EntitlementComputed
from sep_domain.law.statute import Confidence
from sep_domain.law.statute_tables import of_entitlements
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

_HUNDREDTH_OF_A_CENTAVO = 10_000
_HUNDREDTH = 100


def entitlement_computed(rbd: Rbd, found: Explanation) -> EntitlementComputed:
    """The fact that says what was found."""
    share = found.priority_share
    return EntitlementComputed(
        occurred_on=found.month.last_day,
        rbd=rbd,
        month=found.month,
        rule=RULE,
        due=found.due,
        retained=found.retained,
        total=found.total,
        amounts=dict(found.amounts),
        scaled=found.scaled,
        exposed_retained=found.exposed_retained,
        priority_share=None if share is None else decimal(share, _HUNDREDTH),
        confidence=found.values_confidence,
        provisional=found.provisional,
        lacks=found.lacks,
        lines=tuple(_line(line) for line in found.lines),
        tables=of_entitlements(),
    )


def entitlement_voided(rbd: Rbd, month: Period) -> EntitlementComputed:
    """The fact that takes back what was computed for a month: no convenio was in force."""
    return EntitlementComputed(
        occurred_on=month.last_day,
        rbd=rbd,
        month=month,
        rule=RULE,
        due=Clp(0),
        total=Clp(0),
        amounts={},
        confidence=Confidence.VERIFIED,
        void=True,
    )


def decimal(value: Fraction, parts: int) -> Decimal:
    """A fraction in so many parts of one, halves away from zero."""
    return Decimal(in_pesos(value * parts)) / parts


def spans(months: Sequence[Period]) -> str:
    """Months as text, three or more in a row as `first..last`."""
    text: list[str] = []
    start = 0
    for at in range(1, len(months) + 1):
        if at == len(months) or months[at] != months[at - 1].plus(1):
            run = months[start:at]
            text += [f"{run[0]}..{run[-1]}"] if len(run) > 2 else [str(month) for month in run]
            start = at
    return ",".join(text)


def _line(line: Line) -> EntitledLine:
    return EntitledLine(
        kind=line.kind,
        article=line.article,
        pupils=line.pupils,
        valued=line.valued,
        clp_per_use=line.use.clp_per_use,
        law=line.law,
        confidence=line.confidence,
        share=str(line.share),
        months=spans(line.months),
        bands=tuple(
            EntitledBand(band=band.band, use=band.use, pupils=str(band.pupils))
            for band in line.bands
        ),
        amount=decimal(line.exact, _HUNDREDTH_OF_A_CENTAVO),
    )
