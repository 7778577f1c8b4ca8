"""What the codes of a SIMCE file mean, which for some depends on its year.

Files up to 2016, and 2° medio of 2017, write words; later ones write numbers. Words are compared
without case and accents. Of the numbers, those for marks have changed meaning, and those of 2015
were never explained: their rows with 3 have no score while later it is 1 that hides it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

from sep_domain.events.education.results import (
    NotTested,
    ResultMark,
    Significance,
    SocioeconomicGroup,
)
from sep_domain.values.schools import Dependency, Region
from sep_intake.cells.rows import Row, RowError, normalised_column, one_of

T = TypeVar("T")

REGIONS = {str(region.value): region for region in Region}

DEPENDENCIES = {
    "1": Dependency.CORPORACION_MUNICIPAL,
    "2": Dependency.MUNICIPAL_DAEM,
    "3": Dependency.PARTICULAR_SUBVENCIONADO,
    "4": Dependency.PARTICULAR_PAGADO,
    "5": Dependency.ADMINISTRACION_DELEGADA,
    "6": Dependency.SLEP,
    "corporacion_municipal": Dependency.CORPORACION_MUNICIPAL,
    "municipal_daem": Dependency.MUNICIPAL_DAEM,
    "particular_subvencionado": Dependency.PARTICULAR_SUBVENCIONADO,
    "particular_pagado": Dependency.PARTICULAR_PAGADO,
    "administracion_delegada": Dependency.ADMINISTRACION_DELEGADA,
}

GROUPS = {
    **{str(code): group for code, group in enumerate(SocioeconomicGroup, start=1)},
    **{group.value: group for group in SocioeconomicGroup},
}

RURAL = {"1": False, "2": True, "urbano": False, "rural": True}

SIGNIFICANCES = {
    "1": Significance.POSITIVE,
    "0": Significance.NONE,
    "-1": Significance.NEGATIVE,
    "positiva_y_significativa": Significance.POSITIVE,
    "no_significativa": Significance.NONE,
    "negativa_y_significativa": Significance.NEGATIVE,
}

_TAKES_THE_TEST = frozenset({"0", "rbd_y_curso_rinde_simce"})

_NOT_TESTED = {
    "100%_ausentes_y_sin_cuestionarios": NotTested.ALL_ABSENT,
    "100%_alumnos_pie": NotTested.ALL_SPECIAL_NEEDS,
    "100%_ausentes_y_con_algun_cuestionario": NotTested.ABSENT_WITH_QUESTIONNAIRE,
    "100%_alumnos_que_se_niegan_a_responder": NotTested.REFUSED,
    "en_paro": NotTested.STRIKE,
    "material_perdido_en_la_aplicacion": NotTested.MATERIAL_LOST,
}
_NOT_TESTED_NUMBERS = {str(code): why for code, why in enumerate(_NOT_TESTED.values(), start=1)}
_SHORTER_WORDS = {"se_niegan_a_responder": NotTested.REFUSED}
"""As a glosa abbreviates the label."""
_COMMUNITY_REFUSED_SINCE = 2022

_MARKS = {
    "alumnos_insuficientes": ResultMark.INSUFFICIENT_PUPILS,
    "ajenas_a_la_agencia:_no_reporte": ResultMark.BEYOND_AGENCY_NOT_REPORTED,
    "ajenas_a_la_agencia:_resultados_no_representativos": (
        ResultMark.BEYOND_AGENCY_NOT_REPRESENTATIVE
    ),
    "ajenas_al_establecimiento:_no_reporte": ResultMark.BEYOND_SCHOOL_NOT_REPORTED,
    "ajenas_al_establecimiento:_resultados_no_representativos": (
        ResultMark.BEYOND_SCHOOL_NOT_REPRESENTATIVE
    ),
}
_MARK_NUMBERS = {
    "1": ResultMark.INSUFFICIENT_PUPILS,
    "2": ResultMark.BEYOND_AGENCY_NOT_REPRESENTATIVE,
    "3": ResultMark.BEYOND_SCHOOL_NOT_REPRESENTATIVE,
    "4": ResultMark.EXTENDED_TEST,
}
_UNEXPLAINED_MARKS = 2015

_DIFFERENCE_MARKS = {
    **_MARKS,
    "alumnos_insuficientes_para_comparacion": ResultMark.INSUFFICIENT_PUPILS,
    "evaluacion_actual_no_permite_comparar": ResultMark.CURRENT_NOT_COMPARABLE,
    "evaluacion_anterior_no_permite_comparar": ResultMark.PREVIOUS_NOT_COMPARABLE,
    "con_marca_en_esta_medicion:_no_representativa": ResultMark.CURRENT_NOT_COMPARABLE,
    "con_marca_medicion_anterior:_no_reporte": ResultMark.PREVIOUS_NOT_COMPARABLE,
}
_DIFFERENCE_MARK_NUMBERS_TO_2022 = {
    "1": ResultMark.INSUFFICIENT_PUPILS,
    "2": ResultMark.PREVIOUS_NOT_COMPARABLE,
    "3": ResultMark.CURRENT_NOT_COMPARABLE,
}
_DIFFERENCE_MARK_NUMBERS_SINCE_2023 = {
    "1": ResultMark.NOT_COMPARABLE,
    "2": ResultMark.INSUFFICIENT_PUPILS,
}


_plain = lru_cache(maxsize=1_024)(normalised_column)


@dataclass(frozen=True, slots=True)
class YearCodings:
    """The codings of one year. A code that its table lacks has no published meaning."""

    marks: Mapping[str, ResultMark]
    difference_marks: Mapping[str, ResultMark]
    not_tested: Mapping[str, NotTested]

    def mark(self, code: str) -> ResultMark:
        return _found(code, self.marks) or ResultMark.UNDECODED

    def difference_mark(self, code: str) -> ResultMark:
        return _found(code, self.difference_marks) or ResultMark.UNDECODED

    def why_not_tested(self, code: str) -> NotTested | None:
        """None where the school takes the test."""
        plain = _plain(code)
        if plain in _TAKES_THE_TEST:
            return None
        for opening in ("cursos_", "con_", "que_"):
            plain = plain.removeprefix(opening)
        return self.not_tested.get(plain, NotTested.UNDECODED)


@cache
def codings_of(year: int) -> YearCodings:
    return YearCodings(
        marks=_MARKS if year == _UNEXPLAINED_MARKS else _MARKS | _MARK_NUMBERS,
        difference_marks=_DIFFERENCE_MARKS | _difference_mark_numbers(year),
        not_tested=_NOT_TESTED | _SHORTER_WORDS | _not_tested_numbers(year),
    )


def _difference_mark_numbers(year: int) -> dict[str, ResultMark]:
    if year >= 2023:
        return _DIFFERENCE_MARK_NUMBERS_SINCE_2023
    return _DIFFERENCE_MARK_NUMBERS_TO_2022


def _not_tested_numbers(year: int) -> dict[str, NotTested]:
    if year >= _COMMUNITY_REFUSED_SINCE:
        return _NOT_TESTED_NUMBERS | {"7": NotTested.COMMUNITY_REFUSED}
    return _NOT_TESTED_NUMBERS


def coded_value(row: Row, column: str, values: Mapping[str, T]) -> T:
    """What a number or a word stands for. Raises RowError where it stands for nothing."""
    return _known(column, row.text(column), values)


def optional_coded_value(row: Row, column: str, values: Mapping[str, T]) -> T | None:
    code = row.optional_text(column)
    return None if code is None else _known(column, code, values)


def _known(column: str, code: str, values: Mapping[str, T]) -> T:
    found = _found(code, values)
    if found is None:
        raise RowError(column, code, "código desconocido", one_of(values))
    return found


def _found(code: str, values: Mapping[str, T]) -> T | None:
    found = values.get(code)
    return values.get(_plain(code)) if found is None else found
