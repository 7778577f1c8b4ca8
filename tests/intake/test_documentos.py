"""A declared document is read with its RUTs, its two amounts and the day it was paid."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.events.funds.accounting import ExpenditureDeclared
from sep_domain.values.identifiers import Rut
from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns.reading import rut_without_dash
from sep_intake.layouts.money.documentos import Documentos

Read = Callable[..., Any]

HEADER = (
    "_idx~periodo~sost_id~rut_sost~nombre_sost~rbd~nombre_rbd~region_rbd~dependencia_rbd"
    "~subvencion_alias~desc_libro~tipo_docs_alias~cuenta_alias~desc_cuenta~desc_cuenta_padre"
    "~cuenta_alias_padre~numero_documento~nombre_documento~detalle_documento~fecha_documento"
    "~monto_total~monto_declarado~fecha_pago_documento~rut_documento"
)
ROW = {
    "_idx": "1",
    "periodo": "2023",
    "sost_id": "77",
    "rut_sost": "65145834K",
    "nombre_sost": "CORPORACION",
    "rbd": "1",
    "subvencion_alias": "SEP",
    "desc_libro": "Libro de Compras Percibidos",
    "tipo_docs_alias": "FACE",
    "cuenta_alias": "410501",
    "desc_cuenta": "Asesoría técnica",
    "numero_documento": "123",
    "nombre_documento": "FACE 123",
    "detalle_documento": "Taller",
    "fecha_documento": "2023-05-10",
    "monto_total": "1000",
    "monto_declarado": "400",
    "fecha_pago_documento": "2023-06-15",
    "rut_documento": "620006602",
}


def declared(**changes: str) -> str:
    cells = ROW | changes
    return "~".join(cells.get(column, "") for column in HEADER.split("~"))


def test_a_row_is_the_part_of_a_document_charged_to_a_school(read: Read) -> None:
    assert read(Documentos, HEADER, declared()).facts == [
        ExpenditureDeclared(
            occurred_on=date(2023, 6, 15),
            year=2023,
            sostenedor=Rut("65145834-K"),
            sostenedor_id="77",
            sostenedor_name="CORPORACION",
            rbd=1,
            subvencion="SEP",
            account="410501",
            account_name="Asesoría técnica",
            book="Libro de Compras Percibidos",
            document_type="FACE",
            document_number="123",
            document_name="FACE 123",
            document_detail="Taller",
            issuer=Rut("62000660-2"),
            issued_on=date(2023, 5, 10),
            paid_on=date(2023, 6, 15),
            document_total=1000,
            declared=400,
        )
    ]


@pytest.mark.parametrize(
    ("paid", "issued", "held_from"),
    [
        ("2023-06-15", "2023-05-10", date(2023, 6, 15)),
        ("", "2023-05-10", date(2023, 5, 10)),
        ("", "", date(2023, 12, 31)),
    ],
)
def test_a_document_holds_from_payment_else_issue_else_year_end(
    read: Read, paid: str, issued: str, held_from: date
) -> None:
    row = declared(fecha_pago_documento=paid, fecha_documento=issued)
    assert read(Documentos, HEADER, row).facts[0].occurred_on == held_from


@pytest.mark.parametrize("central", ["", "0", "AC"])
def test_central_administration_is_no_school(read: Read, central: str) -> None:
    assert read(Documentos, HEADER, declared(rbd=central)).facts[0].rbd is None


@pytest.mark.parametrize("nobody", ["", " ", "0"])
def test_an_internal_document_has_no_issuer(read: Read, nobody: str) -> None:
    assert read(Documentos, HEADER, declared(rut_documento=nobody)).facts[0].issuer is None


@pytest.mark.parametrize("written", ["62000660-2", "62.000.660-2", "620006602"])
def test_a_rut_may_have_a_dash_after_all(read: Read, written: str) -> None:
    assert read(Documentos, HEADER, declared(rut_documento=written)).facts[0].issuer == "62000660-2"


@pytest.mark.parametrize("field", ["rut_sost", "rut_documento"])
def test_a_rut_whose_last_character_is_not_its_digit_is_refused(read: Read, field: str) -> None:
    [refused] = read(Documentos, HEADER, declared(**{field: "620006603"})).rejected
    assert (refused.field, refused.value) == (field, "620006603")


@pytest.mark.parametrize("written", ["400", "400.0", "400,00"])
def test_empty_decimals_are_no_fraction(read: Read, written: str) -> None:
    assert read(Documentos, HEADER, declared(monto_declarado=written)).facts[0].declared == 400


@pytest.mark.parametrize("written", ["400.5", "1.000.000", "cien", "", "-", "1e3"])
def test_an_amount_that_is_not_whole_pesos_is_refused(read: Read, written: str) -> None:
    [refused] = read(Documentos, HEADER, declared(monto_declarado=written)).rejected
    assert refused.field == "monto_declarado"


def test_a_credit_note_takes_money_back(read: Read) -> None:
    row = declared(tipo_docs_alias="NOTACRE", monto_declarado="-400")
    assert read(Documentos, HEADER, row).facts[0].declared == -400


def test_the_same_document_in_two_schools_is_two_facts(read: Read) -> None:
    one, other = read(Documentos, HEADER, declared(), declared(rbd="2")).facts
    assert one.stream() != other.stream()


def test_an_account_has_six_digits(read: Read) -> None:
    [refused] = read(Documentos, HEADER, declared(cuenta_alias="4105")).rejected
    assert refused.field == "cuenta_alias"


@given(st.integers(1, 99_999_999))
def test_every_rut_is_read_back_from_its_digits_run_together(number: int) -> None:
    rut = Rut.from_number(number)
    assert rut_without_dash(Row(Columns(["rut"]), [rut.replace("-", "")], 1), "rut") == rut


@given(st.integers(1, 99_999_999), st.sampled_from("0123456789K"))
def test_no_rut_is_read_with_another_digit(number: int, digit: str) -> None:
    row = Row(Columns(["rut"]), [f"{number}{digit}"], 1)
    if Rut.from_number(number)[-1] == digit:
        assert rut_without_dash(row, "rut").number == number
    else:
        with pytest.raises(RowError):
            rut_without_dash(row, "rut")


@pytest.mark.parametrize(
    "amount",
    [
        *("1.000", "12.000", "250,000", "-1.000", "100.0000", "1.234", "1.234.000", "1.234,00"),
        *("1e3", "1_000", "1.2.3.4", "NaN", "Infinity", "٣", "5,", ",00", "5..0", "1 000", "12.50"),
    ],
)
@pytest.mark.parametrize("column", ["monto_total", "monto_declarado"])
def test_what_may_be_thousands_is_no_amount(read: Read, column: str, amount: str) -> None:
    [error] = read(Documentos, HEADER, declared(**{column: amount})).rejected
    assert (error.field, error.value) == (column, amount)
    assert error.expected == "un entero, con «.00», «,00» o sin decimales, sin separador de miles"


@pytest.mark.parametrize("amount", ["1000", "1000,0", "1000,00", "1000.0", "1000.00", "+1000"])
def test_an_amount_may_have_empty_decimals(read: Read, amount: str) -> None:
    [fact] = read(Documentos, HEADER, declared(monto_total=amount)).facts
    assert fact.document_total == 1000
