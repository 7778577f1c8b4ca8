"""The balance of a convenio as others see it: each view, and the lines that lead to it."""

from collections.abc import Iterator, Sequence
from datetime import date

from sep_domain.convenio_rules.balances.lines import (
    BalanceLine,
    BalanceView,
    BookYear,
    ConvenioBooks,
    SeenBalance,
    lines_of_what_left,
    lines_with_amounts,
    total,
    what_is_unknown,
)
from sep_domain.convenio_rules.balances.saldo_plans import plans_may_come
from sep_domain.convenio_rules.balances.saldos import undecided_renewal
from sep_domain.values.money import Clp


def views_of(books: ConvenioBooks, held: Clp, day: date) -> Iterator[SeenBalance]:
    """Every view, each with the lines from the balance to what it shows."""
    yield _of_estado(books)
    yield _of_journal(books)
    yield _of_certificate(books)
    yield _of_restitution(books, held, day)
    yield _of_rendicion(books)


def _of_estado(books: ConvenioBooks) -> SeenBalance:
    view, years = BalanceView.ESTADO_RESULTADOS, books.years
    told = [place for place, year in enumerate(years) if year.closing is not None]
    if not told:
        return SeenBalance(view, None, None, lacks=("No hay Estado de resultados de sus años.",))
    last = told[-1]
    first = last
    while first > 0 and years[first - 1].closing is not None:
        first -= 1
    closing = years[last].closing
    return SeenBalance(
        view=view,
        day=years[last].year.last_day,
        amount=None if closing is None else Clp(closing),
        lines=tuple(lines_with_amounts(_to_estado(books, first, last))),
    )


def _to_estado(books: ConvenioBooks, first: int, last: int) -> Iterator[BalanceLine]:
    """From the balance to the closing of a year, by a run of years whose accounts are declared."""
    years, start = books.years, books.term.start or 0
    run = years[first : last + 1]
    entered = start + sum(year.moved for year in years[:first]) - run[0].before
    yield from _later(years, last)
    detail = str(int(run[0].year))
    yield BalanceLine("saldo_inicial_distinto", detail, Clp((run[0].opening or 0) - entered))
    for place, year in enumerate(run):
        detail = str(int(year.year))
        if place:
            jump = (year.opening or 0) - (run[place - 1].closing or 0)
            yield BalanceLine("apertura_distinta_del_cierre", detail, Clp(jump))
        outside = year.after + (year.before if place else 0)
        yield BalanceLine("fuera_del_convenio", detail, Clp(outside))
        received = year.paid + year.before_paid + year.after_paid
        yield BalanceLine("ingresos_distintos", detail, Clp((year.income or 0) - received))
        spent = year.declared + year.before_declared + year.after_declared
        yield BalanceLine("gastos_distintos", detail, Clp(spent - (year.spending or 0)))


def _of_journal(books: ConvenioBooks) -> SeenBalance:
    view, years = BalanceView.LIBRO, books.years
    if not years:
        return SeenBalance(view, None, None, lacks=("El libro no tiene años de su vigencia.",))
    before: int = years[0].booked_before
    opened = before - (books.term.start or 0)
    lines = [BalanceLine("apertura_distinta_en_libro", str(int(years[0].year)), Clp(opened))]
    for year in years:
        detail = str(int(year.year))
        paid = year.booked_paid - year.paid
        lines.append(BalanceLine("pagos_con_otra_fecha", detail, Clp(paid)))
        declared = year.booked_declared - year.declared
        lines.append(BalanceLine("documentos_con_otra_fecha", detail, Clp(-declared)))
        rejected = year.booked_rejected - year.rejected
        lines.append(BalanceLine("rechazos_con_otra_fecha", detail, Clp(rejected)))
        other = year.booked_balance - before - year.booked
        lines.append(BalanceLine("otros_asientos", detail, Clp(other)))
        before = year.booked_balance
    if not books.term.saldo_known:
        # What is booked of it stands on a start, or on spending, that nobody stated.
        lacks = what_is_unknown(books.term)
        return SeenBalance(view, books.term.last_day, None, tuple(lines_with_amounts(lines)), lacks)
    return SeenBalance(
        view, books.term.last_day, years[-1].booked_balance, tuple(lines_with_amounts(lines))
    )


