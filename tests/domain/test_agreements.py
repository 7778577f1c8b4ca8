"""The promise: declared = documents = books = bank, to the peso; what no source speaks of is not
said to differ, and what may still be put right is not due yet.
"""

from dataclasses import replace
from datetime import date

import pytest

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.funds.rendicion import KnownTotal
from sep_domain.rendicion.agreements import Agreement, Declared, agreements
from sep_domain.rendicion.books import FigureSource, KnownBooks, RenderedFigure, known_totals
from sep_domain.values.money import Clp

INCOME, SPENDING = RenderedFigure.INCOME, RenderedFigure.SPENDING
OPENING, PAYROLL = RenderedFigure.OPENING, RenderedFigure.PAYROLL
ESTADO, PAYMENTS = FigureSource.ESTADO_RESULTADO, FigureSource.SUBVENCIONES
DOCUMENTS, BEFORE = FigureSource.DOCUMENTOS, FigureSource.RENDICION_ANTERIOR
BANK = FigureSource.CERTIFICADOS_SALDO
DUE = date(2025, 3, 31)
LATE = date(2025, 4, 1)
TOTALS = {PAYROLL: 40, OPENING: 10, INCOME: 100, SPENDING: 90}
DECLARED = Declared(
    SchoolYear(2024),
    DUE,
    totals={figure: Clp(amount) for figure, amount in TOTALS.items()},
    balance=Clp(20),
    certified=Clp(20),
)


def known(*totals: tuple[RenderedFigure, FigureSource, int]) -> KnownBooks:
    return KnownBooks(
        position=1,
        totals=tuple(
            KnownTotal.model_validate({"figure": figure, "source": source, "amount": amount})
            for figure, source, amount in totals
        ),
    )


ALL = known(
    (PAYROLL, DOCUMENTS, 40),
    (OPENING, ESTADO, 10),
    (OPENING, BEFORE, 10),
    (INCOME, ESTADO, 100),
    (INCOME, PAYMENTS, 100),
    (SPENDING, ESTADO, 90),
    (SPENDING, DOCUMENTS, 90),
)


def found(
    figure: RenderedFigure,
    source: FigureSource,
    declared: Declared = DECLARED,
    books: KnownBooks = ALL,
    on: date = LATE,
) -> Agreement:
    [one] = [
        each
        for each in agreements(declared, books, on)
        if (each.figure, each.source) == (figure, source)
    ]
    return one


def test_every_total_is_held_against_every_source_that_speaks_of_it() -> None:
    compared = agreements(DECLARED, ALL, LATE)
    assert [(each.figure, each.source) for each in compared] == [
        (PAYROLL, DOCUMENTS),
        (OPENING, ESTADO),
        (OPENING, BEFORE),
        (INCOME, ESTADO),
        (INCOME, PAYMENTS),
        (SPENDING, ESTADO),
        (SPENDING, DOCUMENTS),
        (RenderedFigure.CERTIFIED, BANK),
    ]
    assert {each.verdict for each in compared} == {Verdict.CUMPLE}
    assert {each.difference for each in compared} == {0}


@pytest.mark.parametrize(
    ("presented_on", "on", "verdict"),
    [
        (None, DUE, Verdict.NO_EXIGIBLE_AUN),
        (None, LATE, Verdict.NO_CUMPLE),
        (date(2025, 3, 3), DUE, Verdict.NO_CUMPLE),
    ],
)
def test_one_peso_differs_and_may_be_put_right_until_it_is_presented_or_due(
    presented_on: date | None, on: date, verdict: Verdict
) -> None:
    declared = replace(DECLARED, presented_on=presented_on)
    books = known((INCOME, ESTADO, 100), (INCOME, PAYMENTS, 99))
    one = found(INCOME, PAYMENTS, declared, books, on)
    assert (one.verdict, one.declared, one.known, one.difference) == (verdict, 100, 99, 1)
    assert one.explanation == (
        "Ingresos: se declara $100 y los pagos del ministerio suman $99; diferencia $1."
    )
    assert found(INCOME, ESTADO, declared, books, on).verdict is Verdict.CUMPLE


def test_what_the_sostenedor_says_of_a_difference_stands_beside_it() -> None:
    said = replace(DECLARED, why_different={INCOME: "Llegó en enero.", SPENDING: "Nada."})
    one = found(INCOME, PAYMENTS, said, known((INCOME, PAYMENTS, 99)))
    assert (one.why_different, one.verdict) == ("Llegó en enero.", Verdict.NO_CUMPLE)
    assert found(SPENDING, DOCUMENTS, said).why_different is None


