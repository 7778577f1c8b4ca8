"""What tells of the balance of a convenio, and the named lines that it is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sep_domain.convenio_rules.balances.restitutions import Restitution
from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

_NOTHING = Clp(0)


class BalanceView(StrEnum):
    """From where the balance is seen."""

    ESTADO_RESULTADOS = "estado_resultados"
    """Its closing balance, in the last year of the term that has one."""
    LIBRO = "libro"
    """The journal's own balance of the school's SEP at the end of the term.

    What its sostenedor's accounts keep of it (`aportes_en_cuenta_compartida`), from the opening
    that the first accounts declare on, and rejected spending that must come back to it.
    """
    CERTIFICADO = "certificado"
    """What banks certified at the end of the last year of the term that has a certificate."""
    RESTITUCION = "restitucion"
    """What must be given back on the day."""
    RENDICION = "rendicion"
    """As the rendiciones of its years have it, with what was corrected in them."""


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A part of a balance, or of the difference between two, in CLP.

    `kind` is a Spanish key; `detail` a year, a convenio or a RUT. `carried` marks what stands in
    the balance of another convenio, or of another sostenedor, as well.
    """

    kind: str
    detail: str
    amount: Clp
    carried: bool = False


@dataclass(frozen=True, slots=True)
class SeenBalance:
    """The balance as one view gives it: the convenio's balance plus every line.

    Absent, with what lacks, where the view says nothing of it.
    """

    view: BalanceView
    day: date | None
    amount: Clp | None
    lines: tuple[BalanceLine, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookYear:
    """What the sources say of a calendar year of a convenio, in CLP.

    `paid`, `declared` and `rejected` are what counts for its balance; those of the `extension` are
    part of them. `before_…` and `after_…` is what moved in the same year before the term and after
    it. `booked_…` is what the journal has on days of the term in the year; `booked_before` and
    `booked_balance` its balance of the school's SEP before the first of those days and at the last
    of them. `corrected` is what the rendiciones of a year that ends in the term add to the
    documents by corrections that no document has in it yet. Where a source does not speak of the
    year its figures are None.
    """

    year: SchoolYear
    paid: Clp = _NOTHING
    paid_extension: Clp = _NOTHING
    declared: Clp = _NOTHING
    declared_extension: Clp = _NOTHING
    rejected: Clp = _NOTHING
    before_paid: Clp = _NOTHING
    before_declared: Clp = _NOTHING
    after_paid: Clp = _NOTHING
    after_declared: Clp = _NOTHING
    opening: Clp | None = None
    income: Clp | None = None
    spending: Clp | None = None
    certified: Clp | None = None
    corrected: Clp | None = None
    booked_paid: Clp = _NOTHING
    booked_declared: Clp = _NOTHING
    booked_rejected: Clp = _NOTHING
    booked_before: Clp = _NOTHING
    booked_balance: Clp = _NOTHING

    @property
    def moved(self) -> int:
        """Received less declared."""
        return self.paid - self.declared

    @property
    def before(self) -> int:
        return self.before_paid - self.before_declared

    @property
    def after(self) -> int:
        return self.after_paid - self.after_declared

    @property
    def booked(self) -> int:
        """What payments, documents and reviews moved in the journal."""
        return self.booked_paid - self.booked_declared + self.booked_rejected

    @property
    def closing(self) -> int | None:
        """As the Estado de resultados has it."""
        if self.opening is None or self.income is None or self.spending is None:
            return None
        return self.opening + self.income - self.spending


@dataclass(frozen=True, slots=True)
class Handover:
    """The convenio passing to another sostenedor with what was left of it, in CLP."""

    day: date
    from_rut: Rut
    to_rut: Rut
    amount: Clp


@dataclass(frozen=True, slots=True)
class ConvenioBooks:
    """A convenio, and everything that tells of its balance."""

    term: ConvenioTerm
    years: tuple[BookYear, ...]
    plan: SaldoPlan | None = None
    restored: Clp = _NOTHING
    handovers: tuple[Handover, ...] = ()
    owed: tuple[Restitution, ...] = ()
    """What the law asks back on the day asked for."""
    ordered: Clp | None = None
    """What resolutions that were notified by then and hold ask back of it, less what was restored;
    None where there is none. It takes the place of what the law asks back."""


_NOTHING_DECLARED = "No hay pagos y documentos declarados de la vigencia: no se sabe el saldo."


def what_is_unknown(term: ConvenioTerm) -> tuple[str, ...]:
    """What is not known of the balance, in Spanish; some reason wherever it is not known."""
    return term.saldo_gaps.all or (() if term.saldo_known else (_NOTHING_DECLARED,))


def lines_of_what_left(books: ConvenioBooks) -> Iterator[BalanceLine]:
    """Where the balance went: to whom it was handed, what a plan used, what was given back.

    What passes to the next convenio is no amount where the balance is not known."""
    term = books.term
    for each in books.handovers:
        yield BalanceLine("traspasado_por", each.from_rut, Clp(-each.amount), carried=True)
        yield BalanceLine("traspasado_a", each.to_rut, each.amount, carried=True)
    if term.passed_on and term.saldo_known:
        yield BalanceLine("pasa_al_siguiente", str(term.successor), Clp(-term.saldo), carried=True)
    executed = 0 if books.plan is None else books.plan.executed or 0
    yield BalanceLine("ejecutado_segun_plan", "", Clp(-executed))
    yield BalanceLine("restituido", "", Clp(-books.restored))


def lines_with_amounts(lines: Iterable[BalanceLine]) -> Iterator[BalanceLine]:
    """Those that say something, of one kind and detail together."""
    found: dict[tuple[str, str, bool], int] = {}
    for line in lines:
        key = (line.kind, line.detail, line.carried)
        found[key] = found.get(key, 0) + line.amount
    return (
        BalanceLine(kind, detail, Clp(amount), carried)
        for (kind, detail, carried), amount in found.items()
        if amount != 0
    )


def total(lines: Iterable[BalanceLine]) -> int:
    """What lines add up to."""
    return sum(line.amount for line in lines)
