"""On whose silence an accusation rests: what was not seen counts as not done only where a dataset
that would show it has spoken.

`silence.csv` names, for obligations and hindrances, the datasets that would show that it was done,
and the years that they must have spoken of: `year` is the year it is about, `since` that of the day
from which it is not done, `contract`, `convenio` and `start` those in which the contract was
signed, the convenio was signed and its term begins, `on` that of the day asked about; a `register`
is one whole. `contracted` narrows a row to what has a contract, or has none. `marked` is where the
Estado de resultados tells it too, of the one school whose lines of the year it marks NO RENDIDO. A
kind without a row rests on what its own fact says, and on no silence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sep_domain.law.data_tables import table_rows


class Bound(StrEnum):
    """Of the years that a dataset must have spoken of."""

    YEAR = "year"
    SINCE = "since"
    CONTRACT = "contract"
    CONVENIO = "convenio"
    START = "start"
    ON = "on"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Silence:
    """One dataset on whose silence a kind rests, and from which year to which."""

    kind: str
    dataset: str
    from_year: Bound
    to_year: Bound
    contracted: bool | None = None
    marked: bool = False
    """Whether lines marked NO RENDIDO tell as much."""


_WORDS: Mapping[str, str] = {
    "rendiciones": "las rendiciones",
    "pme": "las acciones del PME",
    "convenios": "los convenios",
    "concursos_ate": "los concursos y licitaciones de ATE",
    "contratos_ate": "los contratos con ATE",
    "pagos_ate": "los pagos a ATE",
    "facturas_ate": "las facturas de los hitos de ATE",
    "planes_saldo": "los planes para saldos",
    "documentos": "los documentos rendidos",
    "movimientos_bancarios": "la cartola bancaria",
    "ate_registro": "el registro de ATE",
    "subvenciones": "los pagos de subvención",
    "saldo": "lo pagado y lo gastado en el convenio",
    "plazo_multa": "el día en que la multa se paga, que fija un reglamento (Ley 20.529 art 82)",
}


@cache
def silences() -> tuple[Silence, ...]:
    """Every row of the table, in its order."""
    return tuple(_rows())


def what_lacks(lacking: Iterable[str]) -> list[str]:
    """Spanish sentences of what is not known, from `dataset year`; years of a dataset together.

    A year 0 is a register, which has none.
    """
    years: dict[str, list[str]] = {}
    for each in lacking:
        dataset, _, year = each.partition(" ")
        years.setdefault(dataset, []).append(year)
    return [_sentence(dataset, of) for dataset, of in years.items()]


def _sentence(dataset: str, years: list[str]) -> str:
    words = _WORDS[dataset]
    if years == ["0"]:
        return f"Ningún archivo trae {words}."
    return f"Ningún archivo posterior al plazo trae {words} del sostenedor en {_listed(years)}."


def _listed(years: list[str]) -> str:
    *others, last = years
    return f"{', '.join(others)} y {last}" if others else last


def _rows() -> Iterator[Silence]:
    for row in table_rows("obligations", "silence.csv"):
        yield Silence(
            kind=row["kind"],
            dataset=row["dataset"],
            from_year=Bound(row["from_year"]),
            to_year=Bound(row["to_year"]),
            contracted={"true": True, "false": False}.get(row["contracted"]),
            marked=row["marked"] == "true",
        )
