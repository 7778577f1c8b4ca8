"""A sample is repeatable, valid in its numbers, complete in its anomalies, clear on its limits."""

import re
from pathlib import Path

import pytest

from sep_domain.values.identifiers import Rbd, Rut
from sep_sample import SampleSummary, generate
from sep_sample.anomalies.answer_key import RULES
from tests.sample.conftest import Reader

RUT_COLUMN = re.compile(r"rut_(sostenedor|ate|relacionado)|^rut$")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, schools=22, years=range(2017, 2020), seed=3)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_country(tmp_path: Path) -> None:
    for seed in (1, 2):
        generate(tmp_path / str(seed), schools=20, years=range(2022, 2023), seed=seed, pupils=False)
    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert one["Documentos_2022.txt"] != two["Documentos_2022.txt"]


def test_every_rule_has_an_anomaly(summary: SampleSummary, sample: Path) -> None:
    assert summary.rules_left_out == ()
    lines = (sample / "anomalias.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "regla;rbd;rut_sostenedor;anio;archivo;clave;descripcion"
    assert {line.split(";")[0] for line in lines[1:]} == set(RULES)


@pytest.mark.parametrize("seed", range(4))
def test_the_smallest_sample_holds_every_anomaly(tmp_path: Path, seed: int) -> None:
    smallest = generate(tmp_path, schools=20, years=range(2014, 2026), seed=seed, pupils=False)
    assert smallest.rules_left_out == ()


def test_what_does_not_fit_in_the_years_is_said(tmp_path: Path) -> None:
    summary = generate(tmp_path, schools=20, years=range(2019, 2020), seed=1, pupils=False)
    assert "RF39" in summary.rules_left_out


def test_anomalies_name_files_that_exist(sample: Path) -> None:
    for line in (sample / "anomalias.csv").read_text(encoding="utf-8").splitlines()[1:]:
        assert (sample / line.split(";")[4]).is_file(), line


def test_every_rut_of_the_templates_has_its_check_digit(sample: Path, read: Reader) -> None:
    checked = 0
    for path in sorted(sample.glob("[a-z]*.csv")):  # official files begin with a date or a capital
        header = path.read_text(encoding="latin-1").splitlines()[0].split(";")
        for column in filter(RUT_COLUMN.search, header):
            for text in read(path.name)[column].unique():
                assert Rut(text) == text
                checked += 1
    assert checked > 200


def test_every_issuer_has_its_check_digit(read: Reader) -> None:
    documents = read("Documentos_2020.txt", separator="~")
    for column in ("rut_sost", "rut_documento"):
        for text in documents[column].unique().to_list():
            assert not text or Rut(f"{text[:-1]}-{text[-1]}")


def test_every_school_has_the_digit_the_register_would_give_it(read: Reader) -> None:
    directory = read("*Directorio_Oficial_EE_2025*")
    assert all(
        Rbd(int(rbd)).has_digit(digit)
        for rbd, digit in directory.select("RBD", "DGV_RBD").iter_rows()
    )


@pytest.mark.parametrize(
    ("schools", "years"),
    [
        (19, range(2014, 2016)),
        (20, range(2014, 2014)),
        (20, range(2007, 2010)),
        (20, range(2020, 2027)),
    ],
)
def test_what_cannot_be_a_sample_is_refused(tmp_path: Path, schools: int, years: range) -> None:
    with pytest.raises(ValueError, match=r"at least|must be"):
        generate(tmp_path, schools=schools, years=years, seed=1)


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("a;b", encoding="utf-8")
    with pytest.raises(ValueError, match="already holds files"):
        generate(tmp_path, schools=20, years=range(2020, 2021), seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    generate(
        tmp_path,
        schools=20,
        years=range(2020, 2022),
        seed=1,
        pupils=False,
        progress=lambda _, share: told.append(share),
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
