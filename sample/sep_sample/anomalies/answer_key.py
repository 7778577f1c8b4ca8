"""The answer key: which anomaly was put where, so that a rule can be marked against it."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

RULES = tuple(f"RF{number:02d}" for number in range(1, 41))


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One injected anomaly: the rule it should raise, and where to find it.

    `key` is the natural key of the row in `file`, written `contrato=C-…;hito=2`.
    """

    rule: str
    rbd: int
    holder_rut: str
    year: int
    file: str
    key: str
    description: str


@dataclass(slots=True)
class AnswerKey:
    """Everything injected so far, in the order of injection."""

    anomalies: list[Anomaly] = field(default_factory=list)

    def record(self, anomaly: Anomaly) -> None:
        self.anomalies.append(anomaly)

    def rules(self) -> frozenset[str]:
        return frozenset(anomaly.rule for anomaly in self.anomalies)

    def write(self, directory: Path) -> Path:
        path = directory / "anomalias.csv"
        found = sorted(self.anomalies, key=lambda a: (a.rule, a.year, a.rbd, a.key))
        table = pl.DataFrame(
            {
                "regla": [a.rule for a in found],
                "rbd": [a.rbd for a in found],
                "rut_sostenedor": [a.holder_rut for a in found],
                "anio": [a.year for a in found],
                "archivo": [a.file for a in found],
                "clave": [a.key for a in found],
                "descripcion": [a.description for a in found],
            }
        )
        # A key holds the delimiter between its parts, so this one file quotes where it must.
        table.write_csv(path, separator=";", quote_style="necessary")
        return path
