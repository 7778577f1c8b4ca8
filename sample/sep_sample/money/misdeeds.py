"""The anomalies that hide among the documents of a year, each a small edit of the clean table."""

from collections.abc import Callable
from datetime import date

import polars as pl

from sep_sample.anomalies import relations
from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast, Role
from sep_sample.money.documents import COLUMNS


class _Scene:
    """One role in one year's documents: the SEP purchases it may spoil, the key to record in."""

    def __init__(self, documents: pl.DataFrame, role: Role, key: AnswerKey) -> None:
        self.documents = documents.with_row_index("at")
        self.role = role
        self._key = key
        self.purchases = self.documents.filter(
            pl.col("rbd") == role.school.rbd,
            pl.col("subvention") == "SEP",
            pl.col("kind") != "PLANILLA",
            pl.col("account") != 410501,
        )

    def edited(self, at: pl.Series | int, **changes: object) -> pl.DataFrame:
        rows = [at] if isinstance(at, int) else at.to_list()
        chosen = pl.col("at").is_in(rows)
        return self.documents.with_columns(
            pl.when(chosen)
            .then(pl.lit(value))
            .otherwise(pl.col(name))
            .cast(COLUMNS[name])
            .alias(name)
            for name, value in changes.items()
        ).drop("at")

    def purchase(self, index: int) -> dict[str, object]:
        """A purchase of the school, the first of the year 0, the last -1."""
        return self.purchases.row(index % self.purchases.height, named=True)

    def added(self, row: dict[str, object]) -> pl.DataFrame:
        extra = pl.DataFrame([{name: row[name] for name in COLUMNS}], schema=COLUMNS)
        return pl.concat([self.documents.drop("at"), extra])

    def record(self, row: dict[str, object], description: str) -> None:
        role, year = self.role, self.role.year
        found = (
            f"cuenta={row['account']};tipo={row['kind']};numero={row['number']};rut={row['issuer']}"
        )
        rut = role.school.holder_in(year).rut
        file = f"Documentos_{year}.txt"
        self._key.record(Anomaly(role.rule, role.school.rbd, rut, year, file, found, description))


def with_misdeeds(documents: pl.DataFrame, year: int, cast: Cast, key: AnswerKey) -> pl.DataFrame:
    """The documents of the year with every anomaly of the cast worked in and recorded."""
    for rule, spoil in _EDITS.items():
        for role in cast.of(rule, year):
            scene = _Scene(documents, role, key)
            if scene.purchases.height or rule == "RF10":
                documents = spoil(scene)
    return documents.sort("rbd", "paid_on", "kind", "number", "subvention")


def _charged_twice(scene: _Scene) -> pl.DataFrame:
    row = scene.purchase(0)
    scene.record(row, "La misma factura cargada dos veces")
    return scene.added(row)


def _spent_too_early(scene: _Scene) -> pl.DataFrame:
    year = scene.role.year
    scene.record(scene.purchase(0), "Compras pagadas en enero, antes de recibir los fondos")
    return scene.edited(scene.purchases["at"], dated=date(year, 1, 4), paid_on=date(year, 1, 5))


def _paid_to_related(scene: _Scene) -> pl.DataFrame:
    row = scene.purchase(1)
    related = relations.related_supplier(scene.role.school).number
    scene.record({**row, "issuer": related}, "Proveedor relacionado con el sostenedor")
    return scene.edited(_at(row), issuer=related)


def _relative_on_payroll(scene: _Scene) -> pl.DataFrame:
    row = {
        **scene.purchase(2),
        "book": "Libro de Remuneraciones",
        "kind": "PLANILLA",
        "account": 410101,
        "number": scene.role.school.rbd * 10_000 + (scene.role.year % 100) * 100 + 90,
        "detail": f"Remuneración; acción PME {scene.role.year}/1",
        "issuer": relations.relative(scene.role.school).number,
    }
    row["total"] = row["declared"]
    scene.record(row, "Contratación de un familiar del representante legal")
    return scene.added(row)


def _one_supplier(scene: _Scene) -> pl.DataFrame:
    favourite = scene.purchase(3)["issuer"]
    scene.record(scene.purchase(3), "Un solo proveedor recibe casi todo el gasto no remuneracional")
    return scene.edited(scene.purchases["at"], issuer=favourite)


def _inadmissible(scene: _Scene) -> pl.DataFrame:
    """Building work before Dictamen 41 of 2018, fines at any time."""
    row = scene.purchase(4)
    account = 411602 if scene.role.year < 2018 else 411201
    scene.record({**row, "account": account}, "Cuenta no admisible con SEP en ese año")
    return scene.edited(_at(row), account=account)


def _paid_after_closing(scene: _Scene) -> pl.DataFrame:
    row = scene.purchase(-1)
    late = date(scene.role.year + 1, 4, 20)
    scene.record(row, f"Pagado el {late} y cargado a la rendición ya cerrada")
    return scene.edited(_at(row), paid_on=late)


def _after_expiry(scene: _Scene) -> pl.DataFrame:
    year, school = scene.role.year, scene.role.school
    row: dict[str, object] = {
        "rbd": school.rbd,
        "subvention": "SEP",
        "book": "Libro de Compras Percibidos",
        "kind": "FACE",
        "account": 410605,
        "number": 900_000_000 + school.rbd,
        "detail": f"Compra posterior al convenio; acción PME {year}/3",
        "dated": date(year, 4, 15),
        "total": 350_000,
        "declared": 350_000,
        "paid_on": date(year, 4, 24),
        "issuer": 58_000_001,
    }
    scene.record(row, "Documento posterior al término del convenio")
    return scene.added(row)


def _at(row: dict[str, object]) -> int:
    return int(str(row["at"]))


_EDITS: dict[str, Callable[[_Scene], pl.DataFrame]] = {
    "RF12": _charged_twice,
    "RF14": _spent_too_early,
    "RF15": _paid_to_related,
    "RF16": _relative_on_payroll,
    "RF25": _one_supplier,
    "RF37": _inadmissible,
    "RF40": _paid_after_closing,
    "RF10": _after_expiry,
}
