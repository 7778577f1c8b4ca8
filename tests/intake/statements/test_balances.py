"""The promise: opening + lines = closing is checked for each statement, and what is missing is told
with its amount; balances are the bank's or follow from them, and none is made up.
"""

from datetime import date

import pytest
from tests.intake.statements.reading import Read
from tests.intake.statements.written import (
    Line,
    Part,
    camt,
    camt_balance,
    camt_entry,
    camt_of,
    cartola,
    mt940,
    mt940_of,
    ofx_line,
    ofx_list,
    ofx_of,
)

DAY = date(2024, 5, 15)
ONE = ":61:2405150515D10000,NTRFNONREF\n:86:UNICA\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.sta", mt940_of(ONE, closing="C240531CLP400000,")),
        (
            "a.xml",
            camt_of(
                camt_entry("10000", "DBIT"),
                camt_balance("OPBD", 1_000_000) + camt_balance("CLBD", 400_000),
            ),
        ),
        (
            "a.xml",
            camt_of(
                camt_entry("10000", "DBIT"),
                camt_balance("PRCD", 1_000_000) + camt_balance("CLBD", 400_000),
            ),
        ),
    ],
)
def test_a_single_line_with_a_gap_keeps_what_the_bank_says_before_and_after(
    read: Read, name: str, content: str
) -> None:
    reading = read(name, content)
    [movement] = reading.movements
    assert (movement.opening, movement.amount, movement.balance) == (1_000_000, -10_000, 400_000)
    [gap] = reading.warnings
    assert gap.reason == "no sigue del saldo anterior: faltan o sobran 590000 pesos en la cartola"


def test_a_single_line_that_follows_needs_no_opening(read: Read) -> None:
    reading = read("a.sta", mt940_of(ONE, closing="C240531CLP990000,"))
    [movement] = reading.movements
    assert (movement.opening, movement.balance, reading.warnings) == (None, 990_000, [])


def test_every_statement_of_a_file_is_checked(read: Read) -> None:
    whole = Part([Line(DAY, -5, "A")], 100)
    short = mt940(Part([Line(date(2024, 6, 3), -5, "B")], 95)).replace("CLP90,", "CLP50,")
    reading = read("a.sta", mt940(whole) + short)
    assert [(each.row, each.value) for each in reading.warnings] == [(2, "50")]


def test_a_line_that_cannot_be_read_is_a_gap_and_takes_no_balance_with_it(read: Read) -> None:
    """Before it balances are counted from the opening one, after it from the closing one."""
    lines = (
        ":61:2405150515D10,NTRF\n:61:2405150515D1.000,00NTRF\n"
        ":61:2405160516D20,NTRF\n:61:2405170517D30,NTRF\n"
    )
    reading = read("a.sta", mt940_of(lines, closing="C240531CLP998940,"))
    assert reading.balances == [999_990, 998_970, 998_940]
    assert len(reading.rejected) == 1
    [gap] = reading.warnings
    assert "faltan o sobran 1000 pesos" in gap.reason


def test_where_the_first_line_cannot_be_read_the_opening_is_kept(read: Read) -> None:
    lines = ":61:2405150515D1.000,00NTRF\n:61:2405160516D20,NTRF\n:61:2405170517D30,NTRF\n"
    reading = read("a.sta", mt940_of(lines, closing="C240531CLP998950,"))
    assert [each.opening for each in reading.movements] == [1_000_000, None]
    assert reading.balances == [998_980, 998_950]


def test_where_no_line_can_be_read_the_gap_is_told_yet(read: Read) -> None:
    reading = read("a.sta", mt940_of(":61:hola\n", closing="C240531CLP400000,"))
    [gap] = reading.warnings
    assert "faltan 600000 pesos" in gap.reason


# Without movements


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.sta", mt940_of("", closing="C240531CLP1000000,")),
        ("a.xml", camt_of("", camt_balance("OPBD", 500) + camt_balance("CLBD", 500))),
        ("a.xml", camt_of("")),
        ("a.ofx", ofx_of(ofx_list("", "500"))),
        ("a.ofx", ofx_of("<BANKTRANLIST></BANKTRANLIST>")),
        ("cartola.csv", cartola()),
    ],
)
def test_a_statement_without_movements_is_a_statement(read: Read, name: str, content: str) -> None:
    reading = read(name, content)
    assert (reading.movements, reading.rejected, reading.warnings) == ([], [], [])


