"""The promise: an amount is read by the grammar of its format or its row is rejected, naming field,
value and form; the rows beside it load.
"""

from collections.abc import Callable

import pytest
from tests.intake.statements.reading import Read
from tests.intake.statements.written import (
    camt_entry,
    camt_of,
    cartola,
    mt940_of,
    ofx_line,
    ofx_list,
    ofx_of,
)

GOOD = "BUENA"


def in_camt(amount: str) -> str:
    return camt_of(camt_entry(amount, "DBIT") + camt_entry("7", "DBIT", text=GOOD))


def in_mt940(amount: str) -> str:
    return mt940_of(
        f":61:2405150515D{amount}NTRFNONREF\n:86:PAGO\n:61:2405150515D7,NTRFNONREF\n:86:{GOOD}\n"
    )


def in_ofx(amount: str) -> str:
    return ofx_of(ofx_list(ofx_line(amount) + ofx_line("-7", text=GOOD)))


def in_csv(amount: str) -> str:
    return f"{cartola()}15/05/2024;PAGO;;{amount};;\n15/05/2024;{GOOD};;7;;\n"


NAMES: dict[Callable[[str], str], str] = {
    in_camt: "a.xml",
    in_mt940: "a.sta",
    in_ofx: "a.ofx",
    in_csv: "cartola.csv",
}
NEVER = ("", "NaN", "Infinity", "1E6", "1e3", "1_000", "1.2.3.4", "1,2,3", "25.000,5", "٣٤٥", "−7")
WRONG = [
    *((in_camt, "Amt", each) for each in (*NEVER, "-500", "25.000", "100.50", "1.234.567", "1,00")),
    *((in_mt940, ":61:", each) for each in (*NEVER, "-500,", "1.234.567,00", "100,50", "25,000")),
    *((in_ofx, "TRNAMT", each) for each in (*NEVER, "-1.234.567", "-25.000", "1,234", "-1.5")),
    *(
        (in_csv, "Cheques / Cargos", each)
        for each in (
            *NEVER[1:],
            "1500.00",
            "12.34",
            "1234,5",
            "5-",
            "(5)",
            "5 000",
            "1'234",
            "5..0",
        )
    ),
]


@pytest.mark.parametrize(("written", "field", "amount"), WRONG)
def test_what_is_no_amount_rejects_its_row_and_no_other(
    read: Read, written: Callable[[str], str], field: str, amount: str
) -> None:
    reading = read(NAMES[written], written(amount))
    [error] = reading.rejected
    assert error.field == field
    assert amount in error.value
    assert "decimal" in error.expected
    assert reading.texts == [GOOD]
    assert [movement.line for movement in reading.movements] == [2]


@pytest.mark.parametrize(
    ("name", "content", "amount"),
    [
        ("a.xml", in_camt("000000000000150.00"), -150),
        ("a.xml", in_camt(" 700 "), -700),
        ("a.xml", in_camt("+300"), -300),
        ("a.sta", in_mt940("60000,"), -60000),
        ("a.sta", in_mt940("60000,00"), -60000),
        ("a.ofx", in_ofx("-60000.00"), -60000),
        ("a.ofx", in_ofx("-60000,00"), -60000),
        ("cartola.csv", in_csv("1.234.567"), -1234567),
        ("cartola.csv", in_csv("1234,00"), -1234),
        ("cartola.csv", in_csv("$ 5.000"), -5000),
        ("cartola.csv", in_csv("-$5.000"), -5000),
        ("cartola.csv", in_csv("-5000"), -5000),
    ],
)
def test_the_forms_of_an_amount(read: Read, name: str, content: str, amount: int) -> None:
    reading = read(name, content)
    assert (reading.amounts[0], reading.rejected) == (amount, [])


@pytest.mark.parametrize("written", NAMES)
def test_an_amount_of_zero_is_no_movement(read: Read, written: Callable[[str], str]) -> None:
    reading = read(NAMES[written], written("0"))
    assert (len(reading.rejected), reading.texts) == (1, [GOOD])


def test_an_entry_without_a_mark_is_no_deposit(read: Read) -> None:
    reading = read("a.xml", camt_of(camt_entry("500", "") + camt_entry("7", "CRDT")))
    assert (reading.refused, reading.amounts) == ([("CdtDbtInd", "")], [7])


