"""Other conditions on a convenio: staff, renditions, the notice of renewal, its extension."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from sep_domain.convenio_rules.rulings import (
    ConvenioRule,
    Ruling,
    Verdict,
    not_in_force,
    percent,
    pesos,
    share_of,
    verdict_of,
)
from sep_domain.convenio_rules.terms import ConvenioTerm, RenderedYear
from sep_domain.convenio_rules.unknown_money import lacking_years
from sep_domain.dates.calendar import SchoolYear, end_after, months_after
from sep_domain.law.legal_numbers import LegalNumber, legal_number
from sep_domain.values.money import Clp


def staff_ceiling(term: ConvenioTerm, day: date) -> Ruling:
    """Staff at most half of what was obtained, unless the PME justifies more (art 8 bis).

    It breaks nothing as long as payments, or the plan that might justify it, are not all known.
    """
    measured_on = min(day, term.last_day)
    bar = legal_number("staff_ceiling", measured_on)
    if bar is None:
        return not_in_force(ConvenioRule.TOPE_PERSONAL, measured_on)
    obtained = Clp(term.paid + term.paid_extension)
    share = share_of(term.staff, obtained) if term.spent.known else None
    most = int((bar.decimal * obtained).to_integral_value(ROUND_FLOOR))
    over = Clp(max(0, term.staff - most))
    lacks = _of_staff(term, measured_on, over=over > 0)
    return Ruling(
        rule=ConvenioRule.TOPE_PERSONAL,
        verdict=_on_staff(term, share, over=over > 0, lacking=lacks, day=day),
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=_staff_sentence(term, obtained, bar),
        amount=term.staff if term.spent.known else None,
        base=obtained or None,
        share=share,
        threshold=bar.decimal,
        missing=over if share is not None else None,
        lacks=lacks or (() if share is not None else (_NOTHING_TO_MEASURE,)),
    )


_NOTHING_TO_MEASURE = "No hay pagos y documentos declarados de la vigencia."


def _on_staff(
    term: ConvenioTerm, share: Decimal | None, *, over: bool, lacking: tuple[str, ...], day: date
) -> Verdict:
    if share is None:
        return Verdict.SIN_DATOS
    if term.staff_justified:
        return Verdict.CUMPLE
    if over:
        return Verdict.SIN_DATOS if lacking else Verdict.NO_CUMPLE
    # While it holds, what lacks has not been declared yet.
    return Verdict.SIN_DATOS if lacking and term.is_over(day) else Verdict.CUMPLE


def _of_staff(term: ConvenioTerm, until: date, *, over: bool) -> tuple[str, ...]:
    """What lacks that could turn the answer.

    Spending is measured as far as it is known, beyond the day too: so must payments be known.
    """
    last = max(term.years_declared, default=SchoolYear(until.year))
    gaps = term.gaps(min(term.last_day, max(until, last.last_day)))
    if not over:
        return gaps.of_spending
    if term.staff_justified:
        return ()
    plans = tuple(year for year in term.years_without_plan if year <= until.year)
    return (*gaps.of_payments, *lacking_years("acciones conocidas del PME", plans))


def _staff_sentence(term: ConvenioTerm, obtained: Clp, bar: LegalNumber) -> str:
    if not term.spent.known:
        return "No hay documentos declarados: no hay porcentaje que medir."
    justified = " El PME justifica un porcentaje mayor." if term.staff_justified else ""
    return (
        f"Gasto en personal {pesos(term.staff)} de {pesos(obtained)} pagados: "
        f"{percent(share_of(term.staff, obtained))}; el tope es {percent(bar.decimal)}.{justified}"
    )


def all_rendered(term: ConvenioTerm, day: date) -> Ruling:
    """Everything received must be rendered for a renewal (art 7 bis b), in the years that are due.

    A year is due after 31 March of the next. One of whose rendición no source speaks is unknown,
    which is not the same as not rendered.
    """
    bar = legal_number("all_rendered_at_renewal", term.last_day)
    if bar is None:
        return not_in_force(ConvenioRule.RENDICION_TOTAL, term.last_day)
    due = [each for each in term.years if each.due_on < day]
    later = [each for each in term.years if each.due_on >= day and each.rendered is not True]
    unknown = tuple(each.year for each in due if each.rendered is None)
    verdict, decided_on = _on_years(term, day, later)
    return Ruling(
        rule=ConvenioRule.RENDICION_TOTAL,
        verdict=verdict,
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=(
            "Años con rendición presentada: "
            f"{sum(each.rendered is True for each in due)} de {len(due)} exigibles."
        ),
        decided_on=decided_on,
        threshold=bar.decimal,
        lacks=lacking_years("datos de la rendición", unknown),
    )


def _on_years(term: ConvenioTerm, day: date, later: Sequence[RenderedYear]) -> tuple[Verdict, date]:
    """What the years say together, and the day that decides."""
    due = {each.rendered for each in term.years if each.due_on < day}
    if False in due:
        return verdict_of(fulfilled=False, over=term.is_over(day)), term.last_day
    if None in due:
        return Verdict.SIN_DATOS, term.last_day
    if later:
        return Verdict.NO_EXIGIBLE_AUN, max(each.due_on for each in later)
    return Verdict.CUMPLE, term.last_day


def renewal_notice(term: ConvenioTerm, day: date) -> Ruling:
    """Renewal is asked for at least sixty days before the end (art 7 bis a)."""
    bar = legal_number("renewal_notice", term.to_date)
    if bar is None:
        return not_in_force(ConvenioRule.PLAZO_RENOVACION, term.to_date)
    latest = _days_before(term.to_date, bar)
    asked = term.renewal_requested_on
    in_time = asked is not None and asked <= latest
    # Nobody is given what was not asked for: of one renewed or extended the request is not known.
    granted = term.renewed_on is not None or term.last_day > term.to_date
    unknown = asked is None and (granted or term.asked_unknown)
    ended = term.ended_on is not None and term.ended_on <= latest
    if ended and not in_time:
        verdict = Verdict.NO_APLICA  # nothing was left to be renewed when it had to be asked for
    elif unknown:
        verdict = Verdict.SIN_DATOS
    else:
        verdict = verdict_of(fulfilled=in_time, over=day > latest)
    return Ruling(
        rule=ConvenioRule.PLAZO_RENOVACION,
        verdict=verdict,
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=(
            f"La renovación se pide a más tardar el {latest}, {bar.whole} días antes del "
            f"término ({term.to_date}); "
            + (f"se pidió el {asked}." if asked else "no consta que se haya pedido.")
            + (f" El convenio terminó el {term.ended_on}." if ended else "")
        ),
        decided_on=latest,
        threshold=bar.decimal,
        lacks=("No consta cuándo se pidió la renovación que se dio.",) if unknown else (),
    )


def extension_ceiling(term: ConvenioTerm) -> Ruling:
    """An extension runs for twelve months at most (art 7 bis), from a month's end to one."""
    bar = legal_number("extension_ceiling", term.to_date)
    if bar is None:
        return not_in_force(ConvenioRule.PRORROGA_MAXIMA, term.to_date)
    latest = end_after(term.to_date, bar.whole)
    extended = term.last_day > term.to_date
    verdict = Verdict.CUMPLE if term.last_day <= latest else Verdict.NO_CUMPLE
    return Ruling(
        rule=ConvenioRule.PRORROGA_MAXIMA,
        verdict=verdict if extended else Verdict.NO_APLICA,
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=(
            f"La prórroga llega al {term.last_day}; puede llegar hasta el {latest}."
            if extended
            else f"No hay prórroga; podría llegar hasta el {latest}."
        ),
        decided_on=latest,
        threshold=bar.decimal,
    )


