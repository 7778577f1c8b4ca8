"""SIMCE reads to the same facts from the words of early files and the numbers of later ones.

A score is never zero; what does not exist is absent; what exists but does not represent the school
keeps its mark; a code that was never explained is kept as it was written.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sep_domain.events.education.results import (
    NotTested,
    ResultMark,
    Significance,
    SocioeconomicGroup,
    Subject,
)
from sep_domain.values.schools import Dependency, Region
from sep_intake.columns.layout import FileHead, FileRefusedError
from sep_intake.layouts.results.simce import Simce

Read = Callable[..., Any]
Cells = dict[str, str]

SCHOOL = {
    "rbd": "5",
    "dvrbd": "1",
    "nom_rbd": "JOVINA NARANJO FERNANDEZ",
    "cod_reg_rbd": "15",
    "nom_reg_rbd": "DE ARICA Y PARINACOTA",
    "cod_pro_rbd": "151",
    "cod_com_rbd": "15101",
    "cod_depe1": "2",
    "cod_grupo": "3",
    "cod_rural_rbd": "1",
    "noaplica": "0",
    "grado": "4b",
    "codigo_bbdd": "final20260418v1",
    "fecha_bbdd": "20260418",
}
LECTURA = {
    "nalu": "38",
    "prom": "266",
    "dif": "-4",
    "difgru": "12",
    "sigdif": "0",
    "siggru": "1",
    "marca": "",
    "marcadif": "",
    "palu_eda_ins": "26.3",
    "palu_eda_ele": "31.6",
    "palu_eda_ade": "42.1",
}
WORDS = {"cod_depe1": "Municipal DAEM", "cod_grupo": "Medio", "cod_rural_rbd": "Urbano"} | {
    "noaplica": "Rbd y curso rinde Simce"
}


def result_of(read: Read, year: int, grade: str = "4b", **changes: str) -> Any:
    """The reading result of a row; `changes` are its own columns, or the school's by their name."""
    return fact_of(read, year, grade, **changes).results[0]


def fact_of(read: Read, year: int, grade: str = "4b", **changes: str) -> Any:
    (fact,) = reading_of(read, year, grade, **changes).facts
    return fact


def reading_of(read: Read, year: int, grade: str = "4b", **changes: str) -> Any:
    row = _row(year, grade, changes)
    return read(Simce, ";".join(row), ";".join(row.values()))


def _row(year: int, grade: str, changes: Cells) -> Cells:
    school = {**SCHOOL, "agno": str(year), "grado": grade}
    school |= {name: value for name, value in changes.items() if name in school}
    subject = {name: changes.get(name, value) for name, value in LECTURA.items()}
    return school | {f"{name}_lect{grade}_rbd": value for name, value in subject.items()}


def test_a_school_of_the_numeric_generation(read: Read) -> None:
    fact = fact_of(read, 2023)

    assert (fact.rbd, fact.year, fact.grade) == (5, 2023, "4b")
    assert (fact.region, fact.comuna) == (Region.ARICA_Y_PARINACOTA, 15101)
    assert fact.dependency is Dependency.MUNICIPAL_DAEM
    assert fact.socioeconomic_group is SocioeconomicGroup.MEDIO
    assert (fact.rural, fact.not_tested) == (False, None)
    assert fact.results[0].model_dump(exclude_none=True) == {
        "subject": Subject.LECTURA,
        "pupils": 38,
        "score": 266,
        "difference": -4,
        "difference_significance": Significance.NONE,
        "group_difference": 12,
        "group_significance": Significance.POSITIVE,
        "insufficient_share": Decimal("26.3"),
        "elementary_share": Decimal("31.6"),
        "adequate_share": Decimal("42.1"),
    }


def test_words_say_the_same_as_numbers(read: Read) -> None:
    significance = {"sigdif": "No significativa", "siggru": "Positiva y significativa"}

    worded = fact_of(read, 2016, **WORDS, **significance)

    assert worded == fact_of(read, 2016)


