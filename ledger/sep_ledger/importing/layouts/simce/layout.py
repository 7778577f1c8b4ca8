"""SIMCE by school: one row per school in a file of one grade and year.

Columns come in another order nearly every year and carry subject and grade in their names, so all
are found by name. Comunas are CUT codes, except for 2015 and 4° básico of 2017, whose local numbers
are left out: the Directorio knows the comuna. Regions' names change every year and are not read.
"""

import re
from collections.abc import Iterable, Iterator, Set

from sep_domain.events.results import NotTested, ResultMark, Subject, TestResultPublished
from sep_ledger.importing.layout import FileHead, FileRefusedError, Layout, Warned
from sep_ledger.importing.layouts.reading import optional_whole, school_year
from sep_ledger.importing.layouts.simce import codings
from sep_ledger.importing.layouts.simce.subjects import (
    RowContext,
    SubjectColumns,
    subject_result,
)
from sep_ledger.importing.rows import Row, RowError

_SCORE = re.compile(rf"prom_({'|'.join(Subject)})(2b|4b|6b|8b|2m)_rbd")
_SMALLEST_CUT = 1_000
_UNEXPLAINED = "código sin significado publicado; se conserva sin interpretar"


class Simce(Layout):
    dataset = "simce"
    title = "Resultados SIMCE por establecimiento"
    required = frozenset(
        {"agno", "grado", "rbd", "nom_rbd", "cod_reg_rbd", "cod_com_rbd", "cod_depe1"}
        | {"cod_grupo", "cod_rural_rbd", "noaplica"}
    )

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
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
        self._unexplained: set[tuple[str, str]] = set()

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        return cls.required <= columns and any(map(_SCORE.fullmatch, columns))

    def facts(self, row: Row) -> list[TestResultPublished]:
        year = school_year(row, "agno")
        context = self._context(row, year)
        result = TestResultPublished(
            occurred_on=year.last_day,
            rbd=row.rbd(),
            year=year,
            grade=self._checked_grade(row),
            school_name=_unquoted(row.text("nom_rbd")),
            region=row.code("cod_reg_rbd", codings.REGIONS),
            comuna=_comuna(row),
            dependency=codings.coded(row, "cod_depe1", codings.DEPENDENCIES),
            socioeconomic_group=codings.optional_coded(row, "cod_grupo", codings.GROUPS),
            rural=codings.optional_coded(row, "cod_rural_rbd", codings.RURAL),
            not_tested=context.not_tested,
            results=tuple(subject_result(row, one, context) for one in self._subjects),
        )
        self._warn_of_undecoded(row, result)
        return [result]

    def edition(self, row: Row) -> str | None:
        """`final20151009v1 20151009`. The files of 2024 called final say preliminary here."""
        marks = (row.optional_text("codigo_bbdd"), row.optional_text("fecha_bbdd"))
        return " ".join(filter(None, marks)) or None

    def _context(self, row: Row, year: int) -> RowContext:
        of_year = codings.codings_of(year)
        numeric = row.text("cod_depe1").isdecimal()
        not_tested = of_year.why_not_tested(row.text("noaplica"))
        return RowContext.of(year, of_year, numeric, not_tested)

    def _checked_grade(self, row: Row) -> str:
        grade = row.text("grado")
        if grade.lower() != self._grade:
            expected = f"{self._grade}, como en los nombres de las columnas"
            raise RowError("grado", grade, "grado distinto del de las columnas", expected)
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


def _comuna(row: Row) -> int | None:
    """The CUT code; None where the file numbers comunas locally."""
    code = optional_whole(row, "cod_com_rbd")
    return code if code is not None and code >= _SMALLEST_CUT else None


def _unquoted(name: str) -> str:
    """A name that a program has quoted, in a file that otherwise does not quote."""
    if len(name) > 1 and name[0] == name[-1] == '"' and '""' in name:
        return name[1:-1].replace('""', '"')
    return name
