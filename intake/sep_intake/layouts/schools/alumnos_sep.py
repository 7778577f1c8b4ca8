"""Alumnos SEP: a file with a row per pupil, of which only counts by school and grade are kept.

Nothing about a pupil is stored, logged or shown: a rejected row names the column at fault and no
value, not even one of a column about the school, since a shifted row may hold anything anywhere.

- Who is *prioritario* is told by PRIORITARIO_ALU from 2016, by a CRITERIO_SEP other than blank or 0
  before, and by nothing in 2015, whose file has only BEN_SEP: then the count is absent, not zero.
- The law pays regular daytime teaching from NT1 to fourth of media (Ley 20.248 art 4). Pupils of
  other kinds of teaching, and those of an evening shift (COD_JOR 4, vespertina or nocturna), are
  left out and reported as one number per kind. Whoever has no known shift is counted and said.
- What a row says of its school repeats on every row; where rows differ, the most frequent counts.
- The files state no day. Counts hold from the last day of their year.

Rows of one school and grade mostly repeat the same few cells, so equal rows are counted first and
read once. The table of equal rows is emptied when it grows, which bounds memory by schools × grades
in whatever order the rows come.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from enum import Enum, auto
from operator import itemgetter
from typing import ClassVar

from sep_domain.dates.calendar import SchoolYear
from sep_domain.dates.days import NOW
from sep_domain.events.base import Fact
from sep_domain.events.education.pupils import PupilCountsPublished
from sep_domain.values.grades import Grade
from sep_domain.values.identifiers import Rbd
from sep_intake.cells.grammar import whole_number
from sep_intake.cells.rows import RowError
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import AggregatingLayout, FileHead, Warned
from sep_intake.columns.reading import YearInName, plain_literal
from sep_intake.layouts.convenios.convenios import CLASSIFICATIONS
from sep_intake.layouts.schools.school_sums import Cells, Kind, SchoolFigures, SchoolSums

_FIRST_SEP_YEAR = 2008

_PUPIL = ("agno", "cod_ense", "cod_grado", "ben_sep", "preferente_alu", "cod_jor")
_GROUPS = frozenset({"prioritario_alu", "preferente_alu"})
_SCHOOL = ("convenio_sep", "ano_ingreso_sep", "clasificacion_sep", "ee_gratuito")

_MEDIA = (310, 410, 510, 610, 710, 810, 910)
"""Humanist and the six technical and artistic branches, for the young (COD_ENSE)."""
_GRADES: Mapping[tuple[int, int], Grade] = {
    (10, 4): Grade.NT1,
    (10, 5): Grade.NT2,
    **{(110, number): Grade(f"{number}B") for number in range(1, 9)},
    **{(teaching, number): Grade(f"{number}M") for teaching in _MEDIA for number in range(1, 5)},
}
_PAID_TEACHING = {teaching for teaching, _ in _GRADES}
_BEFORE_NT1 = {(10, number) for number in (1, 2, 3)}

_BY_DAY = {"1", "2", "3"}
"""COD_JOR: morning, afternoon, both."""
_EVENING = "4"

_FLAGS = {"0": False, "1": True}

Told = Mapping[str, str]
"""The cells of a row by column, trimmed."""


class AlumnosSep(AggregatingLayout):
    dataset = "alumnos_sep"
    title = "Alumnos preferentes, prioritarios y beneficiarios SEP"
    personal = True
    complete_in = ("year",)
    required = frozenset({"rbd", "agno", "cod_ense", "cod_grado", "ben_sep"})
    together = (_GROUPS,)
    since: ClassVar[Mapping[str, int]] = dict.fromkeys(_GROUPS, 2016)
    optional: ClassVar[Mapping[str, str]] = {
        "convenio_sep": "no se sabe qué escuelas tienen convenio",
        "ano_ingreso_sep": "no se sabe desde cuándo están en la SEP",
        "clasificacion_sep": "quedan sin clasificación",
        "ee_gratuito": "no se sabe qué escuelas son gratuitas",
        "cod_jor": "no se sabe quién es de jornada vespertina",
    }
    unread = frozenset(
        {"mrun", "gen_alu", "fec_nac_alu", "fec_defun_alu", "dgv_rbd", "nom_rbd", "cod_reg_rbd"}
        | {"nom_reg_rbd_a", "cod_pro_rbd", "cod_com_rbd", "nom_com_rbd", "cod_deprov_rbd"}
        | {"nom_deprov_rbd", "cod_depe", "cod_depe2", "rural_rbd", "estado_estab", "nombre_slep"}
        | {"cod_ense2", "cod_ense3", "cod_grado2", "let_cur", "grado_sep"}
    )
    most_equal_rows: ClassVar[int] = 1 << 16
    """Different rows that are held before they are summed: some 30 MB."""

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._in_name = YearInName(head, self.warnings)
        places = {self.canonical(column): place for place, column in enumerate(head.columns)}
        self._prioritario = _telling_prioritarios(places)
        looked_at = (*_PUPIL, self._prioritario)
        self._pupil = tuple(column for column in looked_at if column in places)
        self._school = tuple(column for column in _SCHOOL if column in places)
        self._pick = itemgetter(*(places[name] for name in ("rbd", *self._pupil, *self._school)))
        self._cut = 1 + len(self._pupil)
        self._equal: dict[Cells, list[int]] = {}
        self._kinds: dict[Cells, Kind | _Unpaid] = {}
        self._standings: dict[Cells, SchoolFigures] = {}
        self._sums: defaultdict[tuple[SchoolYear, int], SchoolSums] = defaultdict(SchoolSums)
        self._unpaid: Counter[str] = Counter()
        self._evening = 0
        self._unread: set[str] = set()

    @classmethod
    def canonical(cls, column: str) -> str:
        """AÑO_INGRESO_SEP loses its Ñ in as many ways as there are wrong encodings."""
        is_year = column.startswith("a") and column.endswith("o_ingreso_sep")
        return "ano_ingreso_sep" if is_year else column

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        """CRITERIO_SEP tells who is prioritario where PRIORITARIO_ALU does not."""
        declared = super().declaration(columns)
        lost = "" if "prioritario_alu" in columns else "no se sabe quién es prioritario"
        return replace(declared, optional={**declared.optional, "criterio_sep": lost})

    def consume(self, cells: Sequence[str]) -> None:
        row = self._pick(cells)
        equal = self._equal.get(row)
        if equal is None:
            self._learn(row)
            self._equal[row] = [1]
        else:
            equal[0] += 1

    def closing_facts(self) -> Iterator[PupilCountsPublished]:
        self._settle()
        self._warn_of_what_was_left_out()
        for year in sorted({year for year, _ in self._sums}):
            self._in_name.tell("agno", year)
        for year, rbd in sorted(self._sums):
            yield self._published(year, Rbd(rbd), self._sums[year, rbd])

    def rows_of(self, fact: Fact) -> int:
        if not isinstance(fact, PupilCountsPublished):
            raise TypeError(f"pupils are summed up in counts, not in {type(fact).__name__}")
        return self._sums[fact.year, fact.rbd].rows

    def _learn(self, row: Cells) -> None:
        """Make sure that what a row says is known. Raises RowError."""
        if len(self._equal) >= self.most_equal_rows:
            self._settle()
        _number("rbd", row[0], 1, 99_999)
        pupil, school = row[1 : self._cut], row[self._cut :]
        if pupil not in self._kinds:
            self._kinds[pupil] = self._kind(_told(self._pupil, pupil))
        if school not in self._standings:
            self._standings[school] = self._standing(_told(self._school, school))

    def _settle(self) -> None:
        """Move what has been counted into the sums of the schools."""
        cut = self._cut
        for row, (rows,) in self._equal.items():
            kind = self._kinds[row[1:cut]]
            if kind is _Unpaid.TEACHING:
                self._unpaid[row[2].strip()] += rows
            elif kind is _Unpaid.EVENING:
                self._evening += rows
            else:
                self._sums[kind.year, int(row[0])].add(kind, row[cut:], rows)
        self._equal.clear()

    def _kind(self, told: Told) -> "Kind | _Unpaid":
        grade = _grade(told)
        if grade is None:
            return _Unpaid.TEACHING
        shift = _shift(told)
        if shift == _EVENING:
            return _Unpaid.EVENING
        return Kind.of(
            SchoolYear(_number("agno", told["agno"], NOW.first.year, NOW.last.year)),
            grade,
            _is_prioritario(told, self._prioritario),
            _mark(told, "preferente_alu"),
            _mark(told, "ben_sep"),
            int(shift not in _BY_DAY),
        )

    def _standing(self, told: Told) -> SchoolFigures:
        standing = SchoolFigures(
            has_convenio=_FLAGS.get(told.get("convenio_sep", "")),
            joined_sep_in=_joined(told.get("ano_ingreso_sep", "")),
            classification=CLASSIFICATIONS.get(plain_literal(told.get("clasificacion_sep", ""))),
            gratuitous=_FLAGS.get(told.get("ee_gratuito", "")),
        )
        for column, value in zip(_SCHOOL, standing, strict=True):
            if value is None and told.get(column, "") not in ("", "0"):
                self._unread.add(column)
        return standing

    def _published(self, year: SchoolYear, rbd: Rbd, sums: SchoolSums) -> PupilCountsPublished:
        standing, disputed = sums.stated(self._standings)
        self.warnings.extend(
            Warned(0, field, "", f"RBD {rbd}: sus filas no coinciden; vale lo más frecuente")
            for field in disputed
        )
        return PupilCountsPublished(
            occurred_on=year.last_day,
            rbd=rbd,
            year=year,
            **standing._asdict(),
            grades=sums.grades(
                prioritarios=self._prioritario is not None,
                preferentes="preferente_alu" in self._pupil,
            ),
            shift_unknown=sums.shift_unknown or None,
        )

    def _warn_of_what_was_left_out(self) -> None:
        self.warnings.extend(
            Warned(0, column, "", "hay valores que no se reconocen: quedan sin dato")
            for column in sorted(self._unread)
        )
        self.warnings.extend(
            Warned(0, "cod_ense", "", f"enseñanza {teaching}: {rows} filas que la ley no paga")
            for teaching, rows in sorted(self._unpaid.items())
        )
        if self._evening:
            reason = f"jornada vespertina: {self._evening} filas que la ley no paga"
            self.warnings.append(Warned(0, "cod_jor", "", reason))
        unknown = sum(sums.shift_unknown for sums in self._sums.values())
        if unknown and "cod_jor" in self._pupil:
            reason = f"{unknown} filas no dicen su jornada: se cuentan y quedan señaladas"
            self.warnings.append(Warned(0, "cod_jor", "", reason))


class _Unpaid(Enum):
    """Why the law does not pay for a pupil."""

    TEACHING = auto()
    EVENING = auto()


def _telling_prioritarios(columns: Container[str]) -> str | None:
    """The column that tells who is prioritario, if any does."""
    telling = ("prioritario_alu", "criterio_sep")
    return next((column for column in telling if column in columns), None)


def _told(columns: Sequence[str], cells: Cells) -> Told:
    return dict(zip(columns, map(str.strip, cells), strict=True))


def _grade(told: Told) -> Grade | None:
    """None where the law does not pay. Raises RowError for a grade that its teaching lacks."""
    teaching = _number("cod_ense", told["cod_ense"], 0, 999)
    if teaching not in _PAID_TEACHING:
        return None
    coded = teaching, _number("cod_grado", told["cod_grado"], 0, 99)
    if coded in _BEFORE_NT1:
        return None
    if coded not in _GRADES:
        raise RowError("cod_grado", "", "grado desconocido", "un grado de esa enseñanza")
    return _GRADES[coded]


def _shift(told: Told) -> str:
    """COD_JOR without the zeros before it; the same in all files, however they write numbers."""
    return told.get("cod_jor", "").lstrip("0")


def _is_prioritario(told: Told, column: str | None) -> int:
    if column == "criterio_sep":
        return int(told[column] not in ("", "0"))
    return _mark(told, column) if column else 0


def _mark(told: Told, column: str) -> int:
    """A cell of 0 or 1; a pupil without a mark is not counted in the group."""
    marked = _FLAGS.get(told.get(column) or "0")
    if marked is None:
        raise RowError(column, "", "código desconocido", "0 o 1")
    return int(marked)


def _joined(text: str) -> SchoolYear | None:
    year = whole_number(text)
    if year is None or not _FIRST_SEP_YEAR <= year <= NOW.last.year:
        return None
    return SchoolYear(year)


def _number(column: str, cell: str, least: int, most: int) -> int:
    """A whole number. The message never shows the cell."""
    number = whole_number(cell.strip())
    if number is None or not least <= number <= most:
        raise RowError(column, "", "no es un número admitido", f"un entero de {least} a {most}")
    return number
