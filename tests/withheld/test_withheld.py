"""The promise: missing is not guilty. Whatever files are withheld, no view accuses anybody whom the
whole of the files does not accuse."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sep_projections.update import prepare
from tests.conftest import Server
from tests.end_to_end.conftest import asking, load
from tests.end_to_end.figures import Ask
from tests.withheld.country import Country, Cut
from tests.withheld.signals import SIGNALS, Signal

Accused = dict[str, set[tuple[object, ...]]]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return Country.generated(tmp_path_factory.mktemp("muestra") / "todo", seed=11)


@pytest.fixture(scope="module")
def whole(postgres: Server, country: Country) -> Accused:
    with told(postgres, country.folder) as ask:
        return accused(ask, SIGNALS)


@contextmanager
def told(postgres: Server, folder: Path) -> Iterator[Ask]:
    """Asks a ledger that holds the files of a folder."""
    with postgres.fresh_database() as conninfo, TemporaryDirectory() as rejections:
        prepare(conninfo)
        load(conninfo, [folder], Path(rejections))
        yield once(asking(conninfo))


def once(ask: Ask) -> Ask:
    """Asks each question once: many signals read the same rows."""
    answers: dict[object, dict[str, Any]] = {}

    def asked(document: str, **variables: Any) -> dict[str, Any]:
        key = (document, *sorted(variables.items()))
        if key not in answers:
            answers[key] = ask(document, **variables)
        return answers[key]

    return asked


def accused(ask: Ask, signals: tuple[Signal, ...]) -> Accused:
    return {signal.name: signal.accusations(ask) for signal in signals}


def beyond(postgres: Server, country: Country, cuts: tuple[Cut, ...], whole: Accused) -> Accused:
    """Who is accused without the cut files and not by all of them."""
    signals = tuple(signal for signal in SIGNALS if signal.name in whole)
    with TemporaryDirectory() as folder:
        cut = country.without(cuts, Path(folder) / "parte")
        with told(postgres, cut) as ask:
            found = accused(ask, signals)
    return {name: more for name in found if (more := found[name] - whole[name])}


def test_the_whole_of_the_files_does_accuse(country: Country, whole: Accused) -> None:
    """Else nothing below would show anything: who never rendered (RF03) is named."""
    with (country.folder / "anomalias.csv").open(encoding="utf-8") as lines:
        guilty = {
            (row["rut_sostenedor"], int(row["anio"]), int(row["rbd"]))
            for row in csv.DictReader(lines, delimiter=";")
            if row["regla"] == "RF03"
        }
    assert guilty
    assert {key[1:] for key in whole["notRendering"]} == guilty
    for name in ("notRendering", "blocked", "dueNext", "pmeExecution.idle"):
        assert whole[name], name


CUTS = {
    "of what sostenedores owe": (
        Cut("rendiciones", frozenset({2019})),
        Cut("pme", frozenset({2018, 2020})),
        Cut("convenios", holders=frozenset({"57000101"})),
        Cut("alumnos_sep"),
        Cut("directorio"),
        Cut("certificados"),
        Cut("categorias", frozenset({2018})),
    ),
    "of advisers and of the books": (
        Cut("pagos_ate"),
        Cut("concursos_ate"),
        Cut("ate_registro"),
        Cut("contratos_ate", frozenset({2021})),
        Cut("estado_resultado", frozenset({2020})),
        Cut("documentos"),
        Cut("movimientos", frozenset({2021})),
    ),
}
"""Some of many; `tests/long` draws more at random, of more countries."""


@pytest.mark.parametrize("cuts", CUTS.values(), ids=CUTS)
def test_nobody_is_accused_by_what_was_withheld(
    cuts: tuple[Cut, ...], postgres: Server, country: Country, whole: Accused
) -> None:
    assert beyond(postgres, country, cuts, whole) == {}
