"""The Directorio reads alike from every year's variant, and its known dirt costs no school."""

from collections.abc import Callable
from typing import Any

import pytest

from sep_domain.values.schools import Dependency, LegalPersonality, SchoolStatus
from sep_intake.columns.layout import FileHead
from sep_intake.layouts.schools.directorio import Directorio

Read = Callable[..., Any]

HEADER_2025 = (
    "AGNO;RBD;DGV_RBD;NOM_RBD;MRUN;RUT_SOSTENEDOR;P_JURIDICA;COD_REG_RBD;NOM_REG_RBD_A;COD_PRO_RBD;"
    "COD_COM_RBD;NOM_COM_RBD;COD_DEPROV_RBD;COD_DEPE;RURAL_RBD;LATITUD;LONGITUD;ENS_01;ENS_02;"
    "ENS_03;ENS_04;ENS_05;ENS_06;ENS_07;ENS_08;ENS_09;ENS_10;ENS_11;MAT_TOTAL;MATRICULA;ESTADO_ESTAB;PAGO_MATRICULA;PAGO_MENSUAL"
)
HEADER_2015 = (
    "agno;rbd;dgv_rbd;nom_rbd;cod_reg_rbd;cod_com_rbd;nom_com_rbd;cod_deprov_rbd;cod_depe;rural_rbd;"
    "latitud;longitud;ens_01;ens_02;ens_03;ens_04;ens_05;ens_06;ens_07;ens_08;ens_09;matricula;estado_estab;pago_matricula;pago_mensual"
)


def row_2025(**changes: str) -> str:
    """A school, with some cells written differently."""
    cells = {
        **dict.fromkeys(HEADER_2025.split(";"), "0"),
        "AGNO": "2025",
        "RBD": "1",
        "DGV_RBD": "9",
        "NOM_RBD": "LICEO POLITECNICO ARICA",
        "MRUN": " ",
        "RUT_SOSTENEDOR": "62000660",
        "P_JURIDICA": "1",
        "COD_REG_RBD": "15",
        "COD_COM_RBD": "15101",
        "NOM_COM_RBD": "ARICA",
        "COD_DEPROV_RBD": "151",
        "COD_DEPE": "6",
        "LATITUD": "-18,4872",
        "LONGITUD": "-70,295212",
        "ENS_01": "463",
        "ENS_02": "510",
        "MAT_TOTAL": "1086",
        "MATRICULA": "1",
        "ESTADO_ESTAB": "1",
        "PAGO_MATRICULA": "GRATUITO",
        "PAGO_MENSUAL": "$1.000 A $10.000",
        **changes,
    }
    return ";".join(cells.values())


def test_a_school_of_2025(read: Read) -> None:
    (school,) = read(Directorio, HEADER_2025, row_2025()).facts

    assert school.model_dump(exclude_none=True, mode="json") == {
        "occurred_on": "2025-04-30",
        "rbd": 1,
        "year": 2025,
        "check_digit": "9",
        "name": "LICEO POLITECNICO ARICA",
        "sostenedor": "62000660-2",
        "legal_personality": LegalPersonality.JURIDICA,
        "region": 15,
        "comuna": 15101,
        "comuna_name": "ARICA",
        "deprov": 151,
        "dependency": Dependency.SLEP,
        "rural": False,
        "latitude": "-18.4872",
        "longitude": "-70.295212",
        "status": SchoolStatus.FUNCIONANDO,
        "has_enrolment": True,
        "enrolment": 1086,
        "enrolment_fee": "GRATUITO",
        "monthly_fee": "$1.000 A $10.000",
        "teaching_codes": [463, 510],
    }


def test_2015_lower_case_decimal_point_and_no_sostenedor(read: Read) -> None:
    cells = "2015;2;7;ESCUELA;15;15101;ARICA;151;2;1;-18.48;-70.29;110;0;0;0;0;0;0;0;0;1;3"
    row = f"{cells};GRATUITO;GRATUITO"

    (school,) = read(Directorio, HEADER_2015, row).facts

    assert (school.latitude, school.longitude) == ("-18.48", "-70.29")
    assert (school.sostenedor, school.sostenedor_mrun, school.legal_personality) == (None,) * 3
    assert (school.enrolment, school.rural, school.status) == (None, True, SchoolStatus.CERRADO)
    assert school.teaching_codes == (110,)


