"""The result of one subject in a SIMCE row, with the zeros that are no zeros taken out.

A score of 0 is never one: it stands for a result that is hidden. Up to 2022 numeric files also
write 0 for differences that do not exist, and 2023 and 2024 for the shares of pupils at each
learning standard.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Self

from sep_domain.events.education.results import (
    NotTested,
    ResultMark,
    Significance,
    Subject,
    SubjectResult,
)
from sep_intake.cells.grammar import SHARES
from sep_intake.cells.rows import Row
from sep_intake.columns.column_values import Column, Member, Odd, joined_pieces, remembered_json
from sep_intake.columns.fields import Fields, field
from sep_intake.columns.quick_columns import NotPlainError
from sep_intake.columns.reading import optional_whole, school_year
from sep_intake.layouts.results.simce.codings import (
    SIGNIFICANCES,
    YearCodings,
    codings_of,
    optional_coded_value,
)

_FALSE_ZERO_DIFFERENCES_UNTIL = 2022
_ABSENT_SHARES = (None, None, None)

_ZERO = re.compile(r"[+-]?0*\.?0+", re.ASCII)

Shares = tuple[Decimal | None, Decimal | None, Decimal | None]


_KINDS = ("nalu", "prom", "dif", "difgru", "sigdif", "siggru", "marca", "marcadif")
_STANDARDS = ("palu_eda_ins", "palu_eda_ele", "palu_eda_ade")
_ALWAYS_WHOLE = frozenset({Subject.LECTURA, Subject.MATEMATICA})
_GRADE_OF_STANDARDS = "4b"
"""The only grade in which others than reading and mathematics have learning standards."""

OF_SUBJECT = re.compile(
    rf"({'|'.join((*_KINDS, *_STANDARDS))})_({'|'.join(Subject)})(2b|4b|6b|8b|2m)_rbd"
)
"""A column of a subject: what it tells, the subject and the grade."""


class SubjectColumns(NamedTuple):
    """Where a file keeps a subject; a column may be absent, as differences of a new subject are."""

    subject: Subject
    pupils: str
    score: str
    difference: str
    group_difference: str
    difference_significance: str
    group_significance: str
    mark: str
    difference_mark: str
    insufficient: str
    elementary: str
    adequate: str

    @property
    def shares(self) -> tuple[str, str, str]:
        return self.insufficient, self.elementary, self.adequate

    def column_of(self, field: str) -> str:
        """Where a field of a result is read."""
        name = field.removesuffix("_code").removesuffix("_share")
        return str(self._asdict().get(name, self.score))

    @property
    def together(self) -> tuple[frozenset[str], ...]:
        """Reading and mathematics have always all; another subject may be new, without anything to
        compare with, or have no standards, but has all of a set or none."""
        result = {self.pupils, self.score, self.group_difference, self.group_significance}
        if self.subject in _ALWAYS_WHOLE:
            return (frozenset(self[1:]),)
        return (
            frozenset({*result, self.mark}),
            frozenset({self.difference, self.difference_significance}),
            frozenset(self.shares),
        )

    @property
    def optional(self) -> Mapping[str, str]:
        """What is lost where a set is wholly absent. The mark of a difference came later."""
        if self.subject in _ALWAYS_WHOLE:
            return {}
        compared = (self.difference, self.difference_significance, self.difference_mark)
        has_standards = self.score.endswith(f"{_GRADE_OF_STANDARDS}_rbd")
        shares = "quedan sin estándares de aprendizaje" if has_standards else ""
        return {
            **dict.fromkeys(compared, "quedan sin comparación con la medición anterior"),
            **dict.fromkeys(self.shares, shares),
        }

    @classmethod
    def of(cls, subject: Subject, grade: str) -> Self:
        return cls(subject, *(f"{kind}_{subject}{grade}_rbd" for kind in (*_KINDS, *_STANDARDS)))


class RowContext(NamedTuple):
    """What a subject's columns mean in the row they stand in."""

    codings: YearCodings
    not_tested: NotTested | None
    false_zeros: bool
    """Whether the file writes 0 for a difference that does not exist."""

    @classmethod
    def of(
        cls, year: int, codings: YearCodings, numeric: bool, not_tested: NotTested | None
    ) -> Self:
        """`numeric` tells a file that writes its codes as numbers."""
        return cls(codings, not_tested, numeric and year <= _FALSE_ZERO_DIFFERENCES_UNTIL)


def subject_result(row: Row, columns: SubjectColumns, context: RowContext) -> SubjectResult:
    """Raises RowError."""
    score = _score(row, columns.score)
    mark = row.optional_text(columns.mark)
    difference_mark = row.optional_text(columns.difference_mark)
    zero_is_none = context.false_zeros and (score is None or difference_mark is not None)
    difference = _difference(row, columns.difference, zero_is_none)
    group_difference = _difference(row, columns.group_difference, zero_is_none)
    insufficient, elementary, adequate = _shares(row, columns)
    return SubjectResult(
        subject=columns.subject,
        pupils=_pupils(row, columns.pupils, context),
        score=score,
        difference=difference,
        difference_significance=_significance(row, columns.difference_significance, difference),
        group_difference=group_difference,
        group_significance=_significance(row, columns.group_significance, group_difference),
        mark=context.codings.mark(mark) if mark else None,
        mark_code=mark,
        difference_mark=context.codings.difference_mark(difference_mark)
        if difference_mark
        else None,
        difference_mark_code=difference_mark,
        insufficient_share=insufficient,
        elementary_share=elementary,
        adequate_share=adequate,
    )


