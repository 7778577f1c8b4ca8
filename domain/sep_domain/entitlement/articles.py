"""What each article gives for the terms of a month, line by line (arts 14, 14 bis, 16, 20, 27)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from sep_domain.calendar import Period
from sep_domain.entitlement.inputs import Pupils
from sep_domain.entitlement.lines import BandShare, EntitlementKind, Line, weakest
from sep_domain.entitlement.multipliers import Counts, Multiplier
from sep_domain.entitlement.terms import WHOLE, Terms
from sep_domain.grades import LevelBand
from sep_domain.schools import SepClassification
from sep_domain.statute import (
    ConcentrationValue,
    NoStatuteError,
    UnitValue,
    UseValue,
    concentration_value,
    unit_value,
)

Value = UnitValue | ConcentrationValue

_ORDINARY = (
    ("art14", "art14", Pupils.PRIORITARIOS),
    ("art14bis", "art14bis", Pupils.PREFERENTES),
    ("art20", "art20", Pupils.PRIORITARIOS),
    ("art20", "art20", Pupils.PREFERENTES),
)
_RECOVERY = (
    ("art27", "art14", Pupils.PRIORITARIOS),
    ("art27", "art14bis", Pupils.PREFERENTES),
)
"""The article that gives, the article whose table it takes, and for whom."""


def month_lines(terms: Terms) -> tuple[Line, ...]:
    """What the month itself is worth, corrections of other months left out."""
    match terms.standing.classification:
        case None:
            return ()
        case SepClassification.EN_RECUPERACION:
            lines = _instalments(terms)
        case _:
            lines = _ordinary(terms)
    return (*lines, *_concentration(terms))


def settlement_lines(terms: Terms, settled: Multiplier, share: Fraction) -> Iterator[Line]:
    """The month settled with other attendance: what that gives more, or less, by its own values.

    Instalments of art 27 rest on no attendance of the year and are not settled. `share` is the
    part of art 20 that is paid by now.
    """
    difference = Multiplier(_less(settled.counts, terms.pupils.counts), settled.base)
    standing = replace(terms.standing, art20_share=share)
    for line in month_lines(replace(terms, pupils=difference, standing=standing)):
        if line.kind is not EntitlementKind.CUOTA:
            yield replace(line, kind=EntitlementKind.RELIQUIDACION)


def late_lines(terms: Terms, pupils: Multiplier) -> Iterator[Line]:
    """The part of art 20 that a month was not paid for want of a plan, paid once there is one."""
    rest = replace(terms.standing, art20_share=WHOLE - terms.standing.art20_share)
    for line in _ordinary(replace(terms, pupils=pupils, standing=rest)):
        if line.article == "art20":
            yield replace(line, kind=EntitlementKind.RETROACTIVO)


def _ordinary(terms: Terms) -> Iterator[Line]:
    for article, table, group in _ORDINARY:
        if group is Pupils.PREFERENTES and not terms.standing.gratuitous:
            continue
        found = _unit_values(table, terms.standing.classification, group, terms.table)
        share = terms.standing.art20_share if article == "art20" else WHOLE
        yield from _line(
            EntitlementKind.MENSUAL, article, group, terms.table, found,
            use=terms.money.use, share=share, pupils=terms.pupils,
        )  # fmt: skip


def _instalments(terms: Terms) -> Iterator[Line]:
    if terms.standing.instalment_suspended:
        return
    for article, table, group in _RECOVERY:
        if group is Pupils.PREFERENTES and not terms.standing.gratuitous:
            continue
        month = terms.instalment_table
        found = _unit_values(table, SepClassification.AUTONOMO, group, month)
        yield from _line(
            EntitlementKind.CUOTA, article, group, month, found,
            use=terms.money.instalment_use, share=WHOLE, pupils=terms.recovery,
        )  # fmt: skip


def _concentration(terms: Terms) -> Iterator[Line]:
    if terms.concentration is None:
        return
    found = _concentration_values(terms.concentration, terms.table)
    yield from _line(
        EntitlementKind.MENSUAL, "art16", Pupils.TODOS, terms.table, found,
        use=terms.money.use, share=WHOLE, pupils=terms.pupils,
    )  # fmt: skip


def _line(
    kind: EntitlementKind,
    article: str,
    group: Pupils,
    valued: Period,
    found: Iterable[Value],
    *,
    use: UseValue,
    share: Fraction,
    pupils: Multiplier,
) -> Iterator[Line]:
    """The line, where it is worth anything."""
    values = [value for value in found if (value.band, group) in pupils.counts]
    if not values or not share:
        return
    yield Line(
        kind=kind,
        article=article,
        pupils=group,
        valued=valued,
        use=use,
        law=values[0].law,
        confidence=weakest([use.confidence, *(value.confidence for value in values)]),
        share=share,
        months=pupils.base.months,
        bands=tuple(
            BandShare(value.band, value.use, pupils.counts[value.band, group]) for value in values
        ),
    )


def _less(counts: Counts, others: Counts) -> Counts:
    keys = dict.fromkeys([*counts, *others])
    zero = Fraction(0)
    differences = {key: counts.get(key, zero) - others.get(key, zero) for key in keys}
    return {key: difference for key, difference in differences.items() if difference}


@cache
def _unit_values(
    article: str, classification: SepClassification, group: Pupils, month: Period
) -> tuple[UnitValue, ...]:
    """Of each band the value in force; none where the law fixes none."""
    found = []
    for band in LevelBand:
        try:
            found.append(unit_value(article, classification, group.group, band, month))
        except NoStatuteError:
            continue
    return tuple(found)


@lru_cache(maxsize=10_000)
def _concentration_values(share: Fraction, month: Period) -> tuple[ConcentrationValue, ...]:
    percent = Decimal(share.numerator) / share.denominator
    found = (concentration_value(percent, band, month) for band in LevelBand)
    return tuple(value for value in found if value is not None)
