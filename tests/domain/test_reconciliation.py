"""The promise: what belongs together is found, what could be something else is left to a person,
and no line of the bank is used twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, count
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry, EntryId, EntryKind
from sep_domain.reconciliation.match_weights import mentions, nearly_cites
from sep_domain.reconciliation.matching import Matching, match
from sep_domain.reconciliation.pool import Match
from sep_domain.reconciliation.subset import MOST_AMOUNTS, adding_up
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

HOLDER, OTHER = Rut("62000660-2"), Rut("76086428-5")
SUPPLIER = Rut("96511460-2")
DAY = date(2024, 5, 10)
_ids = count(1)


def line(amount: int, text: str = "CARGO", days: int = 0, reference: str = "") -> BankLine:
    day = DAY + timedelta(days=days)
    return BankLine(UUID(int=next(_ids)), HOLDER, "1", day, Clp(amount), text, reference)


def document(amount: int, number: str = "", days: int = 0, payee: Rut | None = None) -> BookEntry:
    day = DAY + timedelta(days=days)
    name = EntryId(f"document:{next(_ids)}")
    return BookEntry(name, EntryKind.DOCUMENT, HOLDER, day, day, Clp(-amount), number, payee)


def payment(amount: int, rbd: int) -> BookEntry:
    name = EntryId(f"payment:2024-05:{rbd}")
    first, last = date(2024, 5, 1), date(2024, 5, 31)
    return BookEntry(name, EntryKind.PAYMENT, HOLDER, first, last, Clp(amount), rbds=(Rbd(rbd),))


def only(matching: Matching) -> Match:
    [found] = matching.matches
    return found


def joined(found: Match, lines: Sequence[BankLine], entries: Sequence[BookEntry]) -> bool:
    return found.pairing == (
        frozenset(one.id for one in lines),
        frozenset(one.id for one in entries),
    )


# One line, one entry


def test_an_amount_that_is_there_once_on_each_side_is_matched() -> None:
    bank, book = line(-123_457, days=1), document(123_457, "88")
    found = only(match([bank], [book]))
    assert joined(found, [bank], [book])
    assert found.automatic
    assert found.reasons == (
        "El monto es el mismo",
        "Ningún otro movimiento ni asiento al alcance tiene ese monto",
        "El banco lo muestra 1 días después que los libros",
    )


def test_the_confidence_is_a_decimal_below_one() -> None:
    found = only(match([line(-123_457, "PAGO 5512")], [document(123_457, "5512")]))
    assert found.confidence == Decimal("0.99")


def test_money_in_is_no_money_out() -> None:
    assert not match([line(123_457)], [document(123_457)]).matches


def test_another_sostenedor_s_money_is_not_looked_at() -> None:
    assert not match([replace(line(-123_457), sostenedor=OTHER)], [document(123_457)]).matches


@pytest.mark.parametrize(("days", "matched"), [(-11, False), (-10, True), (90, True), (91, False)])
def test_the_bank_shows_it_from_ten_days_before_to_ninety_after(days: int, matched: bool) -> None:
    bank = line(-123_457, "PAGO 5512", days)
    assert bool(match([bank], [document(123_457, "5512")]).matches) is matched


def test_late_and_unnamed_is_proposed_only() -> None:
    found = only(match([line(-123_457, days=60)], [document(123_457)]))
    assert not found.automatic


def test_the_document_named_decides_between_equal_amounts() -> None:
    lines = [line(-50_000, "PAGO FACTURA 7001"), line(-50_000, "PAGO FACTURA 7002")]
    entries = [document(50_000, "7002"), document(50_000, "7001")]
    found = match(lines, entries)
    assert {(one.lines[0], one.entries[0]) for one in found.automatic} == {
        (lines[0].id, entries[1].id),
        (lines[1].id, entries[0].id),
    }


def test_one_line_for_two_equal_entries_is_left_to_a_person() -> None:
    found = match([line(-50_000)], [document(50_000, "1001"), document(50_000, "1002")])
    assert not found.automatic
    assert len(found.proposed) == 1


def test_a_line_that_names_two_equal_documents_is_left_to_a_person() -> None:
    entries = [document(50_000, "7001"), document(50_000, "7002")]
    found = match([line(-50_000, "PAGO 7001 7002")], entries)
    assert not found.automatic
    assert found.proposed[0].confidence > Decimal("0.8")


def test_a_line_that_names_another_document_is_not_matched_by_amount() -> None:
    bank = line(-50_001, "PAGO FACTURA 9009")
    found = match([bank], [document(50_001, "7001"), document(80_000, "9009")])
    assert not found.automatic


def test_twins_stay_apart() -> None:
    lines, entries = [line(-50_000), line(-50_000)], [document(50_000, "1"), document(50_000, "2")]
    found = match(lines, entries)
    assert [(len(one.lines), len(one.entries)) for one in found.automatic] == [(1, 1), (1, 1)]
    assert "Son 2 movimientos gemelos para 2 asientos del mismo monto, y ninguno más" in (
        found.automatic[0].reasons
    )


def test_three_twins_for_two_entries_are_for_a_person() -> None:
    found = match([line(-50_000) for _ in range(3)], [document(50_000) for _ in range(2)])
    assert not found.automatic
    assert len(found.open_lines) == 1


def test_a_mistyped_number_still_speaks_for_a_match() -> None:
    late = 30
    bank = line(-50_000, "PAGO FACTURA 123465", late)
    plain = only(match([line(-50_000, days=late)], [document(50_000, "123456")]))
    named = only(match([bank], [document(50_000, "123456")]))
    assert named.confidence > plain.confidence


@pytest.mark.parametrize("written", ["12345", "1236", "123946", "13246", "012347"])
def test_one_slip_of_a_clerk_is_seen(written: str) -> None:
    assert nearly_cites(mentions(line(-1, written)), "12346")


@pytest.mark.parametrize("written", ["54321", "99346", "123", "1234678"])
def test_two_slips_are_another_number(written: str) -> None:
    assert not nearly_cites(mentions(line(-1, written)), "12346")


def test_a_short_number_is_cited_as_it_is_or_not_at_all() -> None:
    assert nearly_cites(frozenset({"1235"}), "1234")
    assert not nearly_cites(frozenset({"124"}), "123")


def test_a_rut_is_read_with_dots_dashes_or_neither() -> None:
    for written in ("96.511.460-2", "96511460-2", "965114602"):
        found = only(match([line(-50_000, written)], [document(50_000, payee=SUPPLIER)]))
        assert "El banco nombra el RUT 96511460-2" in found.reasons


# Several


def test_a_document_paid_in_parts_is_one_match() -> None:
    lines = [line(-30_000, "ABONO FACTURA 7001", days) for days in (0, 20, 40)]
    book = document(90_000, "7001")
    found = only(match(lines, [book]))
    assert joined(found, lines, [book])
    assert found.automatic


def test_one_transfer_for_a_supplier_s_documents_is_one_match() -> None:
    bank = line(-61_111, "PAGO NOMINA 96.511.460-2")
    entries = [document(amount, payee=SUPPLIER) for amount in (10_000, 20_111, 31_000)]
    found = only(match([bank], [*entries, document(77_000)]))
    assert joined(found, [bank], entries)
    assert found.automatic


def test_one_deposit_for_all_schools_is_one_match() -> None:
    bank = line(31_000_555, "ABONO SUBVENCION")
    entries = [payment(10_000_111, 1), payment(9_000_222, 2), payment(12_000_222, 3)]
    found = only(match([bank], entries))
    assert joined(found, [bank], entries)
    assert found.automatic
    assert "Son los pagos del Ministerio del mes a todos los establecimientos" in found.reasons


def test_several_lines_and_documents_held_by_citations_are_one_match() -> None:
    lines = [line(-40_000, "PAGO 7001 7002"), line(-20_000, "SALDO 7002")]
    entries = [document(25_000, "7001"), document(35_000, "7002")]
    found = only(match(lines, entries))
    assert joined(found, lines, entries)


@pytest.mark.parametrize(
    ("days", "found"), [(-6, False), (-5, True), (0, True), (20, True), (21, False)]
)
def test_what_adds_up_unnamed_is_looked_for_from_five_days_before_to_twenty_after(
    days: int, found: bool
) -> None:
    entries = [document(10_111), document(20_333)]
    assert bool(match([line(-30_444, days=days)], entries).matches) == found
    lines = [line(-10_111, days=days), line(-20_333, days=days)]
    assert bool(match(lines, [document(30_444)]).matches) == found


def test_of_documents_that_add_up_those_of_the_payee_that_is_named_are_looked_at() -> None:
    of_payee = [document(10_111, payee=SUPPLIER), document(20_333, days=-10, payee=SUPPLIER)]
    others = [document(10_222, payee=OTHER), document(20_222, days=-10, payee=OTHER)]
    found = only(match([line(-30_444, "PAGO 96.511.460-2")], [*of_payee, *others]))
    assert set(found.pairing[1]) == {one.id for one in of_payee}
    assert not match([line(-30_444, "PAGO")], [*of_payee, *others]).matches


@pytest.mark.parametrize(
    ("payees", "one"),
    [((SUPPLIER, SUPPLIER), True), ((SUPPLIER, OTHER), False), ((None, None), False)],
)
def test_documents_of_one_payee_belong_together_more(
    payees: tuple[Rut | None, Rut | None], one: bool
) -> None:
    first, second = payees
    entries = [document(10_111, payee=first), document(20_333, days=-10, payee=second)]
    found = only(match([line(-30_444)], entries))
    assert ("Los documentos son de un mismo proveedor" in found.reasons) == one


def test_a_sum_that_may_be_chance_is_proposed_only() -> None:
    entries = [document(amount * 1_000) for amount in (1, 2, 4, 8, 16, 32)]
    found = match([line(-21_000)], entries)
    assert not found.automatic


def test_of_two_sums_neither_is_taken() -> None:
    entries = [document(amount) for amount in (10_001, 20_002, 15_000, 15_003)]
    assert not match([line(-30_003)], entries).matches


def test_a_wrong_amount_is_proposed_with_its_difference() -> None:
    found = only(match([line(-54_000, "PAGO FACTURA 7001")], [document(45_000, "7001")]))
    assert not found.automatic
    assert found.difference == -9_000
    assert "Pero el monto difiere en 9.000 pesos" in found.reasons


def test_a_refused_match_is_not_proposed_again() -> None:
    bank, book = line(-123_457), document(123_457)
    refused = only(match([bank], [book])).pairing
    again = match([bank], [book], refused=frozenset({refused}))
    assert not again.matches
    assert again.open_lines == {bank.id}


def test_a_line_given_twice_is_an_error() -> None:
    bank = line(-1)
    with pytest.raises(ValueError, match="given twice"):
        match([bank, bank], [])


# Properties

WORDS = st.sampled_from(["", "CARGO", "PAGO 7001", "7002", "7001 7003", "96511460-2"])
AMOUNTS = st.sampled_from([1_000, 2_000, 3_000, 5_000, 7_001, 9_999, 12_345])
LINES = st.builds(line, AMOUNTS.map(lambda amount: -amount), WORDS, st.integers(-20, 40))
ENTRIES = st.builds(
    document,
    AMOUNTS,
    st.sampled_from(["", "7001", "7002", "7003"]),
    st.integers(-20, 40),
    st.sampled_from([None, SUPPLIER]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=12), st.lists(ENTRIES, max_size=12), st.randoms())
def test_invariants(lines: list[BankLine], entries: list[BookEntry], random: object) -> None:
    found = match(lines, entries)
    used_lines = Counter(one for each in found.matches for one in each.lines)
    used_entries = Counter(one for each in found.matches for one in each.entries)
    assert not [one for one, times in (used_lines + used_entries).items() if times > 1]
    assert used_lines.keys() | found.open_lines == {one.id for one in lines}
    assert used_entries.keys() | found.open_entries == {one.id for one in entries}
    amounts = {one.id: one.amount for one in lines} | {one.id: one.amount for one in entries}
    for each in found.matches:
        lines_sum = sum(amounts[one] for one in each.lines)
        assert lines_sum - sum(amounts[one] for one in each.entries) == each.difference
        assert 0 <= each.confidence < 1
        assert each.reasons
        assert not (each.automatic and (each.difference or each.confidence < Decimal("0.8")))
    assert match(lines[::-1], entries[::-1]) == found


@given(
    st.lists(st.integers(1, 60), max_size=8),
    st.integers(1, 200),
)
def test_subset_sum_agrees_with_trying_everything(amounts: list[int], total: int) -> None:
    every = [
        chosen
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in chosen) == total
    ]
    several = [chosen for chosen in every if len(chosen) > 1]
    found = adding_up(amounts, total)
    assert (found is None) == (not several)
    if found is not None:
        assert found.chosen == min(several, key=lambda chosen: (len(chosen), chosen))
        assert found.unique == (len(every) == 1)


def test_subset_sum_is_bounded() -> None:
    with pytest.raises(ValueError, match="at most"):
        adding_up([1] * (MOST_AMOUNTS + 1), 3)