def test_an_entry_of_unknown_status_is_told(read: Read) -> None:
    unsure = camt_entry("500", "DBIT").replace("BOOK", "XXXX")
    reading = read("a.xml", camt_of(unsure + camt_entry("7", "CRDT")))
    assert (reading.refused, reading.amounts) == ([("Sts", "XXXX")], [7])


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", 250), ("RC", -250), ("D", -250), ("RD", 250), ("d", -250)]
)
def test_a_reversal_goes_the_other_way(read: Read, mark: str, amount: int) -> None:
    line = f":61:2405150515{mark}250,NTRFNONREF\n:86:PAGO\n"
    assert read("a.sta", mt940_of(line)).amounts == [amount]


def test_a_letter_of_the_currency_may_stand_before_the_amount(read: Read) -> None:
    assert read("a.sta", mt940_of(":61:2405150515CP250,NTRFNONREF\n")).amounts == [250]


@pytest.mark.parametrize(
    "line", ["2405150515X250,NTRF", "24051505D15", "hola", "", "240230D250,NTRFNONREF"]
)
def test_a_61_that_cannot_be_read_is_rejected_with_its_text(read: Read, line: str) -> None:
    good = ":61:2405150515C7,NTRFNONREF\n:86:BUENA\n"
    reading = read("a.sta", mt940_of(f":61:{line}\n:86:MALA\n{good}"))
    assert (reading.refused, reading.texts) == ([(":61:", line)], [GOOD])


def test_the_day_of_the_entry_is_near_that_of_its_value(read: Read) -> None:
    lines = ":61:2312310102D7,NTRFNONREF\n:61:2401021231D7,NTRFNONREF\n:61:240102D7,NTRFNONREF\n"
    days = [str(each.occurred_on) for each in read("a.sta", mt940_of(lines)).movements]
    assert days == ["2023-12-31", "2024-01-02", "2024-01-02"]


# Currencies


def test_a_line_in_another_currency_is_rejected(read: Read) -> None:
    foreign = ofx_line("-100", more="<CURRENCY><CURRATE>950<CURSYM>USD</CURRENCY>")
    reading = read("a.ofx", ofx_of(ofx_list(foreign + ofx_line("-7"))))
    assert (reading.refused, reading.amounts) == ([("CURRENCY", "USD")], [-7])


def test_a_line_converted_from_another_currency_is_in_pesos(read: Read) -> None:
    converted = ofx_line("-95000", more="<ORIGCURRENCY><CURRATE>950<CURSYM>USD</ORIGCURRENCY>")
    assert read("a.ofx", ofx_of(ofx_list(converted))).amounts == [-95000]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", camt_of(camt_entry("100", "DBIT")).replace("'CLP'", "'USD'")),
        ("a.sta", mt940_of(":61:2405150515D100,NTRF\n", opening="C240430USD1000,")),
        ("a.ofx", ofx_of(ofx_list(ofx_line("-100"))).replace("CLP", "USD")),
    ],
)
def test_an_account_in_another_currency_has_no_line_of_ours(
    read: Read, name: str, content: str
) -> None:
    reading = read(name, content)
    assert (reading.movements, [value for _, value in reading.refused]) == ([], ["USD"])


# Days


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20240531210000[-4:CLT]", "2024-05-31"),
        ("20241231235959[-3:CLST]", "2024-12-31"),
        ("20240510000000[-4]", "2024-05-10"),
        ("20240510120000.000[0:GMT]", "2024-05-10"),
        ("20240511", "2024-05-11"),
    ],
)
def test_the_day_is_the_bank_s_whatever_the_zone(read: Read, written: str, day: str) -> None:
    [movement] = read("a.ofx", ofx_of(ofx_list(ofx_line("-7", written)))).movements
    assert str(movement.occurred_on) == day


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", camt_of(camt_entry("7", "DBIT", "2007-12-31"))),
        ("a.xml", camt_of(camt_entry("7", "DBIT", "2024-02-30"))),
        ("a.xml", camt_of(camt_entry("7", "DBIT", "20240515"))),
        ("a.xml", camt_of(camt_entry("7", "DBIT", ""))),
        ("a.sta", mt940_of(":61:0712311231D7,NTRF\n")),
        ("a.ofx", ofx_of(ofx_list(ofx_line("-7", "20071231")))),
        ("a.ofx", ofx_of(ofx_list(ofx_line("-7", "2024-05-15")))),
        ("cartola.csv", f"{cartola()}31/12/2007;PAGO;;7;;\n"),
        ("cartola.csv", f"{cartola()}٠٢/05/2024;PAGO;;7;;\n"),
        ("cartola.csv", f"{cartola()}31/02/2024;PAGO;;7;;\n"),
    ],
)
def test_a_day_that_is_none_or_before_the_law_rejects_its_row(
    read: Read, name: str, content: str
) -> None:
    reading = read(name, content)
    assert (len(reading.rejected), reading.movements) == (1, [])