def latest_renewal_request(to_date: date) -> date | None:
    """The last day to ask for renewal (art 7 bis a); None where the law fixes none."""
    bar = legal_number("renewal_notice", to_date)
    return None if bar is None else _days_before(to_date, bar)


def latest_extension(to_date: date) -> date | None:
    """How far an extension may reach (art 7 bis); None where the law knows none."""
    bar = legal_number("extension_ceiling", to_date)
    return None if bar is None else end_after(to_date, bar.whole)


def lawful_end(
    to_date: date, requested_on: date | None, decided: Collection[date], *, stated: bool
) -> date | None:
    """How far the law extends a convenio whose renewal was asked for in time, until that is decided
    (Ley 20.248 art 7 bis).

    `decided` are the days of its renewal and its end, as far as there are. None where the law does
    not extend it, or where the end of the extension is `stated` and nothing decided.
    """
    notice, ceiling = latest_renewal_request(to_date), latest_extension(to_date)
    if requested_on is None or notice is None or ceiling is None or requested_on > notice:
        return None
    return None if stated and not decided else min([ceiling, *decided])


def least_end(from_date: date) -> date:
    """The earliest last day of a convenio that begins on a day (art 7)."""
    bar = legal_number("least_term", from_date)
    return from_date if bar is None else months_after(from_date, bar.whole) - timedelta(days=1)


def _days_before(day: date, bar: LegalNumber) -> date:
    return day - timedelta(days=bar.whole)