@pytest.mark.parametrize(
    ("number", "words", "dependency"),
    [
        ("1", "Corporación Municipal", Dependency.CORPORACION_MUNICIPAL),
        ("3", "Particular subvencionado", Dependency.PARTICULAR_SUBVENCIONADO),
        ("4", "Particular pagado", Dependency.PARTICULAR_PAGADO),
        ("5", "Administración delegada", Dependency.ADMINISTRACION_DELEGADA),
        ("6", None, Dependency.SLEP),
    ],
)
def test_dependencies_are_those_of_simce_not_of_the_directorio(
    read: Read, number: str, words: str | None, dependency: Dependency
) -> None:
    for code in filter(None, (number, words)):
        assert fact_of(read, 2016, cod_depe1=code).dependency is dependency


def test_rural_is_2_here_and_1_in_the_directorio(read: Read) -> None:
    assert fact_of(read, 2023, cod_rural_rbd="2").rural is True


@pytest.mark.parametrize(("year", "code"), [(2015, "12"), (2017, "32")])
def test_a_local_comuna_number_is_no_cut_code(read: Read, year: int, code: str) -> None:
    assert fact_of(read, year, cod_com_rbd=code).comuna is None


@pytest.mark.parametrize(
    ("year", "grade", "mark"), [(2017, "4b", "1"), (2022, "4b", "1"), (2022, "2m", "1")]
)
def test_a_score_of_zero_is_none(read: Read, year: int, grade: str, mark: str) -> None:
    result = result_of(
        read, year, grade, prom="0", marca=mark, marcadif="1", dif="0", difgru="0", siggru="0"
    )

    assert result.score is None
    assert (result.difference, result.group_difference) == (None, None)
    assert (result.difference_significance, result.group_significance) == (None, None)
    assert (result.mark, result.mark_code) == (ResultMark.INSUFFICIENT_PUPILS, "1")


@pytest.mark.parametrize("mark", ["2", "3", "4"])
def test_a_score_that_does_not_represent_the_school_is_kept_with_its_mark(
    read: Read, mark: str
) -> None:
    result = result_of(read, 2018, marca=mark)

    assert result.score == 266
    assert result.mark is not None
    assert result.mark_code == mark


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("Alumnos insuficientes", ResultMark.INSUFFICIENT_PUPILS),
        ("Ajenas a la Agencia: No reporte", ResultMark.BEYOND_AGENCY_NOT_REPORTED),
        (
            "Ajenas a la Agencia: Resultados no representativos",
            ResultMark.BEYOND_AGENCY_NOT_REPRESENTATIVE,
        ),
        ("Ajenas al Establecimiento: No reporte", ResultMark.BEYOND_SCHOOL_NOT_REPORTED),
        (
            "Ajenas al Establecimiento: Resultados no representativos",
            ResultMark.BEYOND_SCHOOL_NOT_REPRESENTATIVE,
        ),
    ],
)
def test_marks_in_words(read: Read, words: str, mark: ResultMark) -> None:
    result = result_of(read, 2014, **WORDS, marca=words)

    assert (result.mark, result.mark_code, result.score) == (mark, words, 266)


def test_the_marks_of_2015_were_never_explained(read: Read) -> None:
    """In 2015 it is the rows with 3 that have no score; later it is those with 1."""
    reading = reading_of(read, 2015, **WORDS, marca="3", prom="")

    result = reading.facts[0].results[0]
    assert (result.mark, result.mark_code, result.score) == (ResultMark.UNDECODED, "3", None)
    assert [(warned.field, warned.value) for warned in reading.warnings] == [
        ("marca_lect4b_rbd", "3")
    ]


def test_an_unexplained_code_is_told_once_a_file(read: Read) -> None:
    row = _row(2015, "4b", {**WORDS, "marca": "3"})
    line = ";".join(row.values())

    reading = read(Simce, ";".join(row), line, line, line.replace(";3;", ";2;"))

    assert [warned.value for warned in reading.warnings] == ["3", "2"]


