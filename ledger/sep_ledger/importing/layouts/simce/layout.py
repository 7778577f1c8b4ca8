"""SIMCE by school: one row per school in a file of one grade and year.

Columns come in another order nearly every year and carry subject and grade in their names, so all
are found by name. Comunas are CUT codes, except for 2015 and 4° básico of 2017, whose local numbers
are left out: the Directorio knows the comuna. Regions' names change every year and are not read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from functools import lru_cache
from operator import itemgetter

from sep_domain.calendar import SchoolYear
from sep_domain.events.base import Fact
from sep_domain.events.results import (
    NotTested,
    ResultMark,
    Subject,
    SubjectResult,
    TestResultPublished,
)
from sep_ledger.importing import glances
from sep_ledger.importing.fields import (
    Field,
    FieldLayout,
    Fields,
    begins,
    field,
)
from sep_ledger.importing.glances import Glance, NotPlainError, Texts, not_plain, texts_json
from sep_ledger.importing.layout import FileHead, FileRefusedError, PlainFacts, Warned
from sep_ledger.importing.layouts.reading import YearInName, optional_whole, school_year
from sep_ledger.importing.layouts.simce import codings
from sep_ledger.importing.layouts.simce.subjects import (
    PlainShares,
    SubjectColumns,
    plain_shares,
    plain_subject,
    row_context,
    subject_result,
)
from sep_ledger.importing.meanings import Meaning, Member, constant, remembered_json
from sep_ledger.importing.rows import Row, RowError

_SCORE = re.compile(rf"prom_({'|'.join(Subject)})(2b|4b|6b|8b|2m)_rbd")
_SMALLEST_CUT = 1_000
_UNEXPLAINED = "código sin significado publicado; se conserva sin interpretar"


_TEST = ("agno", "cod_depe1", "noaplica")
_EDITION = ("codigo_bbdd", "fecha_bbdd")
_DATED = re.compile(r"([0-9]{4})[0-9]{4}")


class Simce(FieldLayout):
    dataset = "simce"
    title = "Resultados SIMCE por establecimiento"
    required = frozenset(
        {"agno", "grado", "rbd", "nom_rbd", "cod_reg_rbd", "cod_com_rbd", "cod_depe1"}
        | {"cod_grupo", "cod_rural_rbd", "noaplica"}
    )
    event = TestResultPublished
    named_by = ("rbd", "grade")
    dated_by = "year"

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._in_name = YearInName(head, self.warnings)
        found = [match for match in map(_SCORE.fullmatch, head.columns) if match]
        grades = {match[2] for match in found}
        if len(grades) != 1:
            raise FileRefusedError(
                f"{head.name}: se espera un solo grado en los nombres de las columnas y hay "
                f"{', '.join(sorted(grades))}"
            )
        self._grade = grades.pop()
        subjects = {match[1] for match in found}
        self._subjects = tuple(
            SubjectColumns.of(subject, self._grade) for subject in Subject if subject in subjects
        )
        self._edition = [
            head.columns.index(column) for column in _EDITION if column in head.columns
        ]
        self._unexplained: set[tuple[str, str]] = set()

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        return cls.required <= columns and any(map(_SCORE.fullmatch, columns))

    def fields(self) -> Fields:
        return {
            "year": field(self._year, "agno", _EDITION[1]),
            "not_tested": field(_not_tested, *_TEST),
            "occurred_on": field(_last_day, "agno"),
            "rbd": field(Row.rbd, "rbd", glance=glances.rbd),
            "grade": field(self._checked_grade, "grado"),
            "school_name": field(_school_name, "nom_rbd", glance=Glance(_plain_names, texts_json)),
            "region": field(Row.code, "cod_reg_rbd", meanings=codings.REGIONS),
            "comuna": field(_comuna, "cod_com_rbd"),
            "dependency": field(codings.coded, "cod_depe1", meanings=codings.DEPENDENCIES),
            "socioeconomic_group": field(
                codings.optional_coded, "cod_grupo", meanings=codings.GROUPS
            ),
            "rural": field(codings.optional_coded, "cod_rural_rbd", meanings=codings.RURAL),
            "results": Field(self._results, None),
        }

    def written(self, begins: bytes, name: str) -> Iterable[Meaning]:
        match name:
            case "not_tested":
                plain = field(_plain_not_tested, *_TEST)
                return [plain.written(begins, plain.source(self.event, name, self.warnings))]
            case "results":
                return self._written_results(begins)
        return super().written(begins, name)

    def facts(self, row: Row) -> list[Fact]:
        facts = super().facts(row)
        for result in facts:
            if isinstance(result, TestResultPublished):
                self._warn_of_undecoded(row, result)
        return facts

    def edition(self, row: Row) -> str | None:
        """`final20151009v1 20151009`. The files of 2024 called final say preliminary here."""
        return _edition(tuple(row.optional_text(column) or "" for column in _EDITION))

    def plain_facts(self, rows: Sequence[Sequence[str]]) -> PlainFacts:
        plain = super().plain_facts(rows)
        if not self._edition:
            return plain
        marks = zip(*(map(itemgetter(at), rows) for at in self._edition), strict=True)
        editions = list(map(_edition, marks))
        return plain._replace(editions=[editions[place] for place in plain.places])

    def _results(self, row: Row) -> tuple[SubjectResult, ...]:
        context = row_context(row, *_TEST)
        return tuple(subject_result(row, one, context) for one in self._subjects)

    def _written_results(self, begins_results: bytes) -> Iterator[Meaning]:
        begins_with = begins_results + b"["
        for subject in self._subjects:
            yield constant(b'%b{"subject":"%b"' % (begins_with, subject.subject.encode()))
            for fields in plain_subject(subject, *_TEST):
                members = self._members(fields)
                yield Meaning(members[0].source.columns, remembered_json(*members).of)
            shares = self._members(plain_shares(subject))
            yield Meaning(subject.shares, PlainShares(shares).of)
            begins_with = b"},"
        yield constant(b"}]")

    def _members(self, fields: Fields) -> list[Member]:
        """Of the result of a subject, the first apart."""
        return [
            Member(begins(name, first=False), each.source(SubjectResult, name, self.warnings))
            for name, each in fields.items()
        ]

    def _year(self, row: Row, column: str, dated: str) -> SchoolYear:
        """Not after the edition, where the row states its day as `20151009`."""
        year = school_year(row, column)
        edition = _DATED.fullmatch(row.optional_text(dated) or "")
        if edition and year > int(edition[1]):
            reason = f"el año es posterior a la edición de la fila ({dated} {edition[0]})"
            raise RowError(column, str(year), reason, f"un año hasta {edition[1]}")
        self._in_name.notice(row, column, year)
        return year

    def _checked_grade(self, row: Row, column: str) -> str:
        grade = row.text(column)
        if grade.lower() != self._grade:
            expected = f"{self._grade}, como en los nombres de las columnas"
            raise RowError(column, grade, "grado distinto del de las columnas", expected)
        return self._grade

    def _warn_of_undecoded(self, row: Row, result: TestResultPublished) -> None:
        """Once a file for each code: all marked rows of 2015 would say the same."""
        for column, code in _undecoded(row, result, self._subjects):
            if (column, code) not in self._unexplained:
                self._unexplained.add((column, code))
                self.warnings.append(Warned(row.number, column, code, _UNEXPLAINED))


def _undecoded(
    row: Row, result: TestResultPublished, columns: Iterable[SubjectColumns]
) -> Iterator[tuple[str, str]]:
    """Columns of a row whose code has no published meaning, and the code."""
    if result.not_tested is NotTested.UNDECODED:
        yield "noaplica", row.text("noaplica")
    for one, of_subject in zip(result.results, columns, strict=True):
        if one.mark is ResultMark.UNDECODED:
            yield of_subject.mark, one.mark_code or ""
        if one.difference_mark is ResultMark.UNDECODED:
            yield of_subject.difference_mark, one.difference_mark_code or ""


def _not_tested(row: Row, *columns: str) -> NotTested | None:
    return row_context(row, *columns).not_tested


def _plain_not_tested(row: Row, *columns: str) -> NotTested | None:
    """In a file whose zeros are zeros."""
    context = row_context(row, *columns)
    if context.false_zeros or context.not_tested is NotTested.UNDECODED:
        raise NotPlainError
    return context.not_tested


def _last_day(row: Row, year: str) -> date:
    return school_year(row, year).last_day


def _comuna(row: Row, column: str) -> int | None:
    """The CUT code; None where the file numbers comunas locally."""
    code = optional_whole(row, column)
    return code if code is not None and code >= _SMALLEST_CUT else None


@lru_cache(maxsize=64)
def _edition(marks: tuple[str, ...]) -> str | None:
    return " ".join(filter(None, map(str.strip, marks))) or None


def _school_name(row: Row, column: str) -> str:
    return _unquoted(row.text(column))


def _plain_names(said: Texts) -> list[str]:
    names = list(map(_unquoted, glances.filled(said)))
    return names if all(names) else not_plain()


def _unquoted(name: str) -> str:
    """A name that a program has quoted, in a file that otherwise does not quote."""
    if len(name) > 1 and name[0] == name[-1] == '"' and '""' in name:
        return name[1:-1].replace('""', '"')
    return name
