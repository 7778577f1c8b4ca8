"""A corrected file changes the present and leaves the past as it was known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sep_intake.engine.importer import import_files
from sep_intake.reports.report import ImportSummary
from sep_projections.update import prepare, update
from sep_sample import generate
from tests.conftest import Server
from tests.end_to_end.additions import change_row
from tests.end_to_end.conftest import asking
from tests.end_to_end.figures import Ask

PAYMENTS = "20240606_Detalle Subvenciones 2023_20240605.csv"
REGISTER = "20230926_Directorio_Oficial_EE_2023_20230430_WEB.csv"
RBD, MONTH = 50001, "2023-02"

QUESTION = """query ($asOf: DateTime) {
  payments(filter: {rbd: 50001, fromMonth: "2023-02", toMonth: "2023-02"}, asOf: $asOf) {
    nodes { sepPrioritarios sepTotal adjustments { kind reason amount } history { version } }
  }
  paymentTotals(by: [YEAR], filter: {year: 2023}, asOf: $asOf) { sepTotal }
  fundStatement(rbd: 50001, year: 2023, asOf: $asOf) { paid incomeLessPaid }
  schools(filter: {year: 2023}, first: 1, asOf: $asOf) { nodes { rbd name } }
}"""


@dataclass(frozen=True)
class Corrected:
    """A ledger into which a file and then its corrected edition was imported."""

    conninfo: str
    ask: Ask
    first: Path
    second: Path
    before: dict[str, Any]
    """What was answered before the correction."""
    between: datetime
    correction: ImportSummary


def imported(conninfo: str, *paths: Path, confirm: bool = False) -> ImportSummary:
    summary = import_files(conninfo, paths, confirm=confirm)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)
    return summary


def now_of(conninfo: str) -> datetime:
    with psycopg.connect(conninfo) as connection:
        ((now,),) = connection.execute("select clock_timestamp()").fetchall()
        assert isinstance(now, datetime)
        return now


def corrected_edition(first: Path, second: Path) -> Path:
    """The same files, with other figures in one row of each."""
    second.mkdir()
    for name in (PAYMENTS, REGISTER):
        (second / name).write_bytes((first / name).read_bytes())
    cells = {"SEP_PRIO": "1000001,00", "MULTAS": "0,00", "RETENCIONES": "-7000,00"}
    change_row(second / PAYMENTS, 2, cells, "latin-1")
    change_row(second / REGISTER, 1, {"NOM_RBD": "ESCUELA CORREGIDA"}, "utf-8-sig")
    return second


@pytest.fixture(scope="module")
def corrected(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corrected]:
    folder = tmp_path_factory.mktemp("editions")
    first = folder / "first"
    generate(first, schools=20, years=range(2022, 2025), seed=3, pupils=False)
    change_row(first / PAYMENTS, 2, {"MULTAS": "-5000,00"}, "latin-1")
    second = corrected_edition(first, folder / "second")
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        imported(conninfo, first)
        ask = asking(conninfo)
        before, between = ask(QUESTION), now_of(conninfo)
        # The only fine of the file is taken back, which is asked about.
        correction = imported(conninfo, second, confirm=True)
        yield Corrected(conninfo, ask, first, second, before, between, correction)


def amounts(path: Path, number: int) -> dict[str, int]:
    """The whole pesos in a row of a file."""
    lines = (path / PAYMENTS).read_bytes().decode("latin-1").split("\r\n")
    cells = dict(zip(lines[0].split(";"), lines[number].split(";"), strict=True))
    return {name: int(cells[name].removesuffix(",00")) for name in ("SEP_PRIO", "SEP_PREF")}


def test_a_correction_restates_only_what_it_changes(corrected: Corrected) -> None:
    summary = corrected.correction

    assert (summary.new, summary.restated) == (0, 2)
    assert sum(report.rows for report in summary.reports) == summary.equal + 2


def test_the_present_shows_the_corrected_figures(corrected: Corrected) -> None:
    now, stated = corrected.ask(QUESTION), amounts(corrected.second, 2)
    (payment,) = now["payments"]["nodes"]

    assert payment["sepPrioritarios"] == stated["SEP_PRIO"] == 1_000_001
    assert payment["sepTotal"] == stated["SEP_PRIO"] + stated["SEP_PREF"]
    assert [version["version"] for version in payment["history"]] == [1, 2]
    assert payment["adjustments"] == [{"kind": "retained", "reason": None, "amount": -7000}]
    assert now["schools"]["nodes"][0] == {"rbd": RBD, "name": "ESCUELA CORREGIDA"}


def test_sums_move_by_the_difference(corrected: Corrected) -> None:
    was, now = amounts(corrected.first, 2), amounts(corrected.second, 2)
    moved = now["SEP_PRIO"] - was["SEP_PRIO"]
    before, after = corrected.before, corrected.ask(QUESTION)

    assert moved != 0
    (total_before,), (total_after,) = before["paymentTotals"], after["paymentTotals"]
    assert total_after["sepTotal"] - total_before["sepTotal"] == moved
    statement, earlier = after["fundStatement"], before["fundStatement"]
    assert statement["paid"] - earlier["paid"] == moved
    assert statement["incomeLessPaid"] - earlier["incomeLessPaid"] == -moved


def test_as_of_the_instant_between_nothing_has_changed(corrected: Corrected) -> None:
    (payment,) = corrected.before["payments"]["nodes"]
    stated = amounts(corrected.first, 2)

    assert payment["sepPrioritarios"] == stated["SEP_PRIO"]
    assert payment["adjustments"] == [{"kind": "discounted", "reason": "multa", "amount": -5000}]
    assert corrected.ask(QUESTION, asOf=corrected.between.isoformat()) == corrected.before


def test_before_the_first_import_nothing_was_known(corrected: Corrected) -> None:
    answer = corrected.ask(QUESTION, asOf="2008-02-01T00:00:00-03:00")

    assert answer["payments"]["nodes"] == answer["paymentTotals"] == []
    assert answer["fundStatement"] is None


def test_importing_both_editions_again_appends_nothing(corrected: Corrected) -> None:
    present = corrected.ask(QUESTION)

    for folder in (corrected.second, corrected.first, corrected.second):
        again = imported(corrected.conninfo, folder)
        assert (again.new, again.restated, again.rejected) == (0, 0, 0)
    assert corrected.ask(QUESTION) == present
