"""Pupils are counted by school and grade, and nothing about any of them ever leaves the file."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.events.education.pupils import GradeCounts, PupilCountsPublished
from sep_domain.values.grades import Grade
from sep_domain.values.schools import SepClassification
from sep_intake.cells.rows import RowError
from sep_intake.columns.layout import FileHead
from sep_intake.layouts.schools.alumnos_sep import AlumnosSep

Read = Callable[..., Any]

SINCE_2016 = (
    "AGNO;MRUN;FEC_NAC_ALU;CRITERIO_SEP;PRIORITARIO_ALU;PREFERENTE_ALU;BEN_SEP;RBD;CONVENIO_SEP;"
    "AÑO_INGRESO_SEP;CLASIFICACION_SEP;EE_GRATUITO;COD_ENSE;COD_GRADO;COD_JOR"
)
UNTIL_2014 = "AGNO;MRUN;CRITERIO_SEP;BEN_SEP;RBD;COD_ENSE;COD_GRADO"
IN_2015 = "AGNO;MRUN;BEN_SEP;RBD;COD_ENSE;COD_GRADO"

PRIORITARIO, PREFERENTE, OTHER = "1;0;1", "0;1;1", "0;0;0"


def pupil(
    group: str = PRIORITARIO,
    *,
    rbd: int = 1,
    grade: str = "110;4",
    school: str = "1;2008;AUTONOMO;1",
    shift: str = "3",
) -> str:
    """A row of the current layout; every cell about the pupil alone reads `secreto`."""
    return f"2023;secreto;secreto;9;{group};{rbd};{school};{grade};{shift}"


def test_pupils_are_counted_by_grade_and_group(read: Read) -> None:
    rows = [pupil(), pupil(), pupil(PREFERENTE), pupil(OTHER), pupil(grade="10;5")]
    assert read(AlumnosSep, SINCE_2016, *rows).facts == [
        PupilCountsPublished(
            occurred_on=date(2023, 12, 31),
            rbd=1,
            year=2023,
            has_convenio=True,
            joined_sep_in=2008,
            classification=SepClassification.AUTONOMO,
            gratuitous=True,
            grades=(
                GradeCounts(
                    grade=Grade.NT2, total=1, prioritarios=1, preferentes=0, beneficiarios=1
                ),
                GradeCounts(
                    grade=Grade.B4, total=4, prioritarios=2, preferentes=1, beneficiarios=3
                ),
            ),
        )
    ]


def test_each_school_is_one_fact(read: Read) -> None:
    rows = [pupil(rbd=rbd) for rbd in (7, 3, 7, 5)]
    assert [fact.rbd for fact in read(AlumnosSep, SINCE_2016, *rows).facts] == [3, 5, 7]


def test_a_pupil_listed_twice_counts_as_published(read: Read) -> None:
    [fact] = read(AlumnosSep, SINCE_2016, pupil(), pupil()).facts
    assert fact.grades[0].total == 2


@pytest.mark.parametrize(
    ("coded", "grade"),
    [
        ("10;4", Grade.NT1),
        ("10;5", Grade.NT2),
        ("110;1", Grade.B1),
        ("110;8", Grade.B8),
        ("310;1", Grade.M1),
        ("410;3", Grade.M3),
        ("910;4", Grade.M4),
    ],
)
def test_grades_follow_from_the_kind_of_teaching(read: Read, coded: str, grade: Grade) -> None:
    [fact] = read(AlumnosSep, SINCE_2016, pupil(grade=coded)).facts
    assert [counts.grade for counts in fact.grades] == [grade]


def test_teaching_that_the_law_does_not_pay_is_counted_in_a_warning(read: Read) -> None:
    rows = [pupil(grade="363;1"), pupil(grade="363;3"), pupil(grade="10;2"), pupil()]
    reading = read(AlumnosSep, SINCE_2016, *rows)
    assert reading.facts[0].grades[0].total == 1
    assert [warned.reason for warned in reading.warnings] == [
        "enseñanza 10: 1 filas que la ley no paga",
        "enseñanza 363: 2 filas que la ley no paga",
    ]


@pytest.mark.parametrize("shift", ["1", "2", "3", "03", " 1 "])
def test_morning_afternoon_and_both_are_by_day(read: Read, shift: str) -> None:
    reading = read(AlumnosSep, SINCE_2016, pupil(shift=shift))
    assert (reading.facts[0].grades[0].total, reading.facts[0].shift_unknown) == (1, None)
    assert reading.warnings == []


@pytest.mark.parametrize("shift", ["4", "04"])
def test_an_evening_shift_is_not_paid(read: Read, shift: str) -> None:
    """Ley 20.248 art 4: enseñanza regular diurna."""
    rows = [pupil(), pupil(grade="310;1", shift=shift), pupil(grade="310;2", shift=shift)]
    reading = read(AlumnosSep, SINCE_2016, *rows)
    [fact] = reading.facts
    assert [(counts.grade, counts.total) for counts in fact.grades] == [(Grade.B4, 1)]
    assert [(warned.field, warned.reason) for warned in reading.warnings] == [
        ("cod_jor", "jornada vespertina: 2 filas que la ley no paga")
    ]


@pytest.mark.parametrize("shift", ["99", "0", "", " ", "5", "noche"])
def test_an_unknown_shift_is_counted_and_named(read: Read, shift: str) -> None:
    reading = read(AlumnosSep, SINCE_2016, pupil(), pupil(shift=shift), pupil(shift="4"))
    [fact] = reading.facts
    assert (fact.grades[0].total, fact.shift_unknown) == (2, 1)
    assert [warned.reason for warned in reading.warnings] == [
        "jornada vespertina: 1 filas que la ley no paga",
        "1 filas no dicen su jornada: se cuentan y quedan señaladas",
    ]


def test_a_file_without_the_column_tells_nobodys_shift(read: Read) -> None:
    [fact] = read(AlumnosSep, IN_2015, "2015;secreto;1;1;110;4", "2015;secreto;0;1;110;4").facts
    assert fact.shift_unknown == 2


def test_until_2014_a_criterion_tells_who_is_prioritario(read: Read) -> None:
    rows = [f"2013;secreto;{criterion};1;1;110;4" for criterion in ("3", "1", "0", "", " ")]
    [fact] = read(AlumnosSep, UNTIL_2014, *rows).facts
    assert fact.grades[0].prioritarios == 2
    assert fact.grades[0].preferentes is None


def test_in_2015_only_beneficiarios_are_known(read: Read) -> None:
    [fact] = read(AlumnosSep, IN_2015, "2015;secreto;1;1;110;4", "2015;secreto;0;1;110;4").facts
    [counts] = fact.grades
    assert (counts.total, counts.beneficiarios, counts.prioritarios) == (2, 1, None)
    assert fact.has_convenio is None


@pytest.mark.parametrize(
    "spelling", ["AÑO_INGRESO_SEP", "A?O_INGRESO_SEP", "AÃ±O_INGRESO_SEP", "A\ufffdO_INGRESO_SEP"]
)
def test_the_year_of_entry_is_found_however_its_letter_was_mangled(
    read: Read, spelling: str
) -> None:
    header = SINCE_2016.replace("AÑO_INGRESO_SEP", spelling)
    assert read(AlumnosSep, header, pupil()).facts[0].joined_sep_in == 2008


@pytest.mark.parametrize(
    ("literal", "classification"),
    [
        ("AUTONOMO", SepClassification.AUTONOMO),
        ("Autónomo", SepClassification.AUTONOMO),
        ("EMERGENTE", SepClassification.EMERGENTE),
        ("EN RECUPERACIÓN", SepClassification.EN_RECUPERACION),
        ("EN RECUPERACION", SepClassification.EN_RECUPERACION),
        ("", None),
    ],
)
def test_classifications_are_read_with_and_without_accents(
    read: Read, literal: str, classification: SepClassification | None
) -> None:
    reading = read(AlumnosSep, SINCE_2016, pupil(school=f"1;2008;{literal};1"))
    assert reading.facts[0].classification is classification
    assert not reading.warnings


def test_a_classification_nobody_knows_costs_no_pupil(read: Read) -> None:
    reading = read(AlumnosSep, SINCE_2016, pupil(school="1;2008;NUEVA;1"))
    assert reading.facts[0].classification is None
    assert reading.facts[0].grades[0].total == 1
    [warned] = reading.warnings
    assert (warned.field, warned.value) == ("clasificacion_sep", "")


def test_where_rows_of_a_school_differ_the_most_frequent_holds_with_a_warning(read: Read) -> None:
    said = ["1;2008;EMERGENTE;1", "1;2008;AUTONOMO;1", "1;2008;AUTONOMO;1", "1;2008;;1"]
    reading = read(AlumnosSep, SINCE_2016, *(pupil(school=school) for school in said))
    assert reading.facts[0].classification is SepClassification.AUTONOMO
    [warned] = reading.warnings
    assert (warned.field, warned.reason[:5]) == ("classification", "RBD 1")


def test_a_row_that_says_nothing_of_its_school_contradicts_nobody(read: Read) -> None:
    said = ["1;2008;;1", "1;2008;;1", "1;2008;AUTONOMO;1"]
    reading = read(AlumnosSep, SINCE_2016, *(pupil(school=school) for school in said))
    assert reading.facts[0].classification is SepClassification.AUTONOMO
    assert not reading.warnings


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("secreto;s;s;9;1;0;1;1;1;2008;AUTONOMO;1;110;4;3", "agno"),
        ("2023;s;s;9;secreto;0;1;1;1;2008;AUTONOMO;1;110;4;3", "prioritario_alu"),
        ("2023;s;s;9;1;secreto;1;1;1;2008;AUTONOMO;1;110;4;3", "preferente_alu"),
        ("2023;s;s;9;1;0;secreto;1;1;2008;AUTONOMO;1;110;4;3", "ben_sep"),
        ("2023;s;s;9;1;0;1;secreto;1;2008;AUTONOMO;1;110;4;3", "rbd"),
        ("2023;s;s;9;1;0;1;1;1;2008;AUTONOMO;1;secreto;4;3", "cod_ense"),
        ("2023;s;s;9;1;0;1;1;1;2008;AUTONOMO;1;110;secreto;3", "cod_grado"),
        ("2023;s;s;9;1;0;1;1;1;2008;AUTONOMO;1;110;20100315;3", "cod_grado"),
    ],
)
def test_a_rejected_row_names_the_column_and_shows_no_cell(
    read: Read, row: str, field: str
) -> None:
    [refused] = read(AlumnosSep, SINCE_2016, row).rejected
    assert refused.field == field
    assert refused.value == ""
    assert not {"secreto", "20100315"} & set(str(refused).replace("'", " ").split())


def test_nothing_about_a_pupil_is_kept_after_a_row_is_read() -> None:
    layout = AlumnosSep(FileHead("x.csv", tuple(SINCE_2016.lower().replace("ñ", "n").split(";"))))
    layout.consume(pupil().split(";"))
    with pytest.raises(RowError):
        layout.consume(pupil(grade="secreto;4").split(";"))
    assert "secreto" not in repr(vars(layout))


def test_the_file_is_marked_as_one_about_persons() -> None:
    """By which an importer leaves out every value, of any row, from what it writes."""
    assert AlumnosSep.personal


Pupil = tuple[int, str, str]
PupilsByGroup = Counter[tuple[int, Grade, str]]

pupils = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["10;4", "110;1", "110;2", "310;1", "410;1"]),
        st.sampled_from([PRIORITARIO, PREFERENTE, OTHER]),
    ),
    max_size=60,
)


def counted(rows: Iterable[Pupil], layout_type: type[AlumnosSep] = AlumnosSep) -> PupilsByGroup:
    layout = layout_type(FileHead("x.csv", tuple(SINCE_2016.lower().replace("ñ", "n").split(";"))))
    for rbd, grade, group in rows:
        layout.consume(pupil(group, rbd=rbd, grade=grade).split(";"))
    found: PupilsByGroup = Counter()
    for fact in layout.closing_facts():
        for counts in fact.grades:
            prioritarios, preferentes = counts.prioritarios or 0, counts.preferentes or 0
            found[fact.rbd, counts.grade, PRIORITARIO] = prioritarios
            found[fact.rbd, counts.grade, PREFERENTE] = preferentes
            found[fact.rbd, counts.grade, OTHER] = counts.total - prioritarios - preferentes
    return +found


NAMED = {"10;4": "NT1", "110;1": "1B", "110;2": "2B", "310;1": "1M", "410;1": "1M"}


@given(pupils, st.integers(1, 8))
def test_counts_are_those_of_counting_one_by_one_however_little_is_held(
    rows: list[Pupil], held: int
) -> None:
    class Forgetful(AlumnosSep):
        most_equal_rows = held

    naive = Counter((rbd, Grade(NAMED[grade]), group) for rbd, grade, group in rows)
    assert counted(rows, Forgetful) == naive


@given(pupils, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_no_part_of_the_counts(
    rows: list[Pupil], order: random.Random
) -> None:
    shuffled = order.sample(rows, len(rows))
    assert counted(shuffled) == counted(rows)


def test_a_name_of_another_year_than_the_rows_is_reported_once(read: Read) -> None:
    rows = [pupil(), pupil(rbd=2)]
    named = read(AlumnosSep, SINCE_2016, *rows, name="Preferentes_SEP_2022.csv")
    assert [(one.field, one.value) for one in named.warnings if "2022" in one.reason] == [
        ("agno", "2023")
    ]
    assert not read(AlumnosSep, SINCE_2016, *rows, name="Preferentes_SEP_2023.csv").warnings


@pytest.mark.parametrize("year", ["2042", "1979", "٢٠٢٣", "2_023", "2023.0"])
def test_pupils_of_a_year_that_cannot_be_are_rejected_unseen(read: Read, year: str) -> None:
    [error] = read(AlumnosSep, SINCE_2016, pupil().replace("2023", year, 1)).rejected
    assert (error.field, error.value) == ("agno", "")