@pytest.mark.parametrize(
    ("year", "code", "mark"),
    [
        (2018, "1", ResultMark.INSUFFICIENT_PUPILS),
        (2018, "2", ResultMark.PREVIOUS_NOT_COMPARABLE),
        (2022, "3", ResultMark.CURRENT_NOT_COMPARABLE),
        (2023, "1", ResultMark.NOT_COMPARABLE),
        (2025, "2", ResultMark.INSUFFICIENT_PUPILS),
        (2023, "3", ResultMark.UNDECODED),
        (2015, "Evaluación actual no permite comparar", ResultMark.CURRENT_NOT_COMPARABLE),
        (2015, "Evaluación anterior no permite comparar", ResultMark.PREVIOUS_NOT_COMPARABLE),
        (2016, "Alumnos insuficientes para comparación", ResultMark.INSUFFICIENT_PUPILS),
        (
            2016,
            "Con marca en esta medición: No representativa",
            ResultMark.CURRENT_NOT_COMPARABLE,
        ),
        (2016, "Con marca medición anterior: No reporte", ResultMark.PREVIOUS_NOT_COMPARABLE),
    ],
)
def test_marks_of_differences_changed_meaning_in_2023(
    read: Read, year: int, code: str, mark: ResultMark
) -> None:
    result = result_of(read, year, marcadif=code)

    assert (result.difference_mark, result.difference_mark_code) == (mark, code)


@pytest.mark.parametrize(
    ("year", "words", "difference"),
    [
        (2018, {}, None),
        (2022, {}, None),
        (2016, WORDS, 0),
        (2023, {}, 0),
    ],
)
def test_a_marked_zero_is_no_difference_in_the_numeric_files_up_to_2022(
    read: Read, year: int, words: Cells, difference: int | None
) -> None:
    result = result_of(read, year, **words, dif="0", marcadif="1")

    assert result.difference == difference
    assert (result.difference_significance is None) == (difference is None)


def test_an_unmarked_zero_is_a_difference_of_zero(read: Read) -> None:
    result = result_of(read, 2018, dif="0")

    assert (result.difference, result.difference_significance) == (0, Significance.NONE)


def test_a_marked_difference_other_than_zero_is_kept_with_its_mark(read: Read) -> None:
    result = result_of(read, 2018, dif="-4", marcadif="3")

    assert (result.difference, result.difference_mark) == (-4, ResultMark.CURRENT_NOT_COMPARABLE)


def test_significance_of_a_difference_that_is_absent_is_not_believed(read: Read) -> None:
    result = result_of(read, 2016, **WORDS, dif="", sigdif="No significativa")

    assert (result.difference, result.difference_significance) == (None, None)


@pytest.mark.parametrize("zero", ["0", "0.0"])
def test_shares_that_are_all_zero_are_absent(read: Read, zero: str) -> None:
    shares = dict.fromkeys(("palu_eda_ins", "palu_eda_ele", "palu_eda_ade"), zero)

    result = result_of(read, 2023, **shares)

    assert (result.insufficient_share, result.elementary_share, result.adequate_share) == (
        None,
        None,
        None,
    )


def test_one_share_may_be_zero_and_a_dropped_decimal_changes_nothing(read: Read) -> None:
    written = {"palu_eda_ins": "32", "palu_eda_ele": "68.0", "palu_eda_ade": "0"}

    result = result_of(read, 2022, **written)

    assert [result.insufficient_share, result.elementary_share, result.adequate_share] == [
        Decimal("32.0"),
        Decimal("68.0"),
        Decimal("0.0"),
    ]


@pytest.mark.parametrize("pupils", ["", "0"])
def test_blank_and_zero_pupils_both_say_that_nobody_was_tested(read: Read, pupils: str) -> None:
    fact = fact_of(read, 2024, noaplica="1", cod_grupo="", **_no_result(), nalu=pupils)

    assert fact.not_tested is NotTested.ALL_ABSENT
    assert fact.socioeconomic_group is None
    assert fact.results[0].model_dump(exclude_none=True) == {
        "subject": Subject.LECTURA,
        "pupils": 0,
    }


