"""The files of the *escuelas críticas*: 66 schools of the Región Metropolitana, which seven
institutions accompanied from 2002 to 2005.

The means of the 66 and the gains of their control are those of Figures 1 and 2 of Muñoz and Vanni
(2008). What the figures do not tell is made up, and said to be: the level of `soc`, the control
after 2005, each single school, all money. Schools come in pairs of equal size whose scores lie as
far above a mean as below it, so that a mean is exact, whether it weighs schools or pupils.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sep_domain.values.grades import Grade
from sep_domain.values.identifiers import Rut, check_digit
from sep_sample.files import templates
from sep_sample.files.simce_columns import columns
from sep_sample.files.text import CRLF, write_rows

YEARS = (2002, 2005, 2006, 2007)
SUBJECTS = ("lect", "mate", "soc")
MEANS: Mapping[str, tuple[int, ...]] = {
    "lect": (217, 232, 226, 221),
    "mate": (212, 225, 222, 210),
    "soc": (215, 232, 227, 220),
}
"""Of the 66, by year: Figure 2; `soc` is made up to rise by the 17 points of Figure 1."""

CONTROL: Mapping[str, tuple[int, ...]] = {
    "lect": (217, 225, 226, 226),
    "mate": (212, 216, 217, 217),
    "soc": (215, 224, 224, 225),
}
"""Of the schools like them: the gains of 2005 are Figure 1's, the later years are made up."""

PROGRAMME = "Escuelas críticas"
INSTITUTIONS = (12, 12, 10, 10, 10, 8, 4)
"""Schools of each."""

_APART = (4, -4, 2, -2, 0, 0, 0)
"""Points by which an institution's schools gain more than the mean, as many as another's less."""

AMOUNT = 20_000_000
PAID = 18_000_000
"""Of each contract, in pesos; the final milestone is paid in part."""

_HOLDER = Rut.from_number(69_000_000)
_ELSEWHERE = 30


@dataclass(frozen=True, slots=True)
class Critical:
    """One of the 66, or a school like it. `side` is 1 or -1 within its pair."""

    rbd: int
    institution: int
    pair: int
    side: int
    apart: int = 0

    @property
    def pupils(self) -> int:
        return 20 + 4 * self.pair

    @property
    def group(self) -> str:
        return "Bajo" if self.pair % 2 else "Medio bajo"

    @property
    def dependency(self) -> str:
        return "Particular subvencionado" if self.pair % 3 == 2 else "Municipal DAEM"

    def score(self, means: tuple[int, ...], nth: int) -> int:
        """A fixed distance from the mean, and one that differs from year to year."""
        distance = 3 + 5 * self.pair % 14
        luck = (7 * self.pair + 3 * self.institution + 5 * nth) % 7 - 3 if nth else 0
        return means[nth] + self.side * (distance + luck) + (self.apart if nth else 0)


