"""A small country, and the same with some of its files withheld: of a dataset, some years, some
sostenedores.

A sostenedor hands in a dataset's year for all its schools, so that is what is withheld: rows of a
dataset, of a year and of a sostenedor together. Convenios are one file of a sostenedor, of all its
years. Registers and values of the law have neither and are withheld whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sep_sample import generate

YEARS = range(2018, 2022)

DATASETS = {
    "rendiciones": r"rendiciones\.csv",
    "convenios": r"convenios\.csv",
    "pme": r"pme_acciones_\d+\.csv",
    "contratos_ate": r"contratos_ate\.csv",
    "concursos_ate": r"concursos_ate\.csv",
    "hitos_ate": r"hitos_ate\.csv",
    "pagos_ate": r"pagos_ate\.csv",
    "ate_registro": r"ate_registro\.csv",
    "subvenciones": r".*Subvenciones.*\.csv",
    "asistencia": r"asistencia_sep_\d+\.csv",
    "alumnos_sep": r"Preferentes_.*\.csv",
    "categorias": r"(Desempeno|cdm_)\d+\.csv",
    "directorio": r".*Directorio.*\.csv",
    "documentos": r"Documentos_\d+\.txt",
    "estado_resultado": r"Estado_resultado_\d+\.txt",
    "movimientos": r"movimientos_bancarios_\d+\.csv",
    "certificados": r"certificados_saldo\.csv",
    "use": r"use\.csv",
    "partes_relacionadas": r"partes_relacionadas\.csv",
}
OF_ALL_YEARS = ("convenios",)
WHOLE = ("ate_registro", "use", "partes_relacionadas")

_DAYS = ("fecha_pago", "fecha_firma", "fecha_aviso", "fecha_comprometida", "fecha")


@dataclass(frozen=True)
class Cut:
    """Rows that nobody handed in: of a dataset; of some years, or all; of some holders, or all."""

    dataset: str
    years: frozenset[int] = frozenset()
    holders: frozenset[str] = frozenset()

    def takes(self, name: str, year: int | None, holder: str | None) -> bool:
        if not re.fullmatch(DATASETS[self.dataset], name):
            return False
        if self.dataset in WHOLE:
            return True
        every_year = not self.years or self.dataset in OF_ALL_YEARS
        return (every_year or year in self.years) and (not self.holders or holder in self.holders)


@dataclass
class Country:
    """A generated country's files, and who answers for each of their rows."""

    folder: Path
    holders: list[str] = field(default_factory=list)
    of_school: dict[tuple[str, int], str] = field(default_factory=dict)
    of_contract: dict[str, str] = field(default_factory=dict)

    @classmethod
    def generated(cls, folder: Path, *, seed: int, schools: int = 20) -> "Country":
        generate(folder, schools=schools, years=YEARS, seed=seed)
        country = cls(folder)
        country._learn()
        return country

    def without(self, cuts: tuple[Cut, ...], folder: Path) -> Path:
        """A folder with the same files, less what the cuts take."""
        folder.mkdir()
        for path in sorted(self.folder.iterdir()):
            header, *records = _records(path)
            kept = [
                record
                for record in records
                if not any(cut.takes(path.name, *self._place(path, header, record)) for cut in cuts)
            ]
            if kept:
                (folder / path.name).write_text("".join([header, *kept]), "latin-1", newline="")
        return folder

    def _learn(self) -> None:
        for path in self.folder.glob("*Subvenciones*.csv"):
            for row in _rows(path):
                self.of_school[row["rbd"], int(row["agno"])] = row["rut_sostenedor"].split("-")[0]
        for row in _rows(self.folder / "contratos_ate.csv"):
            self.of_contract[row["contrato"]] = row["rut_sostenedor"].split("-")[0]
        self.holders = sorted(set(self.of_school.values()))

    def _place(self, path: Path, header: str, record: str) -> tuple[int | None, str | None]:
        row = _row(header, record)
        year = _year(path, row)
        if "contrato" in row and row["contrato"] in self.of_contract:
            return year, self.of_contract[row["contrato"]]
        if said := row.get("rut_sostenedor"):
            return year, said.split("-")[0]
        return year, self.of_school.get((row.get("rbd", ""), year or 0))


def _year(path: Path, row: dict[str, str]) -> int | None:
    for column in ("anio", "agno", "periodo", "mes", *_DAYS):
        if re.match(r"(19|20)\d\d", value := row.get(column, "")):
            return int(value[:4])
    named = re.findall(r"(?:19|20)\d\d", path.stem)
    return int(named[-1]) if named else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    header, *records = _records(path)
    return (_row(header, record) for record in records)


def _row(header: str, record: str) -> dict[str, str]:
    mark = "~" if "~" in header else ";"
    names = header.removeprefix("ï»¿").rstrip("\r\n").lower().split(mark)
    return dict(zip(names, record.rstrip("\r\n").split(mark), strict=False))


def _records(path: Path) -> Iterator[str]:
    """The header and the rows as they stand; a row goes on until all its cells are there."""
    header, *lines = path.read_bytes().decode("latin-1").splitlines(keepends=True)
    mark = "~" if "~" in header else ";"
    yield header
    record = ""
    for line in lines:
        record += line
        if record.count(mark) >= header.count(mark):
            yield record
            record = ""
