"""Whether what is declared is what the documents, the books and the bank say, to the peso.

declared = documents = books = bank. A total is declared in its stage; where a file is all there is,
by the Estado de resultados. Each comparison has its verdict: what no source speaks of is unknown,
and what may still be put right is not due yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.rulings import Verdict, pesos
from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.funds.rendicion import KnownTotal
from sep_domain.rendicion.books import (
    ASKED_OF,
    SOURCES,
    SPANISH,
    SUM,
    FigureSource,
    KnownBooks,
    RenderedFigure,
    source_missing,
)
from sep_domain.rendicion.law import shortfall
from sep_domain.values.money import Clp


@dataclass(frozen=True, slots=True)
class Declared:
    """What a rendición declares, in whole pesos; absent while a stage is not done."""

    year: SchoolYear
    due_on: date
    presented_on: date | None = None
    totals: Mapping[RenderedFigure, Clp] | None = None
    balance: Clp | None = None
    """Opening balance and income, less spending."""
    certified: Clp | None = None
    """The latest known certificate of each account, whoever brought it."""
    why_different: Mapping[RenderedFigure, str | None] | None = None
    """What was said of a total that differs, when it was declared."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One declared total beside one source; whole pesos."""

    figure: RenderedFigure
    source: FigureSource
    verdict: Verdict
    explanation: str
    declared: Clp | None = None
    known: Clp | None = None
    difference: Clp | None = None
    """Declared less known."""
    lacks: tuple[str, ...] = ()
    """What is not known that the comparison needs, in Spanish."""
    why_different: str | None = None
    """What the sostenedor says of a difference; it does not undo it."""


STAGES = (
    RenderedFigure.PAYROLL,
    RenderedFigure.OPENING,
    RenderedFigure.INCOME,
    RenderedFigure.SPENDING,
)
"""The totals that stages 1 and 2 declare."""


def agreements(declared: Declared, books: KnownBooks, on: date) -> list[Agreement]:
    """Every comparison, as things stand on a day."""
    compared = [
        _compared(declared, books, figure, source, on)
        for figure in (
            RenderedFigure.PAYROLL,
            RenderedFigure.OPENING,
            RenderedFigure.INCOME,
            RenderedFigure.SPENDING,
        )
        for source in ASKED_OF[figure]
    ]
    return [*(each for each in compared if each is not None), _at_the_bank(declared, on)]


def verdict_of_all(compared: Iterable[Agreement]) -> Verdict:
    """The gravest of several: one difference is enough, and one silence leaves it open."""
    verdicts = {each.verdict for each in compared}
    for gravest in (Verdict.NO_CUMPLE, Verdict.NO_EXIGIBLE_AUN, Verdict.SIN_DATOS):
        if gravest in verdicts:
            return gravest
    return Verdict.CUMPLE


def _compared(
    declared: Declared, books: KnownBooks, figure: RenderedFigure, source: FigureSource, on: date
) -> Agreement | None:
    """None where the source is what declares the figure."""
    stated = (declared.totals or {}).get(figure)
    known = books.prefilled(figure)
    told = {total.source: total for total in known.known_totals}
    if stated is None:
        if source is FigureSource.ESTADO_RESULTADO:
            return None
        stated = _amount(told.get(FigureSource.ESTADO_RESULTADO))
    amount = _amount(told.get(source))
    if stated is None or amount is None:
        lacks = () if stated is not None else (f"No se han declarado {SPANISH[figure]}.",)
        silent = () if amount is not None else (books.silence(source),)
        return _unknown(figure, source, stated, amount, (*lacks, *silent))
    difference = Clp(stated - amount)
    return Agreement(
        figure,
        source,
        _verdict(declared, on, fulfilled=difference == 0),
        f"{SPANISH[figure].capitalize()}: se declara {pesos(stated)} y {SOURCES[source]} "
        f"{SUM[source]} {pesos(amount)}; diferencia {pesos(difference)}.",
        stated,
        amount,
        difference,
        why_different=_why(declared, figure) if difference else None,
    )


def _at_the_bank(declared: Declared, on: date) -> Agreement:
    figure, source = RenderedFigure.CERTIFIED, FigureSource.CERTIFICADOS_SALDO
    balance, certified = declared.balance, declared.certified
    if balance is None or certified is None:
        lacks = () if balance is not None else ("No consta el saldo declarado.",)
        silent = () if certified is not None else (source_missing(source),)
        return _unknown(figure, source, balance, certified, (*lacks, *silent))
    difference = Clp(balance - certified)
    return Agreement(
        figure,
        source,
        _verdict(declared, on, fulfilled=shortfall(balance, certified, declared.year) is None),
        f"Saldo: queda {pesos(balance)} y los bancos certifican {pesos(certified)}; diferencia "
        f"{pesos(difference)}.",
        balance,
        certified,
        difference,
        why_different=_why(declared, figure) if difference else None,
    )


def _verdict(declared: Declared, on: date, *, fulfilled: bool) -> Verdict:
    if fulfilled:
        return Verdict.CUMPLE
    still_open = declared.presented_on is None and on <= declared.due_on
    return Verdict.NO_EXIGIBLE_AUN if still_open else Verdict.NO_CUMPLE


def _why(declared: Declared, figure: RenderedFigure) -> str | None:
    return (declared.why_different or {}).get(figure)


def _amount(total: KnownTotal | None) -> Clp | None:
    return None if total is None else total.amount


def _unknown(
    figure: RenderedFigure,
    source: FigureSource,
    declared: Clp | None,
    known: Clp | None,
    lacks: tuple[str, ...],
) -> Agreement:
    return Agreement(
        figure, source, Verdict.SIN_DATOS, " ".join(lacks), declared, known, lacks=lacks
    )
