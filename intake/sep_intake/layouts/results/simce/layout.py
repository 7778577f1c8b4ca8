"""SIMCE by school: one row per school in a file of one grade and year.

Columns come in another order nearly every year and carry subject and grade in their names, so all
are found by name. Comunas are CUT codes, except for 2015 and 4° básico of 2017, whose local numbers
are left out: the Directorio knows the comuna. Regions' names change every year and are not read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from pydantic import ValidationError

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact
from sep_domain.events.education.results import (
    NotTested,
    ResultMark,
    Subject,
    SubjectResult,
    TestResultPublished,
)
from sep_domain.provenance import Edition
from sep_intake.cells.broken_rules import broken_rule
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns import quick_columns
from sep_intake.columns.column_values import Meaning, Member, constant, remembered_json
from sep_intake.columns.fields import (
    Field,
    FieldLayout,
    Fields,
    field,
    member_start,
)
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import FileHead, PlainFacts, Warned
from sep_intake.columns.quick_columns import (
    ColumnReader,
    NotPlainError,
    Texts,
    not_plain,
    texts_json,
)
from sep_intake.columns.reading import (
    YearInName,
    edition_day,
    optional_whole,
    school_year,
)
from sep_intake.layouts.results.simce import codings
from sep_intake.layouts.results.simce.subjects import (
    OF_SUBJECT,
    PlainShares,
    RowContext,
    SubjectColumns,
    plain_shares,
    plain_subject,
    row_context,
    subject_result,
)

_SMALLEST_CUT = 1_000
_UNEXPLAINED = "código sin significado publicado; se conserva sin interpretar"


_TEST = ("agno", "cod_depe1", "noaplica")
_EDITION = ("codigo_bbdd", "fecha_bbdd")
_LOST_EDITION = dict.fromkeys(_EDITION, "no se sabe de qué edición es el archivo")
_DATED = re.compile(r"([0-9]{4})[0-9]{4}")


class Simce(FieldLayout):
    dataset = "simce"
    title = "Resultados SIMCE por establecimiento"
    required = frozenset(
        {"agno", "grado", "rbd", "nom_rbd", "cod_reg_rbd", "cod_com_rbd", "cod_depe1"}
        | {"cod_grupo", "cod_rural_rbd", "noaplica"}
    )
    unread = frozenset(
        {"dvrbd", "nom_reg_rbd", "cod_pro_rbd", "nom_pro_rbd", "nom_com_rbd", "cod_deprov_rbd"}
        | {"nom_deprov_rbd", "cod_depe2"}
    )
    unread_like = re.compile(r"(cod|nom)_(reg|pro|com|deprov)_rbd_2014|marca_eda_\w+_rbd")
    event = TestResultPublished
    named_by = ("rbd", "grade")
    complete_in = ("year", "grade")
    dated_by = "year"

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._in_name = YearInName(head, self.warnings)
        found = [match for match in map(OF_SUBJECT.fullmatch, head.columns) if match]
        self._grade = found[0][3]
        subjects = {match[2] for match in found}
        self._subjects = tuple(
            SubjectColumns.of(subject, self._grade) for subject in Subject if subject in subjects
        )
        self._edition = [
            head.columns.index(column) for column in _EDITION if column in head.columns
        ]
        self._unexplained: set[tuple[str, str]] = set()

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:
        if any(map(OF_SUBJECT.fullmatch, columns)):
            return cls.required
        return cls.required | {"prom_lect4b_rbd"}

    @classmethod
    def contradiction(cls, columns: Set[str]) -> str | None:
        grades = sorted({match[3] for match in map(OF_SUBJECT.fullmatch, columns) if match})
        if len(grades) == 1:
            return None
        found = ", ".join(grades)
        return f"se espera un solo grado en los nombres de las columnas y hay {found}"

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        """With the columns of each subject of which the file has any."""
        found = {match.group(2, 3) for match in map(OF_SUBJECT.fullmatch, columns) if match}
        subjects = [SubjectColumns.of(Subject(name), grade) for name, grade in sorted(found)]
        together = chain.from_iterable(each.together for each in subjects)
        lost = chain(_LOST_EDITION.items(), *(each.optional.items() for each in subjects))
        return replace(
            super().declaration(columns),
            together=(frozenset(_EDITION), *together),
            optional=dict(lost),
        )

    def fields(self) -> Fields:
        return {
            "year": field(self._year, "agno", _EDITION[1]),
            "not_tested": field(_not_tested, *_TEST),
            "occurred_on": field(_last_day, "agno"),
            "rbd": field(Row.rbd, "rbd", by_column=quick_columns.rbd),
            "grade": field(self._checked_grade, "grado"),
            "school_name": field(
                _school_name, "nom_rbd", by_column=ColumnReader(_plain_names, texts_json)
            ),
            "region": field(Row.code, "cod_reg_rbd", values=codings.REGIONS),
            "comuna": field(_comuna, "cod_com_rbd"),
            "dependency": field(codings.coded_value, "cod_depe1", values=codings.DEPENDENCIES),
            "socioeconomic_group": field(
                codings.optional_coded_value, "cod_grupo", values=codings.GROUPS
            ),
            "rural": field(codings.optional_coded_value, "cod_rural_rbd", values=codings.RURAL),
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

    def columns_of(self, path: str) -> tuple[str, ...]:
        match path.split("."):
            case ["results", place, field]:
                return tuple(
                    subject.column_of(field)
                    for number, subject in enumerate(self._subjects)
                    if place in (str(number), subject.subject.value)
                )
        return super().columns_of(path)

    def facts(self, row: Row) -> list[Fact]:
        facts = super().facts(row)
        for result in facts:
            if isinstance(result, TestResultPublished):
                self._warn_of_undecoded(row, result)
        return facts

    def edition(self, row: Row) -> Edition | None:
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
        return tuple(_result(row, one, context) for one in self._subjects)

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
            Member(member_start(name, first=False), each.source(SubjectResult, name, self.warnings))
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


def _result(row: Row, columns: SubjectColumns, context: RowContext) -> SubjectResult:
    """Raises RowError, also for what the model refuses: here it is known of which subject."""
    try:
        return subject_result(row, columns, context)
    except ValidationError as error:
        rule = broken_rule(error)
        raise RowError(
            columns.column_of(rule.field), rule.value, rule.reason, rule.expected
        ) from None


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
def _edition(marks: tuple[str, ...]) -> Edition | None:
    """Of `codigo_bbdd` and `fecha_bbdd`, in any order; the date is a day without separators."""
    said = [mark for mark in map(str.strip, marks) if mark]
    if not said:
        return None
    return Edition(" ".join(said), next(filter(None, map(edition_day, said)), None))


def _school_name(row: Row, column: str) -> str:
    return _unquoted(row.text(column))


def _plain_names(said: Texts) -> list[str]:
    names = list(map(_unquoted, quick_columns.filled_texts(said)))
    return names if all(names) else not_plain()


def _unquoted(name: str) -> str:
    """A name that a program has quoted, in a file that otherwise does not quote."""
    if len(name) > 1 and name[0] == name[-1] == '"' and '""' in name:
        return name[1:-1].replace('""', '"')
    return name