def test_a_source_that_is_silent_is_not_a_difference() -> None:
    one = found(INCOME, PAYMENTS, books=known((INCOME, ESTADO, 100)))
    assert (one.verdict, one.declared, one.known) == (Verdict.SIN_DATOS, 100, None)
    assert one.lacks == ("Faltan los pagos del ministerio.",)
    assert found(OPENING, BEFORE, books=known()).lacks == ("Falta la rendición del año anterior.",)
    told = replace(known(), missing={PAYMENTS: "Los pagos de mayo no se han publicado."})
    assert found(INCOME, PAYMENTS, books=told).lacks == ("Los pagos de mayo no se han publicado.",)


def test_where_nothing_is_declared_the_estado_de_resultados_stands_for_it() -> None:
    undeclared = replace(DECLARED, totals=None)
    sources = [(each.figure, each.source) for each in agreements(undeclared, ALL, LATE)]
    assert (INCOME, ESTADO) not in sources
    one = found(INCOME, PAYMENTS, undeclared, known((INCOME, ESTADO, 70), (INCOME, PAYMENTS, 100)))
    assert (one.declared, one.difference) == (70, -30)
    silent = found(INCOME, PAYMENTS, undeclared, known((INCOME, PAYMENTS, 100)))
    assert (silent.verdict, silent.known) == (Verdict.SIN_DATOS, 100)
    assert silent.lacks == ("No se han declarado ingresos.",)


@pytest.mark.parametrize(
    ("balance", "certified", "verdict", "lacks"),
    [
        (None, 20, Verdict.SIN_DATOS, ("No consta el saldo declarado.",)),
        (20, None, Verdict.SIN_DATOS, ("Faltan los certificados bancarios.",)),
        (100_000, 50_000, Verdict.CUMPLE, ()),
        (100_000, 49_999, Verdict.NO_CUMPLE, ()),
        (-5, 0, Verdict.CUMPLE, ()),
    ],
)
def test_the_balance_is_at_the_bank(
    balance: int | None, certified: int | None, verdict: Verdict, lacks: tuple[str, ...]
) -> None:
    declared = replace(
        DECLARED,
        balance=None if balance is None else Clp(balance),
        certified=None if certified is None else Clp(certified),
    )
    one = found(RenderedFigure.CERTIFIED, BANK, declared)
    assert (one.verdict, one.lacks) == (verdict, lacks)


def test_a_figure_is_taken_from_its_nearest_source() -> None:
    books = known((INCOME, PAYMENTS, 99), (INCOME, ESTADO, 100))
    filled = books.prefilled(INCOME)
    assert (filled.amount, filled.source, filled.missing) == (100, ESTADO, ())
    assert [each.amount for each in filled.known_totals] == [100, 99]
    farther = known((INCOME, PAYMENTS, 99)).prefilled(INCOME)
    assert (farther.amount, farther.missing) == (99, ("Falta el Estado de resultados.",))
    nothing = known().prefilled(INCOME)
    assert (nothing.amount, nothing.source, nothing.known_totals) == (None, None, ())


def test_the_balance_is_known_where_all_three_figures_are() -> None:
    assert ALL.balance() == 20
    for missing in (OPENING, INCOME, SPENDING):
        rest = tuple(each for each in ALL.totals if each.figure != missing)
        assert replace(ALL, totals=rest).balance() is None


def test_what_differs_from_the_books_is_declared_with_its_reason_only() -> None:
    declared = {INCOME: Clp(101), SPENDING: Clp(90)}
    with pytest.raises(RefusedError) as caught:
        known_totals(ALL, declared, None)
    assert caught.value.code == "difiere_de_los_libros"
    assert caught.value.allowed == ("why_different", "income = 100", "spending = 90")
    assert "se declara $101 y el Estado de resultados suma $100 (diferencia $1)" in str(
        caught.value
    )
    beside = known_totals(ALL, declared, "Un pago tardío.")
    assert [each.amount for each in beside] == [100, 90]
    assert known_totals(ALL, {INCOME: Clp(100)}, None)[0].source == ESTADO
    assert known_totals(None, declared, None) == ()
    assert known_totals(known(), declared, None) == ()
