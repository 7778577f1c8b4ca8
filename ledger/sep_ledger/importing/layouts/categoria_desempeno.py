"""Categoría de desempeño: the Agencia's yearly ordering of schools (Ley 20.529 arts 17 and 18).

One file per year and level. The year stands in the header of the category column. The level should
stand in that of the enrolment, but the file of básica of 2018 is labelled «Matrícula Media 2017»:
so the names of file and sheet come first, and that one label is not believed.
"""

import re
from collections.abc import Set

from sep_domain.events.schools import PerformanceCategoryAssigned
from sep_domain.grades import EducationLevel
from sep_domain.schools import Dependency, PerformanceCategory
from sep_ledger.importing.layout import FileHead, FileRefusedError, Layout, Warned
from sep_ledger.importing.layouts.reading import literal, optional_whole, year_of_file
from sep_ledger.importing.rows import Row, normalised

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
    required = frozenset({"rbd", "nombre_establecimiento", "region", "comuna", "dependencia"})

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        found = [match for match in map(_CATEGORY.fullmatch, head.columns) if match]
        if len(found) != 1:
            raise FileRefusedError(
                f"{head.name}: se espera una sola columna «Categoría Desempeño» con su año y hay "
                f"{len(found)}"
            )
        self._category, self._year = found[0][0], year_of_file(head.name, found[0][1])
        self._enrolment = next(filter(_ENROLMENT.fullmatch, head.columns), None)
        self._level = self._level_of_file()

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        return cls.required <= columns and any(map(_CATEGORY.fullmatch, columns))

    def facts(self, row: Row) -> list[PerformanceCategoryAssigned]:
        return [
            PerformanceCategoryAssigned(
                occurred_on=self._year.last_day,
                rbd=row.rbd(),
                level=self._level,
                year=self._year,
                category=literal(row, self._category, _CATEGORIES),
                school_name=row.text("nombre_establecimiento"),
                dependency=literal(row, "dependencia", _DEPENDENCIES),
                region_name=_spoken_region(row.text("region")),
                comuna_name=row.text("comuna"),
                enrolment=optional_whole(row, self._enrolment) if self._enrolment else None,
            )
        ]

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


def _level_named(name: str) -> EducationLevel | None:
    """The level that the name of a file or sheet gives: `cdb_2018`, `cdm_2019`, `… básica …`."""
    plain = normalised(name)
    if "cdb" in plain or "basica" in plain:
        return EducationLevel.BASICA
    return EducationLevel.MEDIA if "cdm" in plain or "media" in plain else None


def _spoken_region(name: str) -> str:
    """`de O’Higgins`, whose apostrophe the file of 2017 holds as a control character."""
    return name.replace("\x92", "’")
