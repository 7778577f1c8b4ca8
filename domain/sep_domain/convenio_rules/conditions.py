"""Other conditions on a convenio: staff, renditions, the notice of renewal, its extension."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR

from sep_domain.calendar import months_after
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
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.legal_numbers import LegalNumber, legal_number
from sep_domain.money import Clp


def staff_ceiling(term: ConvenioTerm, day: date) -> Ruling:
    """Staff at most half of what was obtained, unless the PME justifies more (art 8 bis)."""
    measured_on = min(day, term.last_day)
    bar = legal_number("staff_ceiling", measured_on)
    if bar is None:
        return not_in_force(ConvenioRule.TOPE_PERSONAL, measured_on)
    share = share_of(term.staff, term.paid)
    most = int((bar.decimal * term.paid).to_integral_value(ROUND_FLOOR))
    over = Clp(max(0, term.staff - most))
    is_known = share is not None and term.spent.known
    verdict = Verdict.CUMPLE if is_known else Verdict.SIN_DATOS
    if over and is_known and not term.staff_justified:
        verdict = Verdict.NO_CUMPLE
    justified = " El PME justifica un porcentaje mayor." if term.staff_justified else ""
    return Ruling(
        rule=ConvenioRule.TOPE_PERSONAL,
        verdict=verdict,
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation="No hay documentos declarados: no hay porcentaje que medir."
        if not term.spent.known
        else (
            f"Gasto en personal {pesos(term.staff)} de {pesos(term.paid)} pagados: "
            f"{percent(share)}; el tope es {percent(bar.decimal)}.{justified}"
        ),
        amount=term.staff if term.spent.known else None,
        base=term.paid or None,
        share=share if is_known else None,
        threshold=bar.decimal,
        missing=over if is_known else None,
    )


def all_rendered(term: ConvenioTerm, day: date) -> Ruling:
    """Everything received must be rendered for a renewal (art 7 bis b); counted in years."""
    bar = legal_number("all_rendered_at_renewal", term.last_day)
    if bar is None:
        return not_in_force(ConvenioRule.RENDICION_TOTAL, term.last_day)
    missing = max(0, term.years_due - term.years_rendered)
    return Ruling(
        rule=ConvenioRule.RENDICION_TOTAL,
        verdict=verdict_of(fulfilled=missing == 0, over=term.is_over(day)),
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=(
            f"Años con rendición presentada: {term.years_rendered} de {term.years_due} exigibles."
        ),
        decided_on=term.last_day,
        threshold=bar.decimal,
    )


def renewal_notice(term: ConvenioTerm, day: date) -> Ruling:
    """Renewal is asked for at least sixty days before the end (art 7 bis a)."""
    bar = legal_number("renewal_notice", term.to_date)
    if bar is None:
        return not_in_force(ConvenioRule.PLAZO_RENOVACION, term.to_date)
    latest = _days_before(term.to_date, bar)
    asked = term.renewal_requested_on
    in_time = asked is not None and asked <= latest
    return Ruling(
        rule=ConvenioRule.PLAZO_RENOVACION,
        verdict=verdict_of(fulfilled=in_time, over=day > latest),
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=(
            f"La renovación se pide a más tardar el {latest}, {bar.whole} días antes del "
            f"término ({term.to_date}); "
            + (f"se pidió el {asked}." if asked else "no consta que se haya pedido.")
        ),
        decided_on=latest,
        threshold=bar.decimal,
    )


def extension_ceiling(term: ConvenioTerm) -> Ruling:
    """An extension runs for twelve months at most (art 7 bis)."""
    bar = legal_number("extension_ceiling", term.to_date)
    if bar is None:
        return not_in_force(ConvenioRule.PRORROGA_MAXIMA, term.to_date)
    latest = months_after(term.to_date, bar.whole)
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
    return None if bar is None else months_after(to_date, bar.whole)


def least_end(from_date: date) -> date:
    """The earliest last day of a convenio that begins on a day (art 7)."""
    bar = legal_number("least_term", from_date)
    return from_date if bar is None else months_after(from_date, bar.whole) - timedelta(days=1)


def _days_before(day: date, bar: LegalNumber) -> date:
    return day - timedelta(days=bar.whole)