def critical_schools() -> list[Critical]:
    """The 66."""
    found = []
    for institution, schools in enumerate(INSTITUTIONS):
        for number in range(schools):
            side = 1 if number % 2 else -1
            rbd = 8_001 + 20 * institution + number
            found.append(Critical(rbd, institution, number // 2, side, _APART[institution]))
    return found


def adviser(institution: int) -> Rut:
    """The institution of a number; the one beyond the seven advises schools of the control."""
    return Rut.from_number(65_000_010 + institution)


def write(folder: Path) -> Path:
    """All files, in official layouts and the project's templates."""
    folder.mkdir()
    for nth, year in enumerate(YEARS):
        _write_simce(folder, year, nth)
    schools = critical_schools()
    templates.write(folder, "ate_registro", _registry())
    templates.write(folder, "contratos_ate", map(_contract, schools))
    templates.append(folder / "contratos_ate.csv", map(_other_contract, _advised_otherwise()))
    templates.write(folder, "hitos_ate", (row for one in schools for row in _milestones(one)))
    templates.write(folder, "pagos_ate", (row for one in schools for row in _payments(one)))
    return folder


def _like(school: Critical, copy: int) -> Critical:
    """A school of the same kind, size and results in 2002."""
    rbd = school.rbd + 1_000 * copy
    return Critical(rbd, school.institution, school.pair, school.side)


def _control() -> Iterator[Critical]:
    """Two schools like each of the 66, advised by nobody."""
    for school in critical_schools():
        yield _like(school, 1)
        yield _like(school, 2)


def _advised_otherwise() -> Iterator[Critical]:
    """Schools like those of the first institution, which somebody else advised: no comparison."""
    for school in critical_schools()[: INSTITUTIONS[0]]:
        yield _like(school, 3)


def _write_simce(folder: Path, year: int, nth: int) -> None:
    """In the layout of 2014, the oldest that there is of these three subjects."""
    names = columns(2014, Grade.B4, SUBJECTS)
    rows = ([cells.get(name) for name in names] for cells in _results(year, nth))
    path = folder / f"simce4b{year}_rbd_final.csv"
    write_rows(path, names, rows, encoding="latin-1", newline=CRLF)


def _results(year: int, nth: int) -> Iterator[dict[str, object]]:
    for school in critical_schools():
        yield _result(year, nth, school, MEANS)
    for school in _control():
        yield _result(year, nth, school, CONTROL)
    for school in _advised_otherwise():
        yield _result(year, nth, school, MEANS)
    for number in range(_ELSEWHERE):
        yield _elsewhere(year, 1_001 + number)


def _result(
    year: int, nth: int, school: Critical, means: Mapping[str, tuple[int, ...]]
) -> dict[str, object]:
    scores = {subject: school.score(means[subject], nth) for subject in SUBJECTS}
    cells = _row(year, school.rbd, school.group, school.dependency)
    return {**cells, **_subjects(scores, school.pupils)}


def _elsewhere(year: int, rbd: int) -> dict[str, object]:
    """A school that is like none of the 66."""
    cells = _row(year, rbd, "Alto", "Particular pagado")
    return {**cells, **_subjects(dict.fromkeys(SUBJECTS, 300 + rbd % 9), 30)}


def _row(year: int, rbd: int, group: str, dependency: str) -> dict[str, object]:
    return {
        "agno": year,
        "grado": "4b",
        "rbd": rbd,
        "dvrbd": check_digit(rbd),
        "nom_rbd": f"ESCUELA {rbd}",
        "cod_reg_rbd": 13,
        "cod_com_rbd": 13101 + rbd % 4,
        "cod_depe1": dependency,
        "cod_grupo": group,
        "cod_rural_rbd": "Urbano",
        "noaplica": "Rbd y curso rinde Simce",
    }


def _subjects(scores: dict[str, int], pupils: int) -> dict[str, object]:
    tested: dict[str, object] = {f"nalu_{subject}4b_rbd": pupils for subject in scores}
    return tested | {f"prom_{subject}4b_rbd": score for subject, score in scores.items()}


def _registry() -> Iterator[tuple[object, ...]]:
    for institution in range(len(INSTITUTIONS) + 1):
        name = f"Institución {institution + 1}"
        kind = "juridica_sin_fines_de_lucro"
        yield adviser(institution), name, kind, date(2002, 3, 1), None, None, None


def _contract(school: Critical) -> tuple[object, ...]:
    """Signed after the test of 2002, which is the baseline; over at the end of 2005."""
    signed, ends = date(2002, 11, 18), date(2005, 12, 30)
    who = (_HOLDER, school.rbd, adviser(school.institution), PROGRAMME)
    return f"EC-{school.rbd}", None, *who, None, signed, signed, ends, AMOUNT, 20, None, None


def _other_contract(school: Critical) -> tuple[object, ...]:
    starts, ends = date(2004, 3, 1), date(2005, 12, 30)
    who = (_HOLDER, school.rbd, adviser(len(INSTITUTIONS)), "Otra asesoría")
    return f"OA-{school.rbd}", None, *who, None, starts, starts, ends, AMOUNT, 20, None, None


def _milestones(school: Critical) -> Iterator[tuple[object, ...]]:
    kinds = ("inicio", "avance", "avance", "final")
    for number, (year, kind) in enumerate(zip(range(2002, 2006), kinds, strict=True), start=1):
        due = date(year, 12, 15)
        title = f"Informe {number}"
        yield f"EC-{school.rbd}", number, kind, title, AMOUNT // 4, due, due, due, 20, 20


def _payments(school: Critical) -> Iterator[tuple[object, ...]]:
    """Of the ministry's programme: there was no SEP yet."""
    parts = (5_000_000, 5_000_000, 5_000_000, PAID - 15_000_000)
    for number, amount in enumerate(parts, start=1):
        paid = date(2001 + number, 12, 28)
        invoice = 10 * school.rbd + number
        yield f"EC-{school.rbd}", number, number, paid, amount, "GENERAL", "FACE", invoice
