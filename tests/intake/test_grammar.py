"""Whatever stands in a cell, every reader says what the stated grammar says, and nothing more."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from tests.intake import literal_grammar as literal
from tests.intake.literal_grammar import Amounts, never_three, not_three_with_a_zero

from sep_domain.dates.days import (
    NEXT_YEAR,
    NOW,
    TEN_YEARS,
    Day,
    DayError,
    InstantError,
    Window,
    day_of,
    instant_of,
    pretended_today,
    required_day,
    required_instant,
)
from sep_intake.cells import grammar
from sep_intake.cells.grammar import DayForm, NumberForm
from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns import quick_columns, reading
from sep_intake.columns.quick_columns import ColumnReader, NotPlainError
from sep_intake.layouts.money import subvenciones
from sep_intake.layouts.schools import alumnos_sep, directorio

SPELLINGS = 20_000
TODAY = date(2026, 6, 15)

AMOUNTS = {
    "WHOLE": Amounts("", 0),
    "PESOS": Amounts(".,", 0),
    "SUBVENTIONS": Amounts(",", 2),
    "SUBVENTIONS_COMMAS": Amounts(".,", 2),
    "SUBVENTIONS_SHEET": Amounts(".,", 30, never_three),
    "ORDERS": Amounts(",", 15, not_three_with_a_zero),
    "ORDERS_OTHER": Amounts(".,", 30, never_three),
    "USE": Amounts(".", 4),
    "AVERAGES": Amounts(".", 15),
    "SHARES": Amounts(".", 15, bare=True),
    "DEGREES": Amounts(".,", 18),
}
DAYS = {
    "HAPPENED": (date(1980, 1, 1), TODAY, False),
    "ORDERED": (date(1980, 1, 1), TODAY, True),
    "BOOKED": (date(2008, 1, 1), TODAY, False),
    "AHEAD": (date(1980, 1, 1), date(2036, 12, 31), False),
    "RELATED": (date(1900, 1, 1), TODAY, False),
}
WINDOWS = {NOW: TODAY, NEXT_YEAR: date(2027, 12, 31), TEN_YEARS: date(2036, 12, 31)}


def forms(kind: type[Any]) -> dict[str, Any]:
    """What the module states of a kind, by name."""
    return {name: form for name, form in vars(grammar).items() if isinstance(form, kind)}


def amounts() -> Iterator[str]:
    """Spellings of amounts: right ones, those of other programs and countries, and broken ones."""
    random = Random(20_248)  # noqa: S311 - not for secrets
    strange = [
        "",
        "NaN",
        "Infinity",
        "-inf",
        "1e3",
        "1_000",
        "1.2.3.4",
        "٣",
        "１２",
        "²",
        "½",
        "--1",
    ]
    yield from strange
    yield from ("1.000", "25.000", "25,000", "100.0000", "1500.00", "1.234,00", "1,234.00", "5..0")
    yield from (".9", ",5", "-.5", "5.", "5,", "+0", "-0,00", "9" * 18, "9" * 19, "0." + "3" * 31)
    while True:
        text = "".join(random.choices("0123456789", k=random.choice((1, 1, 2, 3, 4, 6, 9, 16, 19))))
        if random.random() < 0.6:
            decimals = random.choice((0, 1, 2, 2, 3, 3, 4, 5, 6, 15, 16, 18, 19, 30, 31))
            fill = random.choice(("0", "0", "0123456789", "5", "50"))
            text += random.choice(".,.,.,'· _") + "".join(random.choices(fill, k=decimals))
        if random.random() < 0.15:
            text = f"{random.randint(1, 999)}{random.choice('.,')}{text[:3]}{random.choice(',.')}00"
        if random.random() < 0.3:
            text = random.choice("+-+-−$ ") + text
        if random.random() < 0.2:
            place = random.randint(0, len(text))
            text = text[:place] + random.choice("eE_ .,-+%٣１xX\u00a0\0") + text[place:]
        yield text


def days() -> Iterator[str]:
    """Spellings of days, months and instants, likewise."""
    random = Random(2_026)  # noqa: S311 - not for secrets
    yield from ("", "0001-01-01", "9999-12-31", "1979-12-31", "1980-01-01", "1900-02-29")
    yield from ("2024-02-29", "2023-02-29", "2024-02-30", "1700000000", "1700000000.5", "20240101")
    yield from ("2024-W01", "٢٠٢٤-٠١-٠١", "2024-1-1", "2024-01-01T24:00:00", "31/02/2024")
    yield from (str(TODAY), str(TODAY + timedelta(1)), "2036-12-31", "2037-01-01", "2024-13")
    while True:
        year = random.choice((1, 1899, 1900, 1979, 1980, 2008, 2024, 2026, 2036, 2037, 2042, 9999))
        year, month, day = (
            year + random.randint(-1, 1),
            random.randint(0, 13),
            random.randint(0, 32),
        )
        text = random.choice(
            (
                f"{year:04}-{month:02}-{day:02}",
                f"{day:02}-{month:02}-{year:04}",
                f"{day:02}/{month:02}/{year:04}",
                f"{day:02}/{month:02}-{year:04}",
                f"{year:04}-{month:02}",
                f"{year}-{month}-{day}",
            )
        )
        if random.random() < 0.5:
            hour, minute, second = (
                random.randint(0, 25),
                random.randint(0, 61),
                random.randint(0, 61),
            )
            text += random.choice("TT  tx") + f"{hour:02}:{minute:02}"
            text += random.choice(("", f":{second:02}", f":{second:02}.{random.randint(0, 10**9)}"))
        text += random.choice(("", "", "Z", "-03:00", "+24:00", "-0300", "z", "-03:60"))
        if random.random() < 0.1:
            place = random.randint(0, len(text))
            text = text[:place] + random.choice("0 -:T٣１.") + text[place:]
        yield text


def some(spellings: Callable[[], Iterator[str]]) -> list[str]:
    found = list(
        dict.fromkeys(text for text, _ in zip(spellings(), range(SPELLINGS), strict=False))
    )
    assert len(found) > SPELLINGS // 3
    return found


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with pretended_today(TODAY):
        yield


COLUMN = "columna"
_COLUMNS = Columns([COLUMN])


def read(reader: Callable[..., Any], text: str, *args: Any, **more: Any) -> Any:
    """What a reader of rows makes of a cell; None where it refuses it and names cell and form."""
    try:
        return reader(Row(_COLUMNS, [text], 1), COLUMN, *args, **more)
    except RowError as error:
        told = error
    assert told.field == COLUMN
    assert told.expected
    return None


def at_a_glance(by_column: ColumnReader, said: Any) -> Any:
    """None where it leaves the cell to be read with care."""
    with suppress(NotPlainError):
        return by_column.values([said])[0]
    return None


def test_the_forms_are_those_that_are_documented() -> None:
    assert forms(NumberForm).keys() == AMOUNTS.keys()
    assert forms(DayForm).keys() == DAYS.keys()
    assert grammar.__doc__ is not None
    for name in (*AMOUNTS, *DAYS):
        assert f"`{name}`" in grammar.__doc__ or f"`…_{name.rsplit('_')[-1]}`" in grammar.__doc__


@pytest.mark.parametrize("name", AMOUNTS)
def test_every_reader_of_amounts_says_what_the_grammar_says(name: str) -> None:
    form = forms(NumberForm)[name]
    for text in some(amounts):
        said = literal.amount(text, AMOUNTS[name])
        assert form.read(text) == said, text
        assert grammar.number(text, form) == said, text
        cell = literal.amount(text.strip(), AMOUNTS[name])
        assert read(Row.optional_decimal, text, form) == cell, text
        bounded = cell if cell is not None and 0 <= cell <= 100_000 else None
        assert read(reading.decimal, text, form, 100_000) == bounded, text
        assert read(reading.optional_decimal, text, form, 100_000) == bounded, text
        if AMOUNTS[name].decimals == 0:
            whole = None if cell is None else int(cell)
            assert read(Row.optional_integer, text, form) == whole, text
            assert read(Row.integer, text, form) == whole, text


def test_every_reader_of_whole_numbers_says_what_the_grammar_says() -> None:
    for text in some(amounts):
        number = literal.amount(text.strip(), AMOUNTS["WHOLE"])
        pesos = literal.amount(text.strip(), AMOUNTS["PESOS"])
        positive = number if number is not None and 0 <= number <= 10**15 else None
        paid = pesos if pesos is not None and 0 <= pesos <= 10**15 else None
        settled = pesos if pesos is not None and abs(pesos) <= 10**15 else None
        school = number if number is not None and 1 <= number <= 99_999 else None
        assert read(reading.whole, text) == positive, text
        assert read(reading.optional_whole, text) == positive, text
        assert read(reading.pesos, text) == paid, text
        assert read(reading.optional_pesos, text) == paid, text
        assert read(reading.signed_pesos, text) == settled, text
        assert read(Row.rbd, text) == school, text
        year = number if number is not None and 1980 <= number <= TODAY.year else None
        assert read(reading.school_year, text) == year, text
        with suppress(RowError):
            assert alumnos_sep._number(COLUMN, text, 0, 10**9) == positive, text


def test_what_is_read_at_a_glance_is_what_is_read_with_care() -> None:
    plain = subvenciones._PlainPesos
    quick = {name: plain(AMOUNTS[name].marks) for name in AMOUNTS if name.startswith("SUBV")}
    for text in some(amounts):
        number = literal.amount(text.strip(), AMOUNTS["WHOLE"])
        for by_column in (quick_columns.digits, quick_columns.optional_digits, quick_columns.rbd):
            assert at_a_glance(by_column, text) in (None, number), text
        average = literal.amount(text.strip(), AMOUNTS["AVERAGES"])
        read_by_column = at_a_glance(quick_columns.decimal, text)
        assert read_by_column is None or read_by_column == str(average), text
        for name, pesos in quick.items():
            amount = literal.amount(text.strip(), AMOUNTS[name])
            with suppress(NotPlainError):
                assert pesos([text]) == [amount or 0], text
                assert amount is not None or not text.strip(), text


def test_degrees_are_read_alike_at_a_glance_and_with_care() -> None:
    for text in some(amounts):
        said = literal.amount(text.strip().strip('"') or "0", AMOUNTS["DEGREES"])
        degrees = f"{said.normalize():f}" if said and abs(said) < 1_000 else None
        row = Row(Columns(["latitud", "longitud"]), [text, "-70,1"], 1)
        assert directorio._degrees_of(row, ("latitud", "longitud"))[0] == degrees, text
        read_by_column = at_a_glance(directorio._degrees_at(0), (text, "-70,1"))
        assert read_by_column in (None, degrees), text


@pytest.mark.parametrize("name", DAYS)
def test_every_reader_of_days_says_what_the_grammar_says(name: str) -> None:
    form = forms(DayForm)[name]
    first, last, day_first = DAYS[name]
    for text in some(days):
        said = literal.day(text, day_first=day_first)
        assert form.read(text) == said, text
        assert grammar.day(text, form) == said, text
        cell = literal.day(text.strip(), day_first=day_first)
        known = cell if cell is not None and first <= cell <= last else None
        assert read(Row.day, text, form) == known, text
        assert read(Row.optional_day, text, form) == known, text


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_every_reader_of_months_says_what_the_grammar_says(window: Window) -> None:
    last = WINDOWS[window]
    for text in some(days):
        said = literal.year_and_month(text.strip())
        known = said if said and (1980, 1) <= said <= (last.year, last.month) else None
        month = read(Row.month, text, window)
        assert (month and (month.year, month.month)) == known, text


def test_no_door_takes_for_a_day_or_an_instant_what_the_grammar_does_not() -> None:
    of_day = TypeAdapter(Day)

    def validated(adapter: TypeAdapter[Any], text: str) -> Any:
        with suppress(ValidationError):
            return adapter.validate_json(f'"{text}"')
        return None

    for text in some(days):
        day = literal.day(text) if len(text) == 10 else None
        assert day_of(text) == day, text
        assert validated(of_day, text) == day, text
        assert (instant_of(text) is not None) == literal.is_instant(text), text


@pytest.mark.parametrize("number", [0, 1_700_000_000, 1_700_000_000.5, True, None, [], {}])
def test_a_number_is_no_day_and_no_instant(number: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(number)
    with pytest.raises(DayError):
        required_day(number)
    with pytest.raises(InstantError):
        required_instant(number)


def test_a_form_says_in_spanish_what_it_expects() -> None:
    assert NumberForm(",", ".").expected == (
        "un entero, con «,00» o sin decimales, miles con «.» o sin separador"
    )
    assert grammar.WHOLE.expected == "un entero, sin decimales, sin separador de miles"
    assert grammar.PESOS.expected == (
        "un entero, con «.00», «,00» o sin decimales, sin separador de miles"
    )
    assert grammar.SUBVENTIONS.expected == "un número con a lo más 2 decimales tras «,»"
    assert "no tres" in grammar.ORDERS_OTHER.expected


def test_thousands_are_read_where_a_form_has_them() -> None:
    form = NumberForm(",", ".")
    assert form.whole("1.234.567,00") == 1_234_567
    assert form.whole("1234567") == 1_234_567
    assert form.read("1.234.56") is None
    assert NumberForm(",", ".", scale=2).read("-1.234,5") == Decimal("-1234.5")