def test_2015_writes_0_for_no_coordinate(read: Read) -> None:
    row = "2015;2;7;ESCUELA;15;15101;ARICA;151;2;1;0;0;110;0;0;0;0;0;0;0;0;1;1;GRATUITO;GRATUITO"

    reading = read(Directorio, HEADER_2015, row)

    assert (reading.facts[0].latitude, reading.facts[0].longitude) == (None, None)
    assert reading.warnings == []


def test_trailing_zeros_of_coordinates_are_no_part_of_the_place(read: Read) -> None:
    """2021 fills up to fifteen decimals; the school has not moved."""
    (school,) = read(Directorio, HEADER_2025, row_2025(LATITUD="-18,487200000000000")).facts

    assert school.latitude == "-18.4872"


def test_a_natural_person_holds_a_school_by_mrun_only(read: Read) -> None:
    (school,) = read(
        Directorio, HEADER_2025, row_2025(RUT_SOSTENEDOR=" ", MRUN="1234567", P_JURIDICA="0")
    ).facts

    assert (school.sostenedor, school.sostenedor_mrun) == (None, "1234567")
    assert school.legal_personality is LegalPersonality.NATURAL


def test_a_legal_person_without_its_rut_is_rejected(read: Read) -> None:
    reading = read(Directorio, HEADER_2025, row_2025(RUT_SOSTENEDOR=" ", P_JURIDICA="1"))

    assert reading.facts == []
    assert [error.field for error in reading.rejected] == ["rut_sostenedor"]


def test_nobody_knows_who_holds_a_school_without_information(read: Read) -> None:
    (school,) = read(Directorio, HEADER_2025, row_2025(RUT_SOSTENEDOR=" ", P_JURIDICA="9")).facts

    assert school.sostenedor is None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("-39,30433830647499, 72217207", "-39,30433830647499, 72217207"),
        ("-33,2863756", "-70,8711003,17"),
        ("-33,2863756", " "),
    ],
)
def test_illegible_coordinates_are_left_out_with_a_warning_and_the_school_loads(
    read: Read, latitude: str, longitude: str
) -> None:
    reading = read(Directorio, HEADER_2025, row_2025(LATITUD=latitude, LONGITUD=longitude))

    assert (reading.facts[0].latitude, reading.facts[0].longitude) == (None, None)
    assert [warned.field for warned in reading.warnings] == ["latitud"]


def test_a_digit_that_disagrees_with_modulo_11_is_kept_with_a_warning(read: Read) -> None:
    reading = read(Directorio, HEADER_2025, row_2025(RBD="13218", DGV_RBD="8"))

    assert reading.facts[0].check_digit == "8"
    assert [(warned.field, warned.value) for warned in reading.warnings] == [("dgv_rbd", "8")]


def test_an_html_mark_that_shifts_the_columns_is_taken_out() -> None:
    """RBD 42235 in 2024: the `;` of `&#65279;` makes one cell too many."""
    columns = tuple(HEADER_2025.lower().split(";"))
    layout = Directorio(FileHead("2024.csv", columns))
    cells = row_2025(LATITUD='"&#65279;-27,11944"').split(";")
    assert len(cells) == len(columns) + 1

    repaired = layout.repaired(cells)

    assert repaired == row_2025(LATITUD='"-27,11944"').split(";")
    assert layout.repaired(["1", "2"]) is None


def test_the_repaired_row_reads_its_coordinate(read: Read) -> None:
    (school,) = read(Directorio, HEADER_2025, row_2025(LATITUD='"-27,11944"')).facts

    assert school.latitude == "-27.11944"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("RBD", "100000"),
        ("AGNO", "20x5"),
        ("COD_DEPE", "7"),
        ("COD_REG_RBD", "17"),
        ("COD_COM_RBD", "101"),
        ("RUT_SOSTENEDOR", "12a"),
        ("NOM_RBD", " "),
        ("ESTADO_ESTAB", "5"),
    ],
)
def test_a_malformed_cell_rejects_the_row_by_its_column(
    read: Read, column: str, value: str
) -> None:
    reading = read(Directorio, HEADER_2025, row_2025(**{column: value}))

    assert reading.facts == []
    assert [error.field for error in reading.rejected] == [column.lower()]
