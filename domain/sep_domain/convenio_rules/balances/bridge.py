"""The balance of a convenio, from nothing to what it still holds, and as others see it.

The convenio's own figures, the Estado de resultados, the journal and the bank's certificate tell of
the same money. Where they differ, lines name why, and add up to the difference to the peso. What
one convenio hands to the next is marked as carried, because it stands in both: over convenios, only
what each still holds may be added up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.balances.lines import (
    BalanceLine,
    BookYear,
    ConvenioBooks,
    SeenBalance,
    lines_of_what_left,
    lines_with_amounts,
    total,
    what_is_unknown,
)
from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.balances.views import views_of
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.values.money import Clp, UnbalancedBridgeError


@dataclass(frozen=True, slots=True)
class ConvenioBridge:
    """How the balance came to be (`lines` to `saldo`), where it went (`onward`), what is held."""

    start: Clp
    lines: tuple[BalanceLine, ...]
    saldo: Clp
    onward: tuple[BalanceLine, ...]
    held: Clp
    views: tuple[SeenBalance, ...]
    lacks: tuple[str, ...]


def convenio_bridge(books: ConvenioBooks, day: date) -> ConvenioBridge:
    """The bridge of a convenio on a day. Raises UnbalancedBridgeError where lines do not add up."""
    term = books.term
    lines = tuple(lines_with_amounts((*_of_start(term), *_of_years(books.years))))
    went = tuple(lines_with_amounts(lines_of_what_left(books)))
    held = Clp(term.saldo + total(went))
    if total(lines) != term.saldo:
        raise UnbalancedBridgeError(f"{term.rbd}/{term.number}: lines miss {term.saldo}")
    return ConvenioBridge(
        start=Clp(0),
        lines=lines,
        saldo=term.saldo,
        onward=went,
        held=held,
        views=tuple(_balanced(term, seen) for seen in views_of(books, held, day)),
        lacks=what_is_unknown(term),
    )


def still_held(term: ConvenioTerm, plan: SaldoPlan | None, restored: Clp) -> Clp:
    """What a convenio still holds: what it neither handed on, used by a plan nor gave back."""
    return Clp(term.saldo + total(lines_of_what_left(ConvenioBooks(term, (), plan, restored))))


def _of_start(term: ConvenioTerm) -> Iterator[BalanceLine]:
    amount, year = term.start or Clp(0), (term.counted_from or term.from_date).year
    if term.carried:
        yield BalanceLine("traido_del_anterior", str(term.number - 1), amount, carried=True)
    else:
        yield BalanceLine("saldo_inicial", str(year), amount)


def _of_years(years: Iterable[BookYear]) -> Iterator[BalanceLine]:
    for year in years:
        detail = str(int(year.year))
        yield BalanceLine("pagado", detail, Clp(year.paid - year.paid_extension))
        yield BalanceLine("pagado_en_prorroga", detail, year.paid_extension)
        declared = year.declared - year.declared_extension
        yield BalanceLine("declarado", detail, Clp(-declared))
        yield BalanceLine("declarado_en_prorroga", detail, Clp(-year.declared_extension))
        yield BalanceLine("rechazado", detail, year.rejected)


def _balanced(term: ConvenioTerm, seen: SeenBalance) -> SeenBalance:
    """Of a balance that is not known no lines lead anywhere."""
    if not term.saldo_known or seen.amount is None:
        return seen
    if term.saldo + total(seen.lines) != seen.amount:
        raise UnbalancedBridgeError(f"{seen.view}: lines miss {seen.amount - term.saldo}")
    return seen
