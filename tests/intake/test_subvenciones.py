"""Every generation of Detalle Subvenciones says alike what was paid, held back and taken."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.dates.days import pretended_today
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.values.identifiers import Rut
from sep_domain.values.schools import Dependency, Region
from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns.layout import FileHead, FileRefusedError
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.layouts.money.subvenciones import Subvenciones

Read = Callable[..., Any]
ImportedRows = tuple[list[Any], list[tuple[str, str, str]], Sequence[int]]
"""Facts, refusals by column, value and expected form, and which rows are read at a glance."""

BEFORE = (
    "AGNO;RBD;NOMBRE_RBD;RUT_SOSTENEDOR;NOM_SOSTENEDOR;COD_REG_RBD;COD_COM_RBD;COD_DEPE;RURAL_RBD;"
    "MES;MATRICULA;ESCOLARIDAD"
)
SCHOOL = "2023;1;ESCUELA UNO;65145834-K;CORPORACION;13;13101;1;0;3;250;1000,00"
OLDER = SCHOOL.replace("2023", "2019")


def test_a_row_is_the_payment_of_a_month_on_its_last_day(read: Read) -> None:
    header = BEFORE + ";ESCOLARIDAD_PIE;DESEMPEÑO_DIFICIL;PORC_ZONA;SEP_PRIO;SEP_PREF"
    [paid] = read(Subvenciones, header, SCHOOL + ";300,00;0,00;12,5;7000,00;500,00").facts
    assert paid == PaymentDisbursed(
        occurred_on=date(2023, 3, 31),
        rbd=1,
        month="2023-03",
        sostenedor=Rut("65145834-K"),
        sostenedor_name="CORPORACION",
        school_name="ESCUELA UNO",
        region=Region.METROPOLITANA,
        comuna=13101,
        dependency=Dependency.CORPORACION_MUNICIPAL,
        rural=False,
        enrolment=250,
        sep_total=7500,
        sep_prioritarios=7000,
        sep_preferentes=500,
        components={"escolaridad": 1000, "escolaridad_pie": 300},
    )


def test_the_single_sep_column_up_to_2021_is_not_split(read: Read) -> None:
    [paid] = read(Subvenciones, BEFORE.lower() + ";sep", OLDER + ";7500,00").facts
    assert paid.sep_total == 7500
    assert (paid.sep_prioritarios, paid.sep_preferentes) == (None, None)


def test_from_2022_a_part_that_was_not_paid_is_zero_and_not_unknown(read: Read) -> None:
    [paid] = read(Subvenciones, BEFORE + ";SEP_PRIO;SEP_PREF", SCHOOL + ";7000,00;").facts
    assert (paid.sep_total, paid.sep_prioritarios, paid.sep_preferentes) == (7000, 7000, 0)


def test_one_sep_column_and_two_contradict_each_other() -> None:
    columns = ("agno", "rbd", "mes", "escolaridad", "sep", "sep_prio")
    with pytest.raises(FileRefusedError, match="también SEP_PRIO"):
        Subvenciones(FileHead("x.csv", columns))


def test_two_spellings_of_one_column_contradict_each_other() -> None:
    columns = ("agno", "rbd", "mes", "escolaridad", "sep", "zona", "montoasignacionzona")
    with pytest.raises(FileRefusedError, match="dicen lo mismo"):
        Subvenciones(FileHead("x.csv", columns))


@pytest.mark.parametrize("year", ["agno", "agnio", "ano", "AÑO"])
def test_the_year_is_read_under_each_of_its_names(read: Read, year: str) -> None:
    header = BEFORE.lower().replace("agno", year) + ";sep"
    [paid] = read(Subvenciones, header, OLDER + ";0").facts
    assert paid.month == "2019-03"


@pytest.mark.parametrize(
    ("drifted", "canonical"),
    [
        ("zona", "monto_asig_zona"),
        ("montoasignacionzona", "monto_asig_zona"),
        ("MONTO_ASIG_ZONA", "monto_asig_zona"),
        ("profesorencargado", "profesor_encargado"),
        ("subv_normal", "sub_normal"),
        ("DESEMPEÑO_DIFICIL", "desempeno_dificil"),
    ],
)
def test_a_component_keeps_one_name_over_the_years(
    read: Read, drifted: str, canonical: str
) -> None:
    [paid] = read(Subvenciones, f"{BEFORE};sep;{drifted}", OLDER + ";0;42,00").facts
    assert paid.components[canonical] == 42


@pytest.mark.parametrize(
    ("column", "component"),
    [
        ("RELIQUIDACION", "reliquidacion"),
        ("RETENCIONES", "retenciones"),
        ("REINTEGROS", "reintegros"),
        ("MULTAS", "multas"),
        ("DISCREPANCIA", "discrepancia"),
        ("DESCUENTO_FICOM", "descuento_ficom"),
        ("DONACIONAPLICADA", "donacionaplicada"),
        ("descuento_escolaridad", "descuento_escolaridad"),
        ("decuento_escolaridad", "descuento_escolaridad"),
    ],
)
def test_what_corrects_a_payment_is_a_component_with_its_sign(
    read: Read, column: str, component: str
) -> None:
    [paid] = read(Subvenciones, f"{BEFORE};sep;{column}", OLDER + ";0;-90,00").facts
    assert paid.components == {"escolaridad": 1000, component: -90}


def test_nothing_held_back_or_taken_states_nothing(read: Read) -> None:
    header = BEFORE + ";sep;MULTAS;RETENCIONES;RELIQUIDACION"
    [paid] = read(Subvenciones, header, OLDER + ";0;0,00;0;").facts
    assert paid.components == {"escolaridad": 1000}


def test_a_fraction_of_a_peso_is_rounded_half_up_and_said_so(read: Read) -> None:
    header = BEFORE + ";SEP_PRIO;SEP_PREF;SNED"
    [paid] = read(Subvenciones, header, SCHOOL + ";10,50;10,49;-0,50").facts
    assert (paid.sep_prioritarios, paid.sep_preferentes, paid.components["sned"]) == (11, 10, -1)
    assert paid.rounded == ("sep_pref", "sep_prio", "sned")


def test_a_workbook_writes_its_numbers_with_a_point(read: Read) -> None:
    header, row = BEFORE + ";SEP_PRIO;SEP_PREF", SCHOOL.replace("1000,00", "1000.5") + ";7000;0"
    [paid] = read(Subvenciones, header, row, name="2025.xlsx", sheet="Sheet1").facts
    assert (paid.sep_prioritarios, paid.components["escolaridad"]) == (7000, 1001)


@pytest.mark.parametrize("amount", ["+-5", "--5", "5-", "NaN", "1e3"])
def test_what_is_no_number_rejects_its_row_and_nothing_more(read: Read, amount: str) -> None:
    [refused] = read(Subvenciones, BEFORE + ";sep", OLDER + f";{amount}").rejected
    assert (refused.field, refused.value) == ("sep", amount)


def test_a_point_in_a_text_file_is_no_decimal_mark(read: Read) -> None:
    """1.000 would be a thousand to one reader and one to another."""
    [refused] = read(Subvenciones, BEFORE + ";sep", OLDER + ";1.000").rejected
    assert (refused.field, refused.value) == ("sep", "1.000")


@pytest.mark.parametrize(
    ("written", "rut"),
    [("62000660-2", "62000660-2"), ("62000660", "62000660-2"), ("", None), (" ", None)],
)
def test_the_holder_comes_with_its_digit_or_without(
    read: Read, written: str, rut: str | None
) -> None:
    row = OLDER.replace("65145834-K", written) + ";0"
    [paid] = read(Subvenciones, BEFORE + ";sep", row).facts
    assert paid.sostenedor == rut


def test_a_holder_whose_digit_is_wrong_is_refused(read: Read) -> None:
    row = OLDER.replace("65145834-K", "65145834-1") + ";0"
    [refused] = read(Subvenciones, BEFORE + ";sep", row).rejected
    assert refused.field == "rut_sostenedor"


@pytest.mark.parametrize(
    ("part", "wrong", "field"),
    [
        (";3;250;", ";13;250;", "mes"),
        (";1;0;3;", ";9;0;3;", "cod_depe"),
        (";250;", ";2,5;", "matricula"),
    ],
)
def test_a_malformed_cell_rejects_the_row(read: Read, part: str, wrong: str, field: str) -> None:
    [refused] = read(Subvenciones, BEFORE + ";sep", OLDER.replace(part, wrong) + ";0").rejected
    assert refused.field == field


def test_a_column_nobody_knows_is_reported_and_not_guessed(read: Read) -> None:
    reading = read(Subvenciones, BEFORE + ";sep;BONO_NUEVO", OLDER + ";0;77,00")
    assert [warned.field for warned in reading.warnings if "bono" in warned.field] == ["bono_nuevo"]
    assert reading.facts[0].components == {"escolaridad": 1000}


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_an_amount_in_decimal_comma_is_read_to_the_nearest_peso(pesos: int, cents: int) -> None:
    sign = "-" if pesos < 0 else ""
    header = (BEFORE + ";SEP").lower()
    cells = [*OLDER.split(";"), f"{sign}{abs(pesos)},{cents:02d}"]
    columns = tuple(header.split(";"))
    row = Row(Columns(columns), cells, 1)
    paid = Subvenciones(FileHead("x.csv", columns)).facts(row)[0]
    assert isinstance(paid, PaymentDisbursed)
    exact = Decimal(f"{sign}{abs(pesos)}.{cents:02d}")
    assert abs(paid.sep_total - exact) <= Decimal("0.5")
    assert ("sep" in paid.rounded) == (cents != 0)


def parted_by_commas(tmp_path: Path, *cells: tuple[str, str]) -> ImportedRows:
    """What a text with commas between its cells says, of amounts of two columns in each row."""
    path = tmp_path / "Detalle Subvenciones 2023.csv"
    header = (BEFORE + ";SEP_PRIO;SEP_PREF").replace(";", ",")
    school = SCHOOL.removesuffix(";1000,00").replace(";", ",")
    rows = [f"{school},1000.00,{prio},{pref}" for prio, pref in cells]
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    table = open_table(path)
    table.scan(lambda _: None)
    layout = Subvenciones(table.head)
    plain = layout.plain_facts([row for _, row in table.records(quoted=True, breaks_lines=False)])
    read, refused = [], []
    for number, row in table.records(quoted=True, breaks_lines=False):
        try:
            read += layout.facts(Row(Columns(table.head.columns), row, number))
        except RowError as error:
            refused.append((error.field, error.value, error.expected))
    return read, refused, plain.places


def test_where_commas_part_the_cells_decimals_have_a_point_or_are_quoted(tmp_path: Path) -> None:
    read, refused, plain = parted_by_commas(
        tmp_path, ("31088718.00", "0"), ('"31088718,00"', "500.00"), ("31088718", '"0,00"')
    )
    assert [(one.sep_prioritarios, one.sep_preferentes) for one in read] == [
        (31_088_718, 0),
        (31_088_718, 500),
        (31_088_718, 0),
    ]
    assert {one.components["escolaridad"] for one in read} == {1000}
    assert not refused
    assert list(plain) == [0, 1, 2]  # none needs care, so the quick reading knows both marks


@pytest.mark.parametrize("amount", ["31.088", '"31,088"', '"31.088.718,00"', "25.000", "1e3"])
def test_where_either_mark_may_stand_thousands_are_refused(tmp_path: Path, amount: str) -> None:
    read, refused, plain = parted_by_commas(tmp_path, (amount, "0"))
    expected = "un número con a lo más 2 decimales tras «.» o «,»"
    assert (read, refused, list(plain)) == ([], [("sep_prio", amount.strip('"'), expected)], [])


@pytest.mark.parametrize("amount", ["31088718.00", "25.000", "25,000", "10,505"])
def test_where_semicolons_part_them_decimals_have_a_comma(read: Read, amount: str) -> None:
    [error] = read(Subvenciones, BEFORE + ";SEP_PRIO;SEP_PREF", f"{SCHOOL};{amount};0").rejected
    assert (error.field, error.expected) == (
        "sep_prio",
        "un número con a lo más 2 decimales tras «,»",
    )


def test_a_payment_of_a_month_to_come_is_refused(read: Read) -> None:
    with pretended_today(date(2023, 2, 28)):
        [error] = read(Subvenciones, BEFORE + ";SEP_PRIO;SEP_PREF", SCHOOL + ";1;0").rejected
    assert (error.field, error.expected) == ("mes", "del 1980-01-01 al 2023-02-28")
