"""Each file has the columns, the encoding and the oddities of the official file of its year."""

from pathlib import Path

import pytest

from sep_domain.values.grades import EducationLevel, Grade
from sep_sample.files import directory, performance, pupils, subventions
from sep_sample.files.simce_columns import columns
from sep_sample.schooling.outcomes import TESTS
from tests.sample.conftest import Reader

SIMCE_2018_2M = (
    "agno;grado;rbd;dvrbd;nom_rbd;cod_reg_rbd;nom_reg_rbd;cod_pro_rbd;nom_pro_rbd;cod_com_rbd;"
    "nom_com_rbd;cod_depe1;cod_depe2;cod_grupo;cod_rural_rbd;nalu_lect2m_rbd;nalu_mate2m_rbd;"
    "nalu_nat2m_rbd;prom_lect2m_rbd;prom_mate2m_rbd;prom_nat2m_rbd;dif_lect2m_rbd;dif_mate2m_rbd;"
    "dif_nat2m_rbd;difgru_lect2m_rbd;difgru_mate2m_rbd;difgru_nat2m_rbd;sigdif_lect2m_rbd;"
    "sigdif_mate2m_rbd;sigdif_nat2m_rbd;siggru_lect2m_rbd;siggru_mate2m_rbd;siggru_nat2m_rbd;"
    "marca_lect2m_rbd;marca_mate2m_rbd;marca_nat2m_rbd;marcadif_lect2m_rbd;marcadif_mate2m_rbd;"
    "marcadif_nat2m_rbd;palu_eda_ins_lect2m_rbd;palu_eda_ele_lect2m_rbd;palu_eda_ade_lect2m_rbd;"
    "palu_eda_ins_mate2m_rbd;palu_eda_ele_mate2m_rbd;palu_eda_ade_mate2m_rbd;noaplica;fecha_bbdd;"
    "codigo_bbdd"
)

COLUMN_COUNTS = {
    (2014, Grade.B4): 62,
    (2014, Grade.M2): 55,
    (2015, Grade.B4): 42,
    (2015, Grade.M2): 49,
    (2016, Grade.B4): 41,
    (2016, Grade.M2): 49,
    (2017, Grade.B4): 38,
    (2017, Grade.M2): 49,
    (2018, Grade.B4): 42,
    (2018, Grade.M2): 48,
    (2022, Grade.B4): 42,
    (2022, Grade.M2): 40,
    (2023, Grade.B4): 42,
    (2023, Grade.M2): 42,
    (2024, Grade.B4): 42,
    (2024, Grade.B6): 42,
    (2024, Grade.M2): 42,
    (2025, Grade.B4): 42,
    (2025, Grade.B8): 50,
    (2025, Grade.M2): 42,
}


@pytest.mark.parametrize(("test", "count"), COLUMN_COUNTS.items())
def test_simce_has_as_many_columns_as_the_official_file(
    test: tuple[int, Grade], count: int
) -> None:
    year, grade = test
    names = columns(year, grade, TESTS[year][grade])
    assert len(names) == len(set(names)) == count


def test_simce_orders_its_columns_as_the_official_file() -> None:
    assert ";".join(columns(2018, Grade.M2, ("lect", "mate", "nat"))) == SIMCE_2018_2M


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2014, "agno;fecha_bbdd;codigo_bbdd;grado;rbd", "marca_eda_soc4b_rbd;noaplica"),
        (2015, "agno;fecha_bbdd;codigo_bbdd;grado;rbd", "palu_eda_ade_mate4b_rbd;noaplica"),
        (2018, "agno;grado;rbd;dvrbd;nom_rbd", "noaplica;fecha_bbdd;codigo_bbdd"),
        (2023, "rbd;dvrbd;nom_rbd;cod_reg_rbd", "noaplica;fecha_bbdd;codigo_bbdd;grado;agno"),
        (2024, "rbd;dvrbd;nom_rbd;cod_reg_rbd", "noaplica;codigo_bbdd;fecha_bbdd;grado;agno"),
    ],
)
def test_simce_of_fourth_grade_begins_and_ends_as_its_year_does(
    year: int, first: str, last: str
) -> None:
    header = ";".join(columns(year, Grade.B4, TESTS[year][Grade.B4]))
    assert header.startswith(first)
    assert header.endswith(last)


def test_simce_skips_the_years_without_a_test(sample: Path) -> None:
    years = {path.name[7:11] for path in sample.glob("simce*.csv")}
    assert years == {str(year) for year in TESTS}
    assert not {"2019", "2020", "2021"} & years