def row_context(row: Row, agno: str, dependency: str, noaplica: str) -> RowContext:
    """Raises RowError."""
    year = school_year(row, agno)
    of_year = codings_of(year)
    numeric = row.text(dependency).isdecimal()
    not_tested = of_year.why_not_tested(row.text(noaplica))
    return RowContext.of(year, of_year, numeric, not_tested)


def plain_subject(columns: SubjectColumns, *test: str) -> list[Fields]:
    """How `subject_result` reads a subject where zeros are zeros, its shares apart; those fields
    together that look at the same columns. `test` is what `row_context` looks at."""
    differences = (columns.difference, columns.difference_significance)
    group_differences = (columns.group_difference, columns.group_significance)
    mark, difference_mark = (columns.mark, test[0]), (columns.difference_mark, test[0])
    return [
        {"pupils": field(_plain_pupils, columns.pupils, *test)},
        {"score": field(_score, columns.score)},
        {
            "difference": field(_plain_difference, *differences),
            "difference_significance": field(_plain_significance, *differences),
        },
        {
            "group_difference": field(_plain_difference, *group_differences),
            "group_significance": field(_plain_significance, *group_differences),
        },
        {"mark": field(_plain_mark, *mark), "mark_code": field(_mark_code, *mark)},
        {
            "difference_mark": field(_plain_difference_mark, *difference_mark),
            "difference_mark_code": field(_mark_code, *difference_mark),
        },
    ]


def plain_shares(columns: SubjectColumns) -> Fields:
    """How each share is read where they are not all zero."""
    return {
        "insufficient_share": field(Row.optional_decimal, columns.insufficient, form=SHARES),
        "elementary_share": field(Row.optional_decimal, columns.elementary, form=SHARES),
        "adequate_share": field(Row.optional_decimal, columns.adequate, form=SHARES),
    }


class PlainShares:
    """The shares of many rows as members of a JSON object, none of them where all are zero."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._shares = [remembered_json(member) for member in members]

    def of(self, said: Column, odd: Odd) -> Column:
        """Told of the texts of the three."""
        columns = zip(*said, strict=True)
        each = [share.of(column, odd) for share, column in zip(self._shares, columns, strict=True)]
        return [
            b"" if _is_zero(first) and _is_zero(second) and _is_zero(third) else written
            for (first, second, third), written in zip(said, joined_pieces(each), strict=True)
        ]


def _score(row: Row, column: str) -> int | None:
    return optional_whole(row, column) or None


def _plain_pupils(row: Row, column: str, *test: str) -> int | None:
    return _pupils(row, column, row_context(row, *test))


def _plain_difference(row: Row, column: str, _: str) -> int | None:
    return row.optional_integer(column)


def _plain_significance(row: Row, difference: str, column: str) -> Significance | None:
    return _significance(row, column, row.optional_integer(difference))


def _plain_mark(row: Row, column: str, year: str) -> ResultMark | None:
    return _decoded(codings_of(school_year(row, year)).mark, row.optional_text(column))


def _plain_difference_mark(row: Row, column: str, year: str) -> ResultMark | None:
    return _decoded(codings_of(school_year(row, year)).difference_mark, row.optional_text(column))


def _decoded(meaning: Callable[[str], ResultMark], code: str | None) -> ResultMark | None:
    mark = meaning(code) if code else None
    if mark is ResultMark.UNDECODED:
        raise NotPlainError  # there may be a warning to give
    return mark


def _mark_code(row: Row, column: str, _: str) -> str | None:
    return row.optional_text(column)


@lru_cache(maxsize=1 << 12)
def _is_zero(share: str) -> bool:
    return _ZERO.fullmatch(share.strip()) is not None


def _pupils(row: Row, column: str, context: RowContext) -> int | None:
    """Pupils tested. A blank and a 0 both say that nobody was, where the school took no test."""
    pupils = optional_whole(row, column)
    return 0 if pupils is None and context.not_tested else pupils


def _difference(row: Row, column: str, zero_is_none: bool) -> int | None:
    difference = row.optional_integer(column)
    return None if difference == 0 and zero_is_none else difference


def _significance(row: Row, column: str, difference: int | None) -> Significance | None:
    """None without a difference, of which files say «not significant» all the same."""
    return None if difference is None else optional_coded_value(row, column, SIGNIFICANCES)


def _shares(row: Row, columns: SubjectColumns) -> Shares:
    """Percent of pupils at each standard; all of them 0 where there is no result."""
    insufficient = row.optional_decimal(columns.insufficient, SHARES)
    elementary = row.optional_decimal(columns.elementary, SHARES)
    adequate = row.optional_decimal(columns.adequate, SHARES)
    # Spelt out, for to compare a Decimal with None costs more than to read one.
    if insufficient is None or elementary is None or adequate is None:
        return insufficient, elementary, adequate
    if insufficient or elementary or adequate:
        return insufficient, elementary, adequate
    return _ABSENT_SHARES