def _of_rendicion(books: ConvenioBooks) -> SeenBalance:
    """The balance is what the documents say; a correction changes what is declared of a year."""
    view = BalanceView.RENDICION
    told = [(year.year, year.corrected) for year in books.years if year.corrected is not None]
    if not told:
        return SeenBalance(view, None, None, lacks=("No hay rendición de sus años.",))
    lines = tuple(
        lines_with_amounts(
            BalanceLine("correcciones_de_la_rendicion", str(int(year)), Clp(-corrected))
            for year, corrected in told
        )
    )
    day = told[-1][0].last_day
    if not books.term.saldo_known:
        return SeenBalance(view, day, None, lines, what_is_unknown(books.term))
    return SeenBalance(view, day, Clp(books.term.saldo + total(lines)), lines)


def _of_certificate(books: ConvenioBooks) -> SeenBalance:
    view, years = BalanceView.CERTIFICADO, books.years
    told = [place for place, year in enumerate(years) if year.certified is not None]
    if not told:
        return SeenBalance(view, None, None, lacks=("No hay certificado del banco de sus años.",))
    last = told[-1]
    certified = years[last].certified or Clp(0)
    detail = str(int(years[last].year))
    after = BalanceLine("fuera_del_convenio", detail, Clp(years[last].after))
    lines = [*_later(years, last), after]
    rest = certified - books.term.saldo - total(lines)
    lines.append(BalanceLine("diferencia_con_certificado", detail, Clp(rest)))
    return SeenBalance(view, years[last].year.last_day, certified, tuple(lines_with_amounts(lines)))


def _later(years: Sequence[BookYear], last: int) -> Iterator[BalanceLine]:
    """What the balance has and no account of a year has: later years, and what was rejected."""
    moved = sum(year.moved for year in years[last + 1 :])
    yield BalanceLine("movimiento_posterior", str(int(years[last].year)), Clp(-moved))
    yield BalanceLine("rechazado", "", Clp(-sum(year.rejected for year in years)))


def _of_restitution(books: ConvenioBooks, held: Clp, day: date) -> SeenBalance:
    """From the balance to what must be given back: where it went, and why the rest is not owed."""
    view, owed = BalanceView.RESTITUCION, Clp(sum(one.amount for one in books.owed))
    lines = [*lines_of_what_left(books)]
    if books.ordered is not None:
        lines.append(BalanceLine("orden_de_restitucion", "", Clp(books.ordered - held)))
        return SeenBalance(view, day, books.ordered, tuple(lines_with_amounts(lines)))
    if not owed and not books.term.saldo_known:
        return SeenBalance(
            view, day, None, tuple(lines_with_amounts(lines)), what_is_unknown(books.term)
        )
    if books.term.is_over(day) and (lacking := undecided_renewal(books.term)):
        return SeenBalance(view, day, None, tuple(lines_with_amounts(lines)), lacking)
    lines.append(BalanceLine(_not_owed(books, held, day), "", Clp(owed - held)))
    lacks = tuple(dict.fromkeys(lack for one in books.owed for lack in one.lacks))
    return SeenBalance(view, day, owed, tuple(lines_with_amounts(lines)), lacks)


def _not_owed(books: ConvenioBooks, held: Clp, day: date) -> str:
    """Why what is held is not what is owed."""
    term = books.term
    if not term.is_over(day):
        return "en_vigencia"
    if term.renewed_on is not None:
        return "renovado_sin_sucesor_conocido"
    if not books.owed and term.saldo_gaps.all:
        return "saldo_sin_datos"
    if held < 0:
        return "sin_saldo"
    return _of_plan(books, day)


def _of_plan(books: ConvenioBooks, day: date) -> str:
    if plans_may_come(books.term.last_day, day):
        return "plan_de_saldos_en_plazo"
    late = books.plan is not None and not books.plan.in_time
    return "plan_fuera_de_plazo" if late else "en_plan_de_saldos"