def test_simce_speaks_in_words_then_in_numbers(read: Reader) -> None:
    assert set(read("simce4b2016*")["cod_rural_rbd"]) <= {"Urbano", "Rural"}
    assert set(read("simce4b2017*")["cod_rural_rbd"]) <= {"1", "2"}
    assert set(read("simce2m2017*")["cod_rural_rbd"]) <= {"Urbano", "Rural"}


def test_simce_levels_add_up_to_a_hundred(read: Reader) -> None:
    shown = read("simce4b2024*").filter(prom_lect4b_rbd="").height
    results = read("simce4b2024*")
    levels = results.select(f"palu_eda_{level}_lect4b_rbd" for level in ("ins", "ele", "ade"))
    sums = [round(sum(float(cell or 0) for cell in row), 1) for row in levels.iter_rows()]
    assert sums.count(100.0) == results.height - shown


@pytest.mark.parametrize(
    ("year", "count"),
    [(2015, 31), (2016, 34), (2018, 34), (2019, 37), (2021, 37), (2024, 50), (2025, 58)],
)
def test_the_directory_grows_with_the_years(year: int, count: int) -> None:
    names = directory.header(year)
    assert len(names) == len(set(names)) == count
    assert names[0] == ("agno" if year <= 2015 else "AGNO")


def test_the_directory_writes_a_space_for_what_is_missing(read: Reader) -> None:
    schools = read("*Directorio_Oficial_EE_2025*")
    by_person = schools.filter(P_JURIDICA="0")
    assert by_person.height > 0
    assert set(by_person["RUT_SOSTENEDOR"]) == {" "}
    assert " " not in set(by_person["MRUN"])
    assert set(schools.filter(P_JURIDICA="1")["MRUN"]) == {" "}


def test_the_directory_of_2015_hides_latin_1_behind_a_mark(sample: Path) -> None:
    (path,) = sample.glob("*Directorio_Oficial_EE_2015*")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_every_comuna_lies_in_its_region(read: Reader) -> None:
    for year in (2016, 2025):
        schools = read(f"*Directorio_Oficial_EE_{year}*")
        pairs = schools.select("COD_COM_RBD", "COD_REG_RBD").unique().rows()
        assert all(int(comuna) // 1000 == int(region) for comuna, region in pairs)


def test_sep_is_one_column_until_2021_and_two_from_2022(read: Reader) -> None:
    assert len(subventions.header(2022)) == 45
    assert "sep" in subventions.header(2021)
    assert {"SEP_PRIO", "SEP_PREF"} <= set(subventions.header(2022))
    assert read("*Detalle Subvenciones 2023*")["ESCOLARIDAD"].str.ends_with(",00").all()


def test_the_ordering_of_2018_mislabels_its_enrolment() -> None:
    assert performance.header(2018, EducationLevel.BASICA)[5] == "Matrícula Media 2017"
    assert performance.header(2017, EducationLevel.BASICA)[5] == "Matrícula Básica 2016"


def test_no_ordering_in_the_pandemic(sample: Path) -> None:
    years = {path.stem[-4:] for path in sample.glob("Desempeno*.csv")}
    assert years == {"2016", "2017", "2018", "2019", "2023", "2024", "2025"}


def test_pupils_gain_two_columns_in_2016() -> None:
    gained = set(pupils.header(2016)) - set(pupils.header(2014))
    assert gained == {"PRIORITARIO_ALU", "PREFERENTE_ALU"}
    assert len(pupils.header(2016)) == 36


def test_pupils_are_as_many_as_are_enrolled(read: Reader) -> None:
    listed = read("*Beneficiarios_2022_PUBL.csv")
    enrolled = read("asistencia_sep_2022.csv").filter(mes="2022-03")
    assert listed["PRIORITARIO_ALU"].cast(int).sum() == enrolled["prioritarios"].cast(int).sum()
    assert listed["PREFERENTE_ALU"].cast(int).sum() == enrolled["preferentes"].cast(int).sum()


def test_documents_break_lines_inside_fields(sample: Path, read: Reader) -> None:
    rows = read("Documentos_2020.txt", separator="~")
    assert (sample / "Documentos_2020.txt").read_bytes().count(b"\n") > rows.height + 1
    assert rows.filter(rows["detalle_documento"].str.contains("\n")).height > 0
