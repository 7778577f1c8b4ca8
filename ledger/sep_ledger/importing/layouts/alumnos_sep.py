"""Alumnos SEP: a file with a row per pupil, of which only counts by school and grade are kept.

Nothing about a pupil is stored, logged or shown: a rejected row names the column at fault and no
value, not even one of a column about the school, since a shifted row may hold anything anywhere.

- Who is *prioritario* is told by PRIORITARIO_ALU from 2016, by a CRITERIO_SEP other than blank or 0
  before, and by nothing in 2015, whose file has only BEN_SEP: then the count is absent, not zero.
- The law pays regular daytime teaching from NT1 to fourth of media (Ley 20.248 art 4). Pupils of
  other kinds of teaching are left out and reported as one number per kind.
- What a row says of its school repeats on every row; where rows differ, the most frequent counts.
- The files state no day. Counts hold from the last day of their year.

Rows of one school and grade mostly repeat the same few cells, so equal rows are counted first and
read once. The table of equal rows is emptied when it grows, which bounds memory by schools × grades
in whatever order the rows come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from sep_domain.calendar import SchoolYear
from sep_domain.events.pupils import PupilCountsPublished
from sep_domain.grades import Grade
from sep_domain.identifiers import Rbd
from sep_ledger.importing.layout import AggregatingLayout, FileHead, Warned
from sep_ledger.importing.layouts.convenios import CLASSIFICATIONS
from sep_ledger.importing.layouts.reading import plain
from sep_ledger.importing.layouts.school_sums import Kind, SchoolSums, Standing
from sep_ledger.importing.rows import RowError

_MOST_DISTINCT_ROWS = 1 << 16
_FIRST_SEP_YEAR = 2008

_COLUMNS = (
    "rbd",
    "agno",
    "cod_ense",
    "cod_grado",
    "ben_sep",
    "prioritario_alu",
    "criterio_sep",
    "preferente_alu",
    "convenio_sep",
    "ano_ingreso_sep",
    "clasificacion_sep",
    "ee_gratuito",
)
"""All that is looked at of a row."""

_MEDIA = (310, 410, 510, 610, 710, 810, 910)
"""Humanist and the six technical and artistic branches, for the young (COD_ENSE)."""
_GRADES: Mapping[tuple[int, int], Grade] = {
    (10, 4): Grade.NT1,
    (10, 5): Grade.NT2,
    **{(110, number): Grade(f"{number}B") for number in range(1, 9)},
    **{(teaching, number): Grade(f"{number}M") for teaching in _MEDIA for number in range(1, 5)},
}
_UNPAID_GRADES_OF_PAID_TEACHING = {(10, number) for number in (1, 2, 3)}
"""Cradle and middle levels, which precede NT1."""
_PAID_TEACHING = {teaching for teaching, _ in _GRADES}

_FLAGS = {"0": False, "1": True}

Cells = Mapping[str, str]
"""The cells of a row that are looked at, trimmed."""


class _Seen:
    """Equal rows: how many, and what they say. `kind` is None where the law does not pay."""

    __slots__ = ("kind", "rbd", "rows", "standing", "teaching")

    def __init__(self, rbd: Rbd, teaching: int, kind: Kind | None, standing: Standing) -> None:
        self.rows = 0
        self.rbd = rbd
        self.teaching = teaching
        self.kind = kind
        self.standing = standing


class AlumnosSep(AggregatingLayout):
    dataset = "alumnos_sep"
    title = "Alumnos preferentes, prioritarios y beneficiarios SEP"
    personal = True
    required = frozenset({"rbd", "agno", "cod_ense", "cod_grado", "ben_sep"})

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        places = {_spelt(column): place for place, column in enumerate(head.columns)}
        self._columns = tuple(column for column in _COLUMNS if column in places)
        self._pick = itemgetter(*(places[column] for column in self._columns))
        self._prioritario = _telling_prioritarios(self._columns)
        self._seen: dict[tuple[str, ...], _Seen] = {}
        self._schools: defaultdict[tuple[SchoolYear, Rbd], SchoolSums] = defaultdict(SchoolSums)
        self._unpaid: Counter[int] = Counter()
        self._unread: set[str] = set()

    def consume(self, cells: Sequence[str]) -> None:
        key = self._pick(cells)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._first_seen(key)
        seen.rows += 1

    def closing_facts(self) -> Iterator[PupilCountsPublished]:
        self._settle()
        self._warn_of_what_was_left_out()
        for year, rbd in sorted(self._schools):
            yield self._published(year, rbd, self._schools[year, rbd])

    def _first_seen(self, key: tuple[str, ...]) -> _Seen:
        if len(self._seen) >= _MOST_DISTINCT_ROWS:
            self._settle()
        cells = dict(zip(self._columns, map(str.strip, key), strict=True))
        teaching = _number(cells, "cod_ense", 0, 999)
        kind = self._kind(cells, teaching)
        seen = _Seen(Rbd(_number(cells, "rbd", 1, 99_999)), teaching, kind, self._standing(cells))
        self._seen[key] = seen
        return seen

    def _settle(self) -> None:
        """Move what has been counted into the sums of the schools."""
        for seen in self._seen.values():
            if seen.kind is None:
                self._unpaid[seen.teaching] += seen.rows
            else:
                sums = self._schools[seen.kind.year, seen.rbd]
                sums.add(seen.kind, seen.standing, seen.rows)
        self._seen.clear()

    def _kind(self, cells: Cells, teaching: int) -> Kind | None:
        grade = _grade(cells, teaching)
        if grade is None:
            return None
        return Kind(
            year=SchoolYear(_number(cells, "agno", 1980, 2100)),
            grade=grade,
            prioritario=_is_prioritario(cells, self._prioritario),
            preferente=_mark(cells, "preferente_alu"),
            beneficiario=_mark(cells, "ben_sep"),
        )

    def _standing(self, cells: Cells) -> Standing:
        standing = Standing(
            has_convenio=_FLAGS.get(cells.get("convenio_sep", "")),
            joined_sep_in=_joined(cells.get("ano_ingreso_sep", "")),
            classification=CLASSIFICATIONS.get(plain(cells.get("clasificacion_sep", ""))),
            gratuitous=_FLAGS.get(cells.get("ee_gratuito", "")),
        )
        told = ("convenio_sep", "ano_ingreso_sep", "clasificacion_sep", "ee_gratuito")
        for column, value in zip(told, standing, strict=True):
            if value is None and cells.get(column, "") not in ("", "0"):
                self._unread.add(column)
        return standing

    def _published(self, year: SchoolYear, rbd: Rbd, sums: SchoolSums) -> PupilCountsPublished:
        standing, disputed = sums.standing()
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
                preferentes="preferente_alu" in self._columns,
            ),
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


def _spelt(column: str) -> str:
    """AÑO_INGRESO_SEP loses its Ñ in as many ways as there are wrong encodings."""
    is_year = column.startswith("a") and column.endswith("o_ingreso_sep")
    return "ano_ingreso_sep" if is_year else column


def _telling_prioritarios(columns: Sequence[str]) -> str | None:
    """The column that tells who is prioritario, if any does."""
    telling = ("prioritario_alu", "criterio_sep")
    return next((column for column in telling if column in columns), None)


def _grade(cells: Cells, teaching: int) -> Grade | None:
    """None where the law does not pay. Raises RowError for a grade that its teaching lacks."""
    if teaching not in _PAID_TEACHING:
        return None
    coded = teaching, _number(cells, "cod_grado", 0, 99)
    if coded in _UNPAID_GRADES_OF_PAID_TEACHING:
        return None
    if coded not in _GRADES:
        raise RowError("cod_grado", "", "grado desconocido", "un grado de esa enseñanza")
    return _GRADES[coded]


def _is_prioritario(cells: Cells, column: str | None) -> int:
    if column == "criterio_sep":
        return int(cells[column] not in ("", "0"))
    return _mark(cells, column) if column else 0


def _mark(cells: Cells, column: str) -> int:
    """A cell of 0 or 1; a pupil without a mark is not counted in the group."""
    marked = _FLAGS.get(cells.get(column) or "0")
    if marked is None:
        raise RowError(column, "", "código desconocido", "0 o 1")
    return int(marked)


def _joined(text: str) -> SchoolYear | None:
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        return None
    return SchoolYear(int(text)) if _FIRST_SEP_YEAR <= int(text) <= 2100 else None


def _number(cells: Cells, column: str, least: int, most: int) -> int:
    """A whole number. The message never shows the cell."""
    text = cells[column]
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1
    if not least <= number <= most:
        raise RowError(column, "", "no es un número admitido", f"un entero de {least} a {most}")
    return number