def test_a_statement_without_movements_whose_balances_differ_is_told(read: Read) -> None:
    reading = read("a.sta", mt940_of("", closing="C240531CLP1000500,"))
    [gap] = reading.warnings
    assert "el saldo inicial es 1000000 y el final 1000500" in gap.reason


def test_an_empty_list_beside_a_full_one_hides_nothing(read: Read) -> None:
    content = ofx_of("<BANKTRANLIST></BANKTRANLIST>", ofx_list(ofx_line("-7"), "500"))
    assert read("a.ofx", content).amounts == [-7]


# Which balances hold


@pytest.mark.parametrize(
    ("as_of", "balance"),
    [("20240531", 500), ("20240520120000[-4:CLT]", 500), ("20240731", None), ("20240514", None)],
)
def test_a_ledger_balance_counts_where_it_is_of_the_end_of_the_list(
    read: Read, as_of: str, balance: int | None
) -> None:
    listed = ofx_list(ofx_line("-7"), "500").replace("<DTASOF>20240531", f"<DTASOF>{as_of}")
    assert read("a.ofx", ofx_of(listed)).balances == [balance]


def test_without_a_ledger_balance_lines_have_none(read: Read) -> None:
    assert read("a.ofx", ofx_of(ofx_list(ofx_line("-7")))).balances == [None]


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("a.sta", mt940_of(ONE, closing="C240531CLP1.000.000,"), ":62F:"),
        ("a.sta", mt940_of(ONE, "hola", "C240531CLP1000000,"), ":60F:"),
        ("a.ofx", ofx_of(ofx_list(ofx_line("-7"), "1.000.000")), "BALAMT"),
        (
            "a.xml",
            camt_of(camt_entry("7", "DBIT"), camt_balance("CLBD", 5).replace(">5<", ">NaN<")),
            "CLBD",
        ),
    ],
)
def test_a_balance_that_cannot_be_read_is_told_and_its_lines_load(
    read: Read, name: str, content: str, field: str
) -> None:
    reading = read(name, content)
    assert (len(reading.movements), reading.balances) == (1, reading.balances)
    assert [each.field for each in reading.warnings] == [field]


def test_a_balance_that_stands_once_a_day_is_checked_once_a_day(read: Read) -> None:
    rows = (
        "15/05/2024;A;;10;;990\n16/05/2024;B;;10;;\n16/05/2024;C;;10;;970\n17/05/2024;D;;10;;950\n"
    )
    reading = read("cartola.csv", cartola() + rows)
    assert reading.balances == [990, None, 970, 950]
    assert [(each.row, each.value) for each in reading.warnings] == [(4, "950")]


def test_intermediate_balances_are_those_between_pages(read: Read) -> None:
    pages = [
        Part([Line(DAY, -1, "A")], 10, 1, last=False),
        Part([Line(DAY, -2, "B")], 9, 2, last=False),
        Part([Line(DAY, -3, "C")], 7, 3),
    ]
    reading = read("a.xml", camt(*pages))
    assert (reading.balances, reading.warnings) == ([9, 7, 4], [])


def test_pages_whose_balances_do_not_meet_are_told(read: Read) -> None:
    pages = [Part([Line(DAY, -1, "A")], 10, 1, last=False), Part([Line(DAY, -2, "B")], 8, 2)]
    for name, content in (("a.xml", camt(*pages)), ("a.sta", mt940(*pages))):
        [gap] = read(name, content).warnings
        assert "faltan o sobran 1 pesos entre las dos" in gap.reason


@pytest.mark.parametrize("end", ["", ":62X:C240531CLP999000,\n", ":60M:C240531CLP999000,\n"])
def test_an_mt940_without_its_closing_balance_may_be_cut_off(read: Read, end: str) -> None:
    """Its lines load; nobody can check that they are all."""
    reading = read("a.sta", mt940_of(":61:2405150515D1000,NTRFNONREF\n:86:PAGO\n" + end))

    assert reading.amounts == [-1_000]
    [warned] = reading.warnings
    assert warned.field == ":62F:"
    assert "cuenta 0000100002 no trae su saldo final" in warned.reason


def test_statements_of_a_file_between_which_one_is_missing_are_told(read: Read) -> None:
    may = Part([Line(DAY, -1, "A")], 10)
    july = Part([Line(date(2024, 7, 1), -2, "B")], 5)
    [gap] = read("a.sta", mt940(may, july)).warnings
    assert "faltan o sobran 4 pesos entre las dos" in gap.reason
