"""What each article gives for the terms of a month, line by line (arts 14, 14 bis, 16, 20, 27)."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from sep_domain.dates.calendar import Period
from sep_domain.entitlement.inputs import Pupils
from sep_domain.entitlement.lines import BandShare, EntitlementKind, Line, weakest
from sep_domain.entitlement.multipliers import Counts, Multiplier
from sep_domain.entitlement.terms import WHOLE, Terms
from sep_domain.law.statute import (
    ConcentrationValue,
    NoStatuteError,
    UnitValue,
    UseValue,
    concentration_value,
    unit_value,
)
from sep_domain.values.grades import LevelBand
from sep_domain.values.schools import SepClassification

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


@dataclass(frozen=True, slots=True)
class _Values:
    """The values in force in a month, and the bands for which the law fixes one not known here."""

    found: tuple[Value, ...] = ()
    unknown: frozenset[LevelBand] = frozenset()


@dataclass(frozen=True, slots=True)
class _Asked:
    """An article for one group of pupils in a month, before it is known what it is worth."""

    kind: EntitlementKind
    article: str
    group: Pupils
    valued: Period
    values: _Values
    use: UseValue | None
    share: Fraction
    pupils: Multiplier


def month_lines(terms: Terms) -> tuple[Line, ...]:
    """What the month itself is worth, corrections of other months left out."""
    return tuple(line for asked in _asked(terms) for line in _line(asked))


def missing_values(terms: Terms) -> tuple[str, ...]:
    """What the law gives for the month and cannot be said, for want of a value (`reason:of`)."""
    return tuple(dict.fromkeys(code for asked in _asked(terms) for code in _lacking(asked)))


def settlement_lines(
    terms: Terms, settled: Multiplier, share: Fraction, groups: Container[Pupils]
) -> Iterator[Line]:
    """The month settled with other attendance: what that gives more, or less, by its own values.

    Only for some groups, since art 16 is not settled when the others are. Instalments of art 27
    rest on no attendance of the year and are not settled. `share` is the part of art 20 that is
    paid by now.
    """
    counts = _less(settled.counts, terms.pupils.counts)
    of_groups = {key: count for key, count in counts.items() if key[1] in groups}
    standing = replace(terms.standing, art20_share=share)
    anew = replace(terms, pupils=Multiplier(of_groups, settled.base), standing=standing)
    for line in month_lines(anew):
        if line.kind is not EntitlementKind.CUOTA:
            yield replace(line, kind=EntitlementKind.RELIQUIDACION)


def late_lines(terms: Terms, pupils: Multiplier) -> Iterator[Line]:
    """The part of art 20 that a month was not paid for want of a plan, paid once there is one."""
    rest = replace(terms.standing, art20_share=WHOLE - terms.standing.art20_share)
    for asked in _ordinary(replace(terms, pupils=pupils, standing=rest)):
        if asked.article == "art20":
            for line in _line(asked):
                yield replace(line, kind=EntitlementKind.RETROACTIVO)


def _asked(terms: Terms) -> Iterator[_Asked]:
    match terms.standing.classification:
        case None:
            return
        case SepClassification.EN_RECUPERACION:
            yield from _instalments(terms)
        case _:
            yield from _ordinary(terms)
    yield from _concentration(terms)


def _ordinary(terms: Terms) -> Iterator[_Asked]:
    for article, table, group in _ORDINARY:
        if group is Pupils.PREFERENTES and not terms.standing.gratuitous:
            continue
        values = _unit_values(table, terms.standing.classification, group, terms.table)
        share = terms.standing.art20_share if article == "art20" else WHOLE
        yield _Asked(
            EntitlementKind.MENSUAL, article, group, terms.table, values,
            use=terms.money.use, share=share, pupils=terms.pupils,
        )  # fmt: skip


def _instalments(terms: Terms) -> Iterator[_Asked]:
    if terms.standing.instalment_suspended:
        return
    for article, table, group in _RECOVERY:
        if group is Pupils.PREFERENTES and not terms.standing.gratuitous:
            continue
        month = terms.instalment_table
        values = _unit_values(table, SepClassification.AUTONOMO, group, month)
        yield _Asked(
            EntitlementKind.CUOTA, article, group, month, values,
            use=terms.money.instalment_use, share=WHOLE, pupils=terms.recovery,
        )  # fmt: skip


def _concentration(terms: Terms) -> Iterator[_Asked]:
    if terms.concentration is None:
        return
    values = _concentration_values(terms.concentration, terms.table)
    yield _Asked(
        EntitlementKind.MENSUAL, "art16", Pupils.TODOS, terms.table, values,
        use=terms.money.use, share=WHOLE, pupils=terms.pupils,
    )  # fmt: skip


def _line(asked: _Asked) -> Iterator[Line]:
    """The line, where it is worth anything that is known."""
    counts, use = asked.pupils.counts, asked.use
    values = [value for value in asked.values.found if (value.band, asked.group) in counts]
    if not values or not asked.share or use is None:
        return
    yield Line(
        kind=asked.kind,
        article=asked.article,
        pupils=asked.group,
        valued=asked.valued,
        use=use,
        law=values[0].law,
        confidence=weakest([use.confidence, *(value.confidence for value in values)]),
        share=asked.share,
        months=asked.pupils.base.months,
        bands=tuple(
            BandShare(value.band, value.use, counts[value.band, asked.group]) for value in values
        ),
    )


def _lacking(asked: _Asked) -> Iterator[str]:
    if not asked.share:
        return
    counted = {band for band, group in asked.pupils.counts if group is asked.group}
    for band in LevelBand:
        if band in counted & asked.values.unknown:
            yield f"value_unknown:{asked.article}:{band}:{asked.valued}"
    if asked.use is None and counted & {value.band for value in asked.values.found}:
        yield f"use_unknown:{asked.valued}"


def _less(counts: Counts, others: Counts) -> Counts:
    keys = dict.fromkeys([*counts, *others])
    zero = Fraction(0)
    differences = {key: counts.get(key, zero) - others.get(key, zero) for key in keys}
    return {key: difference for key, difference in differences.items() if difference}


@cache
def _unit_values(
    article: str, classification: SepClassification, group: Pupils, month: Period
) -> _Values:
    """Of each band the value in force; none of any where the law gives the group nothing yet."""
    found: list[Value] = []
    for band in LevelBand:
        try:
            found.append(unit_value(article, classification, group.group, band, month))
        except NoStatuteError:
            continue
    return _with_unknown(found)


@lru_cache(maxsize=10_000)
def _concentration_values(share: Fraction, month: Period) -> _Values:
    percent = Decimal(share.numerator) / share.denominator
    found = (concentration_value(percent, band, month) for band in LevelBand)
    return _with_unknown([value for value in found if value is not None])


def _with_unknown(found: Sequence[Value]) -> _Values:
    """Where the law fixes a value for some band it fixes one for every band."""
    known = {value.band for value in found}
    return _Values(tuple(found), frozenset(LevelBand) - known if known else frozenset())