def test_a_row_without_results_that_did_take_the_test_is_tolerated(read: Read) -> None:
    """Eight rows of 4° básico 2022."""
    fact = fact_of(read, 2022, **_no_result(), nalu="")

    assert (fact.not_tested, fact.results[0].pupils, fact.results[0].score) == (None, None, None)


def _no_result() -> Cells:
    return {name: "" for name in LECTURA if name != "nalu"}


@pytest.mark.parametrize(
    ("year", "code", "why"),
    [
        (2014, "Cursos con 100% ausentes y sin cuestionarios", NotTested.ALL_ABSENT),
        (2014, "Cursos con 100% alumnos PIE", NotTested.ALL_SPECIAL_NEEDS),
        (
            2014,
            "Cursos con 100% ausentes y con algún cuestionario",
            NotTested.ABSENT_WITH_QUESTIONNAIRE,
        ),
        (2016, "Cursos con 100% alumnos que se niegan a responder", NotTested.REFUSED),
        (2016, "Cursos en paro", NotTested.STRIKE),
        (2016, "Cursos con material perdido en la aplicación", NotTested.MATERIAL_LOST),
        (2016, "7", NotTested.UNDECODED),
        (2018, "4", NotTested.REFUSED),
        (2023, "7", NotTested.COMMUNITY_REFUSED),
        (2024, "8", NotTested.UNDECODED),
    ],
)
def test_why_a_school_was_not_tested(read: Read, year: int, code: str, why: NotTested) -> None:
    assert fact_of(read, year, noaplica=code).not_tested is why


def test_a_name_that_a_spreadsheet_quoted_is_as_the_school_writes_it(read: Read) -> None:
    written = '"ESCUELA N° 878  ""LOS ACACIOS"""'

    assert fact_of(read, 2018, nom_rbd=written).school_name == 'ESCUELA N° 878  "LOS ACACIOS"'


def test_subjects_come_in_one_order_whatever_that_of_the_file(read: Read) -> None:
    row = _row(2025, "8b", {})
    for subject, score in (("hist", "250"), ("mate", "240")):
        row |= {f"{kind}_{subject}8b_rbd": cell for kind, cell in LECTURA.items()}
        row[f"prom_{subject}8b_rbd"] = score
    backwards = dict(reversed(row.items()))

    forth = read(Simce, ";".join(row), ";".join(row.values())).facts
    back = read(Simce, ";".join(backwards), ";".join(backwards.values())).facts

    assert forth == back
    assert [(one.subject, one.score) for one in forth[0].results] == [
        (Subject.LECTURA, 266),
        (Subject.MATEMATICA, 240),
        (Subject.HISTORIA, 250),
    ]


def test_a_row_of_another_grade_than_its_columns_is_rejected(read: Read) -> None:
    row = _row(2023, "4b", {"grado": "4b"}) | {"grado": "2m"}

    reading = read(Simce, ";".join(row), ";".join(row.values()))

    assert [error.field for error in reading.rejected] == ["grado"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("prom", "266,5"), ("dif", "x"), ("sigdif", "2"), ("cod_grupo", "6"), ("nalu", "-1")],
)
def test_a_malformed_cell_rejects_the_row(read: Read, column: str, value: str) -> None:
    assert len(reading_of(read, 2023, **{column: value}).rejected) == 1


def test_columns_of_two_grades_are_refused() -> None:
    columns = (*SCHOOL, "agno", "prom_lect4b_rbd", "prom_lect2m_rbd")

    with pytest.raises(FileRefusedError, match="un solo grado"):
        Simce(FileHead("x.csv", columns))


def test_a_file_by_comuna_is_not_a_file_by_school() -> None:
    assert not Simce.recognises(
        frozenset({"cod_reg", "cod_com", "prom_lect4b_com", "grado", "agno"})
    )
