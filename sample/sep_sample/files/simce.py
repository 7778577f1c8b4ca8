"""SIMCE by school: latin-1, CRLF, two generations of codes, and zeros that are no scores.

Until 2016 (4° básico) and 2017 (2° medio) codes are words. 2017 and 2022 write a false 0 where six
pupils or fewer were tested. 2023 and 2024 write a level triple of zeros for them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sep_domain.values.grades import Grade
from sep_sample.country.country import Country, School
from sep_sample.country.territory import REGION_NAME
from sep_sample.files.simce_columns import columns, grade_code
from sep_sample.files.text import CRLF, write_rows
from sep_sample.schooling.outcomes import TESTS, Outcomes, Result

_DEPE1_WORDS = {
    1: "Corporación Municipal",
    2: "Municipal DAEM",
    3: "Particular subvencionado",
    4: "Particular pagado",
}
_DEPE2_WORDS = {1: "Municipal", 2: "Particular subvencionado", 3: "Particular pagado"}
_DEPE2 = {1: 1, 2: 1, 3: 2, 4: 3, 6: 4}
_GROUP_WORDS = {1: "Bajo", 2: "Medio bajo", 3: "Medio", 4: "Medio alto", 5: "Alto"}
_CHANGE_WORDS = {
    1: "Positiva y significativa",
    0: "No significativa",
    -1: "Negativa y significativa",
}
_FEW, _FEW_WORDS = 1, "Alumnos insuficientes"
_UNREPRESENTATIVE = 2
_UNREPRESENTATIVE_WORDS = "Ajenas a la Agencia: Resultados no representativos"
_SIGNIFICANT = 9
_TAKES = "Rbd y curso rinde Simce"
_ABSENT = "Cursos con 100% ausentes y sin cuestionarios"


def write(
    directory: Path, country: Country, year: int, outcomes: Mapping[int, Outcomes]
) -> list[Path]:
    """A file for each grade tested in the year; none where no test was held."""
    return [
        _write_grade(directory, country, year, grade, subjects=subjects, outcomes=outcomes)
        for grade, subjects in TESTS.get(year, {}).items()
    ]


def _write_grade(
    directory: Path,
    country: Country,
    year: int,
    grade: Grade,
    *,
    subjects: tuple[str, ...],
    outcomes: Mapping[int, Outcomes],
) -> Path:
    stage = "preliminar" if year >= 2024 else "final"
    path = directory / f"simce{grade_code(grade)}{year}_rbd_{stage}.csv"
    names = columns(year, grade, subjects)
    rows = _rows(country, year, grade, subjects=subjects, outcomes=outcomes, names=names)
    return write_rows(path, names, rows, encoding="latin-1", newline=CRLF)


def _rows(
    country: Country,
    year: int,
    grade: Grade,
    *,
    subjects: tuple[str, ...],
    outcomes: Mapping[int, Outcomes],
    names: tuple[str, ...],
) -> Iterator[list[object]]:
    for school in country.schools:
        if grade in school.grades and school.works_in(year):
            cells = _Row(school, year, grade, outcomes[school.rbd]).cells(subjects)
            yield [cells.get(name) for name in names]


class _Row:
    """One school's line, with the codes of its year."""

    def __init__(self, school: School, year: int, grade: Grade, outcomes: Outcomes) -> None:
        self._school = school
        self._year = year
        self._grade = grade
        self._code = grade_code(grade)
        self._outcomes = outcomes
        self._words = year <= (2017 if self._code == "2m" else 2016)
        self._taken = outcomes.is_tested(year)

    def cells(self, subjects: tuple[str, ...]) -> dict[str, object]:
        cells = {**self._identity(), **self._ground(), **self._context()}
        for subject in subjects:
            for name, value in self._subject(subject).items():
                cells[f"{name}_{subject}{self._code}_rbd"] = value
        return cells

    def _identity(self) -> dict[str, object]:
        year = self._year
        database = f"v1{year}" if year >= 2025 else f"final{year + 1}0620v1"
        return {
            "agno": year,
            "grado": self._code,
            "rbd": self._school.rbd,
            "dvrbd": self._school.digit,
            "nom_rbd": self._school.name,
            "fecha_bbdd": f"{year + 1}0620",
            "codigo_bbdd": "preliminar20250422v1" if year == 2024 else database,
        }

    def _ground(self) -> dict[str, object]:
        """Comunas and provinces by their local number in 2015 and in 4° básico 2017."""
        comuna, year = self._school.comuna, self._year
        cut, province = comuna.cut_in(year), comuna.province_in(year)
        local = year == 2015 or (year == 2017 and self._code == "4b")
        cells: dict[str, object] = {
            "cod_reg_rbd": comuna.region_in(year),
            "nom_reg_rbd": _region_name(comuna.region_in(year), year),
            "cod_pro_rbd": province % 10 if year <= 2017 else province,
            "nom_pro_rbd": comuna.province_name,
            "cod_com_rbd": cut % 100 if local else cut,
            "nom_com_rbd": comuna.name,
            "cod_deprov_rbd": comuna.deprov,
            "nom_deprov_rbd": comuna.deprov_name,
        }
        return {**cells, **{f"{name}_2014": value for name, value in cells.items()}}

    def _context(self) -> dict[str, object]:
        depe = self._school.holder_in(self._year).depe
        group = self._school.socioeconomic_group
        rural = self._school.rural
        if self._words:
            return {
                "cod_depe1": _DEPE1_WORDS[depe],
                "cod_depe2": _DEPE2_WORDS[_DEPE2[depe]],
                "cod_grupo": _GROUP_WORDS[group] if self._taken else None,
                "cod_rural_rbd": "Rural" if rural else "Urbano",
                "noaplica": _TAKES if self._taken else _ABSENT,
            }
        return {
            "cod_depe1": depe,
            "cod_depe2": _DEPE2[depe],
            "cod_grupo": group if self._taken else None,
            "cod_rural_rbd": 2 if rural else 1,
            "noaplica": 0 if self._taken else 1,
        }

    def _subject(self, subject: str) -> dict[str, object]:
        result = self._outcomes.result(self._year, self._grade, subject)
        if not self._taken or result is None:
            return {"nalu": 0 if self._year >= 2024 or self._is_4b_2023() else None}
        if result.score is None:
            return self._hidden(result)
        return {
            "nalu": result.tested,
            "prom": result.score,
            "marca": None
            if self._outcomes.is_representative(self._year)
            else self._unrepresentative(),
            **self._difference(subject, result.score),
            "difgru": self._school.ability,
            "siggru": self._change(self._school.ability),
            **self._levels(result.score),
        }

    def _hidden(self, result: Result) -> dict[str, object]:
        """Six pupils or fewer: no score, or the false zero of some years."""
        false_zero = self._year == 2022 or (self._year == 2017 and self._code == "4b")
        zeros = self._year in {2023, 2024}
        written = "0.0" if self._year == 2023 else 0
        return {
            "nalu": result.tested,
            "prom": 0 if false_zero else None,
            "marca": self._mark(_FEW, _FEW_WORDS),
            **self._missing_difference(2 if self._year >= 2023 else 1),
            **dict.fromkeys(_LEVEL_NAMES, written if zeros else None),
        }

    def _difference(self, subject: str, score: int) -> dict[str, object]:
        before = [y for y, grades in TESTS.items() if y < self._year and self._grade in grades]
        last = before[-1] if before else None
        earlier = last and self._outcomes.result(last, self._grade, subject)
        if (
            not last
            or not earlier
            or earlier.score is None
            or subject not in TESTS[last][self._grade]
        ):
            return self._missing_difference(1 if self._year >= 2023 else 2)
        dif = score - earlier.score
        return {"dif": dif, "sigdif": self._change(dif)}

    def _missing_difference(self, mark: int) -> dict[str, object]:
        """Where two measurements cannot be compared: a mark, with false zeros in 2017 to 2022."""
        zero = self._year in {2018, 2022} or (self._year == 2017 and self._code == "4b")
        empty = self._year <= 2015 or self._year >= 2023
        return {
            "dif": 0 if zero else None,
            "sigdif": None if empty else self._change(0),
            "marcadif": self._mark(mark, "Alumnos insuficientes"),
        }

    def _mark(self, number: int, words: str) -> object:
        """2015 marks in numbers of its own, which mean something else: 3 hides the score."""
        if self._year == 2015 and number == _FEW:
            return 3
        return words if self._words else number

    def _unrepresentative(self) -> object:
        return _UNREPRESENTATIVE_WORDS if self._words and self._year != 2015 else _UNREPRESENTATIVE

    def _change(self, points: int) -> object:
        sign = 0 if abs(points) < _SIGNIFICANT else (1 if points > 0 else -1)
        return _CHANGE_WORDS[sign] if self._words else sign

    def _levels(self, score: int) -> dict[str, object]:
        """Shares of pupils below, at and above the standard, adding up to 100."""
        below = min(900, max(50, 900 - (score - 180) * 8))
        above = min(1000 - below, max(20, (score - 200) * 5))
        shares = (below, 1000 - below - above, above)
        return {name: self._percent(s) for name, s in zip(_LEVEL_NAMES, shares, strict=True)}

    def _percent(self, tenths: int) -> str:
        whole, part = divmod(tenths, 10)
        return f"{whole}.{part}" if part or self._year == 2023 else str(whole)

    def _is_4b_2023(self) -> bool:
        return self._year == 2023 and self._code == "4b"


_LEVEL_NAMES = ("palu_eda_ins", "palu_eda_ele", "palu_eda_ade")


def _region_name(region: int, year: int) -> str:
    """Never twice the same: nobody should join on it."""
    name = REGION_NAME[region].replace("’", "'")
    if year <= 2016:
        return f"REGION {name.upper()}"
    return f"Región {name}" if year <= 2018 else name.upper()
