"""What a convenio comes to at the end of its term if it goes on as so far: arithmetic, no prophecy.

Spending is spread evenly over the months that declared documents cover, payments over the months
that are published, and both are drawn out to the day on which the share is measured. What is left
of the term is left from the day asked for, whatever documents cover; of a term that has ended
nothing is, and what the rule says of it is all there is to say. The share is computed where the
rule computes it (`execution.at_renewal`, Ley 20.248 art 7 bis c), of the term as it would then
stand. Where a month of the term so far is covered by nothing, nothing is forecast.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from sep_domain.convenio_rules.renewals import execution
from sep_domain.convenio_rules.rulings import Ruling, Verdict, percent, pesos
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.dates.calendar import Period
from sep_domain.values.money import Clp

_BROUGHT = "No se sabe cuánto dejó el convenio anterior."
_NAMED = 3
"""Months that are named where more are lacking."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The term drawn out to its end. Amounts are whole pesos, None where something lacks."""

    ends_on: date | None
    """The day on which the share is measured."""
    covered_until: date | None
    """The last day of the term that declared documents cover."""
    months_covered: int
    """From the start of the term to that day."""
    months_left: int
    """From the day after the one asked for to the end, the running month counted; 0 once ended."""
    spent: Clp | None = None
    """Declared in the months covered, less what was rejected."""
    received: Clp | None = None
    """Paid in the months that are published."""
    monthly_spent: Clp | None = None
    monthly_received: Clp | None = None
    spent_at_end: Clp | None = None
    received_at_end: Clp | None = None
    share_at_end: Decimal | None = None
    """Of what will have been spent in what it is measured against, to four places."""
    threshold: Decimal | None = None
    short_at_end: Clp | None = None
    """What would lack of the threshold then; 0 where it is reached."""
    needed_monthly: Clp | None = None
    """What has to be spent in each month that is left to reach it, of what is declared so far;
    absent where none is left."""
    verdict: Verdict = Verdict.SIN_DATOS
    """Of the rule once none is left; NO_EXIGIBLE_AUN while months are left."""
    article: str = ""
    law: str = ""
    explanation: str = ""
    """In Spanish."""
    lacks: tuple[str, ...] = ()
    """What is not known that bears on it, in Spanish sentences; a month lacking leaves nothing."""


def forecast(
    term: ConvenioTerm,
    document_years: Collection[int],
    paid_months: Collection[Period],
    on: date,
) -> Forecast:
    """The term drawn out to its end, as seen on a day.

    `document_years` are the years of which the school has declared documents of the SEP;
    `paid_months` the months of which its payments are published.
    """
    ends_on = execution.at_renewal(term, term.last_day).decided_on or term.last_day
    first, last = _month(term.from_date), _month(ends_on)
    until = _covered_until(first, last, document_years)
    covered = 0 if until is None else _months(first, until)
    left = _left(first, last, on, ends_on)
    seen = Forecast(ends_on, _day(until, ends_on), covered, left)
    if not left:
        return _ended(term, seen, on)
    lacks = _lacks(first, until, document_years, paid_months)
    if lacks:
        return replace(seen, explanation=f"No se proyecta: {' '.join(lacks)}", lacks=lacks)
    paid = sum(first <= month <= last for month in paid_months)
    return _drawn_out(term, seen, _Span(ends_on, covered, _months(first, last), left, paid))


def _left(first: Period, last: Period, on: date, ends_on: date) -> int:
    """Months from the day after to the end."""
    if on >= ends_on:
        return 0
    return _months(max(first, _month(on + timedelta(days=1))), last)


