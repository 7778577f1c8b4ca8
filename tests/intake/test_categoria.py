"""A category is read with the year and the level it is for, whatever the header claims."""

from collections.abc import Callable
from typing import Any

import pytest

from sep_domain.values.grades import EducationLevel
from sep_domain.values.schools import Dependency, PerformanceCategory
from sep_intake.columns.layout import FileHead, FileRefusedError
from sep_intake.layouts.results.categoria_desempeno import CategoriaDesempeno

Read = Callable[..., Any]

FIXED = "RBD;Nombre Establecimiento;Región;Comuna;Dependencia"
HEADER_2016 = f"{FIXED};Matrícula Básica 2015;Categoría Desempeño 2016"
HEADER_2018 = f"{FIXED};Matrícula Media 2017;Categoría Desempeño 2018"
HEADER_MEDIA = f"{FIXED};Matrícula Media 2018;Categoría Desempeño 2019"
ROW = "5;JOVINA NARANJO FERNANDEZ;de Arica y Parinacota;ARICA;Municipal;218;MEDIO"


def test_a_category_of_2016(read: Read) -> None:
    (category,) = read(CategoriaDesempeno, HEADER_2016, ROW).facts

    assert category.model_dump(mode="json") == {
        "occurred_on": "2016-12-31",
        "rbd": 5,
        "level": EducationLevel.BASICA,
        "year": 2016,
        "category": PerformanceCategory.MEDIO,
        "school_name": "JOVINA NARANJO FERNANDEZ",
        "dependency": Dependency.MUNICIPAL,
        "region_name": "de Arica y Parinacota",
        "comuna_name": "ARICA",
        "enrolment": 218,
    }


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("ALTO", PerformanceCategory.ALTO),
        ("MEDIO-BAJO", PerformanceCategory.MEDIO_BAJO),
        ("MEDIO-BAJO (NUEVO)", PerformanceCategory.MEDIO_BAJO_NUEVO),
        ("INSUFICIENTE", PerformanceCategory.INSUFICIENTE),
        ("SIN CATEGORIA: BAJA MATRICULA", PerformanceCategory.SIN_CATEGORIA_BAJA_MATRICULA),
        (
            "SIN CATEGORIA: FALTA DE INFORMACIÓN",
            PerformanceCategory.SIN_CATEGORIA_FALTA_DE_INFORMACION,
        ),
    ],
)
def test_each_literal_has_its_category(
    read: Read, text: str, category: PerformanceCategory
) -> None:
    (fact,) = read(CategoriaDesempeno, HEADER_2016, ROW.replace("MEDIO", text)).facts

    assert fact.category is category


@pytest.mark.parametrize(
    ("header", "name", "sheet", "level"),
    [
        (HEADER_2016, "Desempeno2016.xlsx", "RBDs", EducationLevel.BASICA),
        (HEADER_2018, "Desempeno2018.xlsx", "cdb_2018", EducationLevel.BASICA),
        (HEADER_2018, "Desempeno2018.csv", None, EducationLevel.BASICA),
        (HEADER_2018, "cdm_2018.xlsx", "Hoja1", EducationLevel.MEDIA),
        (HEADER_MEDIA, "Desempeno2019.csv", None, EducationLevel.MEDIA),
        (f"{FIXED};Categoría Desempeño 2019", "x.csv", None, EducationLevel.BASICA),
        (f"{FIXED};Categoría Desempeño 2019", "categoría media.csv", None, EducationLevel.MEDIA),
    ],
)
def test_the_level_is_told_by_names_before_a_header_that_once_lied(
    read: Read, header: str, name: str, sheet: str | None, level: EducationLevel
) -> None:
    cells = ROW.split(";")
    row = ";".join(cells if "Matrícula" in header else [*cells[:5], cells[6]])

    (category,) = read(CategoriaDesempeno, header, row, name=name, sheet=sheet).facts

    assert category.level is level


def test_a_header_that_contradicts_the_level_is_reported(read: Read) -> None:
    reading = read(CategoriaDesempeno, HEADER_2018, ROW, sheet="cdb_2018")

    assert [warned.field for warned in reading.warnings] == ["matricula_media_2017"]


def test_columns_may_come_in_any_order(read: Read) -> None:
    header = "Categoría Desempeño 2019;Dependencia;RBD;Comuna;Región;Nombre Establecimiento"

    (category,) = read(CategoriaDesempeno, header, "ALTO;P. Pagado;7;ARICA;x;LICEO").facts

    assert (category.rbd, category.year, category.dependency) == (
        7,
        2019,
        Dependency.PARTICULAR_PAGADO,
    )


@pytest.mark.parametrize("apostrophe", ["’", "\x92"])
def test_ohiggins_has_one_apostrophe(read: Read, apostrophe: str) -> None:
    row = ROW.replace("de Arica y Parinacota", f"de O{apostrophe}Higgins")

    assert read(CategoriaDesempeno, HEADER_2016, row).facts[0].region_name == "de O’Higgins"


def test_two_category_columns_are_refused() -> None:
    columns = (*HEADER_2016.split(";"), "categoria_desempeno_2017")
    head = FileHead("x.csv", (*columns[:-2], "categoria_desempeno_2016", columns[-1]))

    with pytest.raises(FileRefusedError, match="una sola columna"):
        CategoriaDesempeno(head)


def test_an_unknown_category_rejects_the_row(read: Read) -> None:
    reading = read(CategoriaDesempeno, HEADER_2016, ROW.replace("MEDIO", "REGULAR"))

    assert reading.facts == []
    assert [error.value for error in reading.rejected] == ["REGULAR"]


@pytest.mark.parametrize("words", ["SLEP", "Servicio Local de Educación", "slep puerto cordillera"])
def test_a_servicio_local_is_told_from_a_municipality(read: Read, words: str) -> None:
    (category,) = read(CategoriaDesempeno, HEADER_2016, ROW.replace("Municipal", words)).facts

    assert category.dependency is Dependency.SLEP


def test_what_stands_beside_it_does_not_cost_a_school_its_category(read: Read) -> None:
    """The rest loads; each unknown word and each blank column is said once."""
    strange = ROW.replace("Municipal", "Estatal")
    blank = ";".join([*ROW.split(";")[:2], "", "", "", *ROW.split(";")[5:]])

    reading = read(CategoriaDesempeno, HEADER_2016, strange, strange, blank, blank)

    assert reading.rejected == []
    assert [fact.category for fact in reading.facts] == [PerformanceCategory.MEDIO] * 4
    assert [fact.dependency for fact in reading.facts] == [None] * 4
    assert [(warned.field, warned.value) for warned in reading.warnings] == [
        ("dependencia", "Estatal"),
        ("region", ""),
        ("dependencia", ""),
        ("comuna", ""),
    ]
