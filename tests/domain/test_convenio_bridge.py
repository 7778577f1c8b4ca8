"""The promise: the balance of a convenio is the sum of its lines, and so is what anybody else sees
of it; what is carried is marked, and over convenios only what each still holds adds up."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.test_convenio_rules import AFTER, TERM

from sep_domain.convenio_rules.balances.bridge import convenio_bridge, still_held
from sep_domain.convenio_rules.balances.lines import (
    BalanceLine,
    BalanceView,
    BookYear,
    ConvenioBooks,
    Handover,
)
from sep_domain.convenio_rules.balances.restitutions import (
    RestitutionOrder,
    ordered_restitution,
    restitutions,
)
from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.terms import ConvenioTerm, Spent
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

DAY = date(2026, 10, 15)
amounts = st.integers(0, 10**9).map(Clp)
told = st.none() | amounts


@st.composite
def book_years(draw: st.DrawFn) -> tuple[BookYear, ...]:
    years = []
    for number in range(draw(st.integers(1, 5))):
        estado = draw(st.none() | st.tuples(amounts, amounts, amounts))
        opening, income, spending = estado or (None, None, None)
        years.append(
            BookYear(
                year=SchoolYear(2020 + number),
                paid=draw(amounts),
                declared=draw(amounts),
                rejected=draw(amounts),
                before_paid=draw(amounts) if number == 0 else Clp(0),
                before_declared=draw(amounts) if number == 0 else Clp(0),
                after_paid=draw(amounts),
                after_declared=draw(amounts),
                opening=opening,
                income=income,
                spending=spending,
                certified=draw(told),
                corrected=draw(st.none() | st.integers(-(10**9), 10**9).map(Clp)),
                booked_paid=draw(amounts),
                booked_declared=draw(amounts),
                booked_rejected=draw(amounts),
                booked_before=draw(amounts),
                booked_balance=draw(amounts),
            )
        )
    return tuple(years)


def of(years: tuple[BookYear, ...], **changes: object) -> ConvenioTerm:
    """The term that has just what its years have."""
    return replace(
        TERM,
        paid=Clp(sum(year.paid for year in years)),
        spent=Spent(
            Clp(sum(year.declared for year in years)),
            Clp(sum(year.rejected for year in years)),
            reviewed=True,
        ),
        **changes,  # type: ignore[arg-type]
    )


def total(lines: tuple[BalanceLine, ...]) -> int:
    return sum(line.amount for line in lines)


@given(
    years=book_years(),
    brought=amounts,
    carried=st.booleans(),
    renewed=st.booleans(),
    plan=told,
    executed=amounts,
    restored=amounts,
)
def test_every_view_is_the_balance_plus_its_lines(
    *,
    years: tuple[BookYear, ...],
    brought: Clp,
    carried: bool,
    renewed: bool,
    plan: Clp | None,
    executed: Clp,
    restored: Clp,
) -> None:
    after = {"renewed_on": date(2024, 2, 1), "successor": 3} if renewed else {}
    term = of(years, brought=brought, carried=carried, **after)
    presented = None if plan is None else SaldoPlan(date(2026, 4, 1), plan, min(plan, executed))
    owed = restitutions(term, presented, restored, DAY)
    handover = Handover(date(2022, 1, 1), Rut("62000660-2"), Rut("11111111-1"), Clp(7))
    books = ConvenioBooks(term, years, presented, restored, (handover,), owed)
    bridge = convenio_bridge(books, DAY)
    assert total(bridge.lines) == bridge.saldo == term.saldo
    assert bridge.saldo + total(bridge.onward) == bridge.held
    assert bridge.held == still_held(term, presented, restored)
    assert [seen.view for seen in bridge.views] == list(BalanceView)
    for seen in bridge.views:
        assert (seen.amount is None) == bool(seen.lacks)
        if seen.amount is not None:
            assert bridge.saldo + total(seen.lines) == seen.amount


def test_a_balance_that_is_not_known_passes_no_amount_on_and_no_book_shows_one() -> None:
    renewed = {"renewed_on": date(2024, 2, 1), "successor": 3, "carried": True}
    for gap in ({"brought": None}, {"spent": replace(of(YEARS).spent, known=False)}):
        term = replace(of(YEARS), **renewed, **gap)  # type: ignore[arg-type]
        bridge = convenio_bridge(ConvenioBooks(term, YEARS, None, Clp(0), (), ()), DAY)
        (book,) = (seen for seen in bridge.views if seen.view is BalanceView.LIBRO)
        assert bridge.onward == ()
        assert bridge.lacks
        assert (book.amount, book.lacks) == (None, bridge.lacks)


YEARS = tuple(
    BookYear(
        year=SchoolYear(2020 + n),
        paid=Clp(250),
        declared=Clp(200),
        opening=Clp(100 + 50 * n),
        income=Clp(250),
        spending=Clp(200),
        certified=Clp(150 + 50 * n),
        booked_paid=Clp(250),
        booked_declared=Clp(200),
        booked_before=Clp(100 + 50 * n),
        booked_balance=Clp(150 + 50 * n),
    )
    for n in range(4)
)


def test_books_that_agree_leave_no_lines() -> None:
    """100 brought, four times 250 in and 200 out: 300, whoever looks."""
    bridge = convenio_bridge(ConvenioBooks(of(YEARS, brought=Clp(100)), YEARS), DAY)
    assert bridge.saldo == 300
    for seen in bridge.views[:3]:
        assert (seen.amount, seen.lines) == (300, ())


def test_a_correction_is_a_line_of_its_year_and_no_part_of_the_balance() -> None:
    """A document of 2021 is rendered at twenty less: so much more is left by the rendición."""
    years = (YEARS[0], replace(YEARS[1], corrected=Clp(-20)), *YEARS[2:])
    bridge = convenio_bridge(ConvenioBooks(of(years, brought=Clp(100)), years), DAY)
    rendered = bridge.views[-1]
    assert bridge.saldo == 300
    assert (rendered.view, rendered.amount) == (BalanceView.RENDICION, 320)
    assert rendered.lines == (BalanceLine("correcciones_de_la_rendicion", "2021", Clp(20)),)


def test_why_what_is_held_is_not_asked_back_has_a_name_whatever_the_plan() -> None:
    """300 are left: asked back once no plan may come, whatever one that came late carried out."""
    late = SaldoPlan(date(2026, 5, 1), Clp(300), Clp(40))
    term = of(YEARS, brought=Clp(100))

    def lines(plan: SaldoPlan | None, day: date) -> list[tuple[str, int]]:
        owed = restitutions(term, plan, Clp(0), day)
        views = convenio_bridge(ConvenioBooks(term, YEARS, plan, Clp(0), (), owed), day).views
        [seen] = [one for one in views if one.view is BalanceView.RESTITUCION]
        return [(line.kind, int(line.amount)) for line in seen.lines]

    assert lines(None, date(2026, 4, 30)) == [("plan_de_saldos_en_plazo", -300)]
    assert lines(None, date(2026, 5, 1)) == []
    assert lines(late, DAY) == [("ejecutado_segun_plan", -40), ("plan_fuera_de_plazo", 40)]


def test_what_a_resolution_orders_takes_the_place_of_what_the_law_asks_back() -> None:
    """Of 300 left a resolution of May orders 200 back; a second one, of June, is lifted in July."""
    orders = (
        RestitutionOrder(Clp(200), date(2026, 5, 4)),
        RestitutionOrder(Clp(50), date(2026, 6, 1), lifted_on=date(2026, 7, 1)),
        RestitutionOrder(Clp(999), None),
    )
    term = of(YEARS, brought=Clp(100))

    def seen(day: date, restored: int = 0) -> tuple[Clp | None, list[tuple[str, int]]]:
        back = Clp(restored)
        books = ConvenioBooks(
            term,
            YEARS,
            restored=back,
            owed=restitutions(term, None, back, day),
            ordered=ordered_restitution(orders, None, back, day),
        )
        views = convenio_bridge(books, day).views
        [view] = [one for one in views if one.view is BalanceView.RESTITUCION]
        return view.amount, [(line.kind, int(line.amount)) for line in view.lines]

    assert seen(date(2026, 5, 3)) == (300, [])
    assert seen(date(2026, 5, 4)) == (200, [("orden_de_restitucion", -100)])
    assert seen(date(2026, 6, 30)) == (250, [("orden_de_restitucion", -50)])
    assert seen(date(2026, 7, 1)) == (200, [("orden_de_restitucion", -100)])
    assert seen(DAY, restored=200)[0] == 0


def test_without_a_rendicion_nothing_is_said_of_corrections() -> None:
    rendered = convenio_bridge(ConvenioBooks(of(YEARS), YEARS), DAY).views[-1]
    assert (rendered.amount, rendered.lines) == (None, ())
    assert rendered.lacks == ("No hay rendición de sus años.",)


def test_where_nobody_stated_what_was_there_at_first_no_view_of_ours_says_what_is_left() -> None:
    """The documents' balance and the journal's stand on the same start; the bank has its own."""
    years = (replace(YEARS[0], corrected=Clp(0)), *YEARS[1:])
    unknown = of(years, brought=None, opening=None, carried=False)
    by_view = {one.view: one for one in convenio_bridge(ConvenioBooks(unknown, years), DAY).views}
    for view in (BalanceView.RENDICION, BalanceView.LIBRO, BalanceView.RESTITUCION):
        assert by_view[view].amount is None
        assert "No se sabe con qué saldo empezó el convenio." in by_view[view].lacks
    assert by_view[BalanceView.CERTIFICADO].amount == 300


def test_each_difference_has_the_name_of_its_cause_and_its_year() -> None:
    odd = replace(
        YEARS[2],
        income=Clp(260),  # ten more declared than paid
        spending=Clp(205),  # five that no document explains
        opening=Clp(193),  # seven lost since the closing of the year before
        booked_declared=Clp(180),  # a document that the journal has on another day
        booked_balance=Clp(270),
    )
    years = (
        *YEARS[:2],
        odd,
        replace(
            YEARS[3],
            opening=Clp(248),
            certified=Clp(290),
            booked_before=Clp(270),
            booked_balance=Clp(320),
        ),
    )
    bridge = convenio_bridge(ConvenioBooks(of(years, brought=Clp(100)), years), DAY)
    estado, journal, certificate, *_ = bridge.views
    assert {(line.kind, line.detail, int(line.amount)) for line in estado.lines} == {
        ("apertura_distinta_del_cierre", "2022", -7),
        ("ingresos_distintos", "2022", 10),
        ("gastos_distintos", "2022", -5),
    }
    assert [(line.kind, line.detail, line.amount) for line in journal.lines] == [
        ("documentos_con_otra_fecha", "2022", 20)
    ]
    assert [(line.kind, line.amount) for line in certificate.lines] == [
        ("diferencia_con_certificado", -10)
    ]


def test_the_journal_is_a_balance_of_its_own() -> None:
    """An opening that never reached it lacks there to the peso; what it has beside is named."""
    years = [
        replace(year, booked_before=Clp(50 * n), booked_balance=Clp(50 * n + 50))
        for n, year in enumerate(YEARS)
    ]
    years[3] = replace(years[3], booked_balance=Clp(180))  # twenty restored
    bridge = convenio_bridge(ConvenioBooks(of(YEARS, brought=Clp(100)), tuple(years)), DAY)
    journal = bridge.views[1]
    assert journal.amount == 180
    assert [(line.kind, line.detail, line.amount) for line in journal.lines] == [
        ("apertura_distinta_en_libro", "2020", -100),
        ("otros_asientos", "2023", -20),
    ]


def test_over_a_chain_what_is_held_adds_up_and_what_is_carried_is_marked() -> None:
    """300 go from the second convenio to the third: they are held once."""
    first = of(YEARS, brought=Clp(100), renewed_on=date(2024, 2, 1), successor=3)
    second = replace(of(YEARS, brought=first.saldo, carried=True), number=3)
    bridges = [convenio_bridge(ConvenioBooks(one, YEARS), DAY) for one in (first, second)]
    assert [bridge.saldo for bridge in bridges] == [300, 500]
    assert [bridge.held for bridge in bridges] == [0, 500]
    carried = [
        line for bridge in bridges for line in (*bridge.lines, *bridge.onward) if line.carried
    ]
    assert [(line.kind, line.detail, line.amount) for line in carried] == [
        ("pasa_al_siguiente", "3", -300),
        ("traido_del_anterior", "2", 300),
    ]


def test_where_the_files_begin_later_the_declared_opening_starts_the_balance() -> None:
    """A convenio of 2010 whose first file is of 2014."""
    years = tuple(replace(year, year=SchoolYear(2014 + n)) for n, year in enumerate(YEARS))
    term = of(years, brought=None, opening=Clp(100), counted_from=date(2014, 1, 1))
    bridge = convenio_bridge(ConvenioBooks(term, years), AFTER)
    assert (bridge.saldo, bridge.lines[0]) == (
        300,
        BalanceLine("saldo_inicial", "2014", Clp(100)),
    )


def test_what_passes_to_another_sostenedor_is_named() -> None:
    daem, slep = Rut("62000660-2"), Rut("11111111-1")
    handover = Handover(date(2022, 1, 1), daem, slep, Clp(200))
    books = ConvenioBooks(of(YEARS, brought=Clp(100)), YEARS, handovers=(handover,))
    bridge = convenio_bridge(books, DAY)
    assert [(line.kind, line.detail, line.amount) for line in bridge.onward] == [
        ("traspasado_por", daem, -200),
        ("traspasado_a", slep, 200),
    ]
    assert bridge.held == bridge.saldo
