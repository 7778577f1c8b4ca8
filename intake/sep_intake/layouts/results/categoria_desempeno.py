"""Categoría de desempeño: the Agencia's yearly ordering of schools (Ley 20.529 arts 17 and 18).

One file per year and level. The year stands in the header of the category column. The level should
stand in that of the enrolment, but the file of básica of 2018 is labelled «Matrícula Media 2017»:
so the names of file and sheet come first, and that one label is not believed.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import replace
from typing import ClassVar

from sep_domain.events.education.schools import PerformanceCategoryAssigned
from sep_domain.values.grades import EducationLevel
from sep_domain.values.schools import Dependency, PerformanceCategory
from sep_intake.cells.rows import Row, normalised_column
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import FileHead, FileRefusedError, Layout, Warned
from sep_intake.columns.reading import (
    literal,
    optional_whole,
    plain_literal,
    upper_literal,
    year_of_file,
)

_CATEGORY = re.compile(r"categoria_(?:de_)?desempeno_([0-9]{4})")
_ENROLMENT = re.compile(r"matricula_(basica|media)_\d{4}")
_MISLABELLED = "matricula_media_2017"

_CATEGORIES = {
    "ALTO": PerformanceCategory.ALTO,
    "MEDIO": PerformanceCategory.MEDIO,
    "MEDIO-BAJO": PerformanceCategory.MEDIO_BAJO,
    "MEDIO-BAJO (NUEVO)": PerformanceCategory.MEDIO_BAJO_NUEVO,
    "INSUFICIENTE": PerformanceCategory.INSUFICIENTE,
    "SIN CATEGORIA: BAJA MATRICULA": PerformanceCategory.SIN_CATEGORIA_BAJA_MATRICULA,
    "SIN CATEGORIA: FALTA DE INFORMACIÓN": PerformanceCategory.SIN_CATEGORIA_FALTA_DE_INFORMACION,
}
_DEPENDENCIES = {
    "MUNICIPAL": Dependency.MUNICIPAL,
    "P. SUBVENCIONADO": Dependency.PARTICULAR_SUBVENCIONADO,
    "P. PAGADO": Dependency.PARTICULAR_PAGADO,
}


class CategoriaDesempeno(Layout):
    dataset = "categoria_desempeno"
    title = "Categoría de desempeño"
    complete_in = ("year", "level")
    required = frozenset({"rbd", "nombre_establecimiento", "region", "comuna", "dependencia"})
    optional: ClassVar[Mapping[str, str]] = {"matricula": "quedan sin matrícula"}

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        found = [match for match in map(_CATEGORY.fullmatch, head.columns) if match]
        if len(found) != 1:
            raise FileRefusedError(
                f"{head.name}: se espera una sola columna «Categoría Desempeño» con su año y hay "
                f"{len(found)}"
            )
        self._category, self._year = found[0][0], year_of_file(head.name, found[0][1])
        self._enrolment = self.spelt.get("matricula")
        self._level = self._level_of_file()
        self._warned: set[tuple[str, str]] = set()

    @classmethod
    def canonical(cls, column: str) -> str:
        return "matricula" if _ENROLMENT.fullmatch(column) else column

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:
        if any(map(_CATEGORY.fullmatch, columns)):
            return cls.required
        return cls.required | {"categoria_desempeno_AAAA"}

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        """The category's column bears its year in its name."""
        category = set(filter(_CATEGORY.fullmatch, columns))
        return replace(super().declaration(columns), required=cls.required | category)

    def facts(self, row: Row) -> list[PerformanceCategoryAssigned]:
        region = self._beside(row, "region")
        return [
            PerformanceCategoryAssigned(
                occurred_on=self._year.last_day,
                rbd=row.rbd(),
                level=self._level,
                year=self._year,
                category=literal(row, self._category, _CATEGORIES),
                school_name=row.text("nombre_establecimiento"),
                dependency=self._dependency(row),
                region_name=region and _spoken_region(region),
                comuna_name=self._beside(row, "comuna"),
                enrolment=optional_whole(row, self._enrolment) if self._enrolment else None,
            )
        ]

    def _dependency(self, row: Row) -> Dependency | None:
        text = self._beside(row, "dependencia")
        if text is None:
            return None
        found = _DEPENDENCIES.get(upper_literal(text)) or _servicio_local(text)
        if found is None:
            self._warn_once(row, "dependencia", text, "dependencia desconocida")
        return found

    def _beside(self, row: Row, column: str) -> str | None:
        """What stands beside the category, for lack of which the category is not lost."""
        text = row.optional_text(column)
        if text is None:
            self._warn_once(row, column, "", "hay filas sin este dato")
        return text

    def _warn_once(self, row: Row, column: str, value: str, what: str) -> None:
        """A file says the same of very many schools."""
        if (column, value) not in self._warned:
            self._warned.add((column, value))
            reason = f"{what}: queda en blanco; la categoría se carga"
            self.warnings.append(Warned(row.number, column, value, reason))

    def _level_of_file(self) -> EducationLevel:
        named = _level_named(self.head.name) or _level_named(self.head.sheet or "")
        labelled = EducationLevel.BASICA
        if self._enrolment and "media" in self._enrolment and self._enrolment != _MISLABELLED:
            labelled = EducationLevel.MEDIA
        level = named or labelled
        if self._enrolment and level not in self._enrolment:
            self.warnings.append(
                Warned(0, self._enrolment, "", f"el encabezado no dice {level}; se lee como tal")
            )
        return level


def _servicio_local(dependency: str) -> Dependency | None:
    """No file has been seen that tells them apart; these are the words of other files."""
    words = plain_literal(dependency)
    return Dependency.SLEP if "SLEP" in words or "SERVICIO LOCAL" in words else None


def _level_named(name: str) -> EducationLevel | None:
    """The level that the name of a file or sheet gives: `cdb_2018`, `cdm_2019`, `… básica …`."""
    plain = normalised_column(name)
    if "cdb" in plain or "basica" in plain:
        return EducationLevel.BASICA
    return EducationLevel.MEDIA if "cdm" in plain or "media" in plain else None


def _spoken_region(name: str) -> str:
    """`de O’Higgins`, whose apostrophe the file of 2017 holds as a control character."""
    return name.replace("\x92", "’")