def _ended(term: ConvenioTerm, seen: Forecast, on: date) -> Forecast:
    """What the rule itself says, with the figures on which it decides."""
    ruling = execution.at_renewal(term, on)
    said = replace(
        seen,
        threshold=ruling.threshold,
        verdict=ruling.verdict,
        article=ruling.article,
        law=ruling.law,
        explanation=ruling.explanation,
        lacks=ruling.lacks,
    )
    if ruling.verdict is Verdict.SIN_DATOS:
        return said
    return replace(
        said,
        spent=term.spent.counted,
        received=term.paid,
        spent_at_end=term.spent.counted,
        received_at_end=term.paid,
        share_at_end=ruling.share,
        short_at_end=ruling.missing,
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """Months of a term that has not ended: with documents, of all of it, left, and paid."""

    ends_on: date
    covered: int
    whole: int
    left: int
    paid: int


def _drawn_out(term: ConvenioTerm, seen: Forecast, span: _Span) -> Forecast:
    spent, received = term.spent.counted, term.paid
    received_at_end = Clp(received + _drawn(received, span.whole - span.paid, span.paid))
    spent_at_end = Clp(spent + _drawn(spent, span.whole - span.covered, span.covered))
    then = replace(term, paid=received_at_end)
    # Asked of the last day, on which the rule decides nothing yet.
    now_spent = execution.at_renewal(then, span.ends_on)
    declared = Clp(spent_at_end + term.spent.rejected)
    at_end = execution.at_renewal(
        replace(then, spent=replace(term.spent, declared=declared)), span.ends_on
    )
    return replace(
        seen,
        spent=spent,
        received=received,
        monthly_spent=_drawn(spent, 1, span.covered),
        monthly_received=_drawn(received, 1, span.paid),
        spent_at_end=spent_at_end,
        received_at_end=received_at_end,
        share_at_end=at_end.share,
        threshold=at_end.threshold,
        short_at_end=at_end.missing,
        needed_monthly=_needed(now_spent.missing, span.left),
        verdict=at_end.verdict if at_end.share is None else Verdict.NO_EXIGIBLE_AUN,
        article=at_end.article,
        law=at_end.law,
        explanation=_sentence(spent_at_end, at_end, now_spent.missing, span),
        lacks=() if term.gaps(span.ends_on).brought else (_BROUGHT,),
    )


def _sentence(spent: Clp, at_end: Ruling, missing: Clp | None, span: _Span) -> str:
    if at_end.share is None or at_end.threshold is None:
        return at_end.explanation
    told = (
        f"Al ritmo de {_paced(span.covered)} con documentos se habrán gastado {pesos(spent)} al "
        f"{span.ends_on:%d-%m-%Y}: {percent(at_end.share)}; se exige {percent(at_end.threshold)}."
    )
    needed = _needed(missing, span.left)
    if not needed:
        return told
    within = "el mes que queda" if span.left == 1 else f"los {span.left} meses que quedan"
    return f"{told} De lo declarado hasta ahora, se alcanza con {pesos(needed)} al mes en {within}."


def _paced(months: int) -> str:
    return "1 mes" if months == 1 else f"los {months} meses"


def _needed(missing: Clp | None, left: int) -> Clp | None:
    if missing is None:
        return None
    return Clp(int((Decimal(missing) / left).to_integral_value(ROUND_CEILING)))


def _drawn(amount: Clp, months: int, of: int) -> Clp:
    """What so many months come to, at the pace of others."""
    return Clp.rounded(Decimal(amount) * months / of)


def _covered_until(first: Period, last: Period, document_years: Collection[int]) -> Period | None:
    years = [year for year in document_years if first.year <= year <= last.year]
    return min(last, Period.of(max(years), 12)) if years else None


def _lacks(
    first: Period,
    until: Period | None,
    document_years: Collection[int],
    paid_months: Collection[Period],
) -> tuple[str, ...]:
    if until is None:
        return ("Ningún año del convenio tiene documentos declarados.",)
    months = [first.plus(number) for number in range(_months(first, until))]
    years = [year for year in range(first.year, until.year + 1) if year not in document_years]
    unpaid = [month for month in months if month not in paid_months]
    return (
        *(f"No hay documentos declarados de {year}." for year in years),
        *((f"No hay pagos publicados de {_listed(unpaid)}.",) if unpaid else ()),
    )


def _listed(months: list[Period]) -> str:
    told = ", ".join(months[:_NAMED])
    more = len(months) - _NAMED
    return f"{told} y {more} meses más" if more > 0 else told


def _month(day: date) -> Period:
    return Period.of(day.year, day.month)


def _months(first: Period, last: Period) -> int:
    """How many months there are, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _day(month: Period | None, most: date) -> date | None:
    return None if month is None else min(month.last_day, most)
