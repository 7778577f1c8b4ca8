"""The result of one subject in a SIMCE row, with the zeros that are no zeros taken out.

A score of 0 is never one: it stands for a result that is hidden. Up to 2022 numeric files also
write 0 for differences that do not exist, and 2023 and 2024 for the shares of pupils at each
learning standard.
"""

import re
from decimal import Decimal
from typing import NamedTuple, Self

from sep_domain.events.results import NotTested, Significance, Subject, SubjectResult
from sep_ledger.importing.fields import Field, Fields, field
from sep_ledger.importing.glances import NotPlainError
from sep_ledger.importing.layouts.reading import optional_whole
from sep_ledger.importing.layouts.simce.codings import SIGNIFICANCES, YearCodings, optional_coded
from sep_ledger.importing.rows import Row

_FALSE_ZERO_DIFFERENCES_UNTIL = 2022
_ABSENT_SHARES = (None, None, None)

_PLAIN_SHARE = re.compile(r"0\.[1-9]|[1-9]\d?(?:\.\d)?", re.ASCII)

Shares = tuple[Decimal | None, Decimal | None, Decimal | None]


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

    @classmethod
    def of(cls, subject: Subject, grade: str) -> Self:
        kinds = ("nalu", "prom", "dif", "difgru", "sigdif", "siggru", "marca", "marcadif")
        standards = ("palu_eda_ins", "palu_eda_ele", "palu_eda_ade")
        return cls(subject, *(f"{kind}_{subject}{grade}_rbd" for kind in (*kinds, *standards)))


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
        pupils=_pupils(row, columns, context),
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


def plain_subject(columns: SubjectColumns) -> Fields:
    """How `subject_result` reads a subject of a school that took the test, where it bears no mark,
    zeros are zeros, and no standard is without pupils."""
    differences = (columns.difference, columns.difference_significance)
    group_differences = (columns.group_difference, columns.group_significance)
    return {
        "subject": Field(lambda _: columns.subject, ()),
        "pupils": field(optional_whole, columns.pupils),
        "score": field(_score, columns.score),
        "difference": field(Row.optional_integer, columns.difference),
        "difference_significance": field(_significance_of, *differences),
        "group_difference": field(Row.optional_integer, columns.group_difference),
        "group_significance": field(_significance_of, *group_differences),
        "mark_code": field(_no_mark, columns.mark),
        "difference_mark_code": field(_no_mark, columns.difference_mark),
        "insufficient_share": field(_plain_share, columns.insufficient),
        "elementary_share": field(_plain_share, columns.elementary),
        "adequate_share": field(_plain_share, columns.adequate),
    }


def _score(row: Row, column: str) -> int | None:
    return optional_whole(row, column) or None


def _significance_of(row: Row, difference: str, column: str) -> Significance | None:
    return _significance(row, column, row.optional_integer(difference))


def _no_mark(row: Row, column: str) -> None:
    if row.optional_text(column):
        raise NotPlainError


def _plain_share(row: Row, column: str) -> Decimal | None:
    """None of the zeros that may be none."""
    text = row.optional_text(column)
    if text and not _PLAIN_SHARE.fullmatch(text):
        raise NotPlainError
    return row.optional_decimal(column, ".")


def _pupils(row: Row, columns: SubjectColumns, context: RowContext) -> int | None:
    """Pupils tested. A blank and a 0 both say that nobody was, where the school took no test."""
    pupils = optional_whole(row, columns.pupils)
    return 0 if pupils is None and context.not_tested else pupils


def _difference(row: Row, column: str, zero_is_none: bool) -> int | None:
    difference = row.optional_integer(column)
    return None if difference == 0 and zero_is_none else difference


def _significance(row: Row, column: str, difference: int | None) -> Significance | None:
    """None without a difference, of which files say «not significant» all the same."""
    return None if difference is None else optional_coded(row, column, SIGNIFICANCES)


def _shares(row: Row, columns: SubjectColumns) -> Shares:
    """Percent of pupils at each standard; all of them 0 where there is no result."""
    insufficient = row.optional_decimal(columns.insufficient, ".")
    elementary = row.optional_decimal(columns.elementary, ".")
    adequate = row.optional_decimal(columns.adequate, ".")
    # Spelt out, for to compare a Decimal with None costs more than to read one.
    if insufficient is None or elementary is None or adequate is None:
        return insufficient, elementary, adequate
    if insufficient or elementary or adequate:
        return insufficient, elementary, adequate
    return _ABSENT_SHARES
