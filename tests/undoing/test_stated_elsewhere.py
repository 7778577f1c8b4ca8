"""What a file and a command both state is one thing: where the file is withdrawn, what was decided
stands again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from tests.conftest import Server
from tests.projections.journal_given import paid, signed
from tests.projections.test_journal_decided import decide
from tests.undoing.views import differences, views

from sep_domain.events.purchasing.ate import ContractPaymentMade
from sep_intake.engine.importer import import_file
from sep_intake.imports.register import recorded_imports
from sep_intake.imports.undoing import Undoing, reapply, withdraw
from sep_projections.ate.projection import ATE
from sep_projections.engine.rebuild import rebuild
from sep_projections.journal.projection import JOURNAL
from sep_projections.update import update

PAYMENTS = "contrato;hito;pago;fecha_pago;monto;subvencion;tipo_documento;numero_documento"
FILES = {"uno.csv": (2, 500), "dos.csv": (1, 700)}
"""Payments of the contract, and their amounts."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pagos")
    for name, (number, amount) in FILES.items():
        row = f"C-1;;{number};2024-06-0{number};{amount};SEP;;"
        (folder / name).write_text(f"{PAYMENTS}\n{row}\n", encoding="utf-8")
    return {name: folder / name for name in FILES}


@pytest.fixture
def fresh(postgres: Server, prepared_template: str) -> tuple[Server, str]:
    return postgres, prepared_template


def undo(conn: Connection[Any], name: str, *, withdrawing: bool) -> None:
    (record,) = [each for each in recorded_imports(conn) if each.key.name == name]
    (withdraw if withdrawing else reapply)(conn, record, Undoing("ana"))


def pay(amount: int, number: int) -> ContractPaymentMade:
    return paid(amount, number)


@pytest.mark.parametrize("at_once", [True, False], ids=["one range", "a range for each"])
def test_what_was_decided_before_a_withdrawn_file_stands_again(
    connection: Connection[Any], files: dict[str, Path], *, at_once: bool
) -> None:
    def look() -> None:
        if not at_once:
            update(connection)

    decide(connection, signed(10_000), pay(5, 1))
    look()
    import_file(connection, files["dos.csv"])
    look()
    undo(connection, "dos.csv", withdrawing=True)
    update(connection)

    assert standing(connection, "ate.ate_contract_payment", "amount") == [5]
    assert standing(connection, "journal.stated", "amount") == [-5, 10_000]
    assert standing(connection, "journal.posting", "amount") == [-10_000, -5, 5, 10_000]


def standing(conn: Connection[Any], table: str, what: str) -> list[int]:
    rows = conn.execute(
        f"select {what} from {table} where known_to = 9223372036854775807 order by 1"
    )
    return [amount for (amount,) in rows]


Step = tuple[str, str | int]


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Files, decisions, what is withdrawn of the files for good, and when the views look."""
    steps: list[Step] = [("import", name) for name in draw(st.permutations(sorted(FILES)))]
    for amount in draw(st.lists(st.integers(1, 9), max_size=3)):
        steps.insert(draw(st.integers(0, len(steps))), ("decide", amount))
    for name in draw(st.lists(st.sampled_from(sorted(FILES)), unique=True)):
        after = steps.index(("import", name)) + 1
        steps.insert(draw(st.integers(after, len(steps))), ("withdraw", name))
    for _ in range(draw(st.integers(0, 2))):
        steps.insert(draw(st.integers(0, len(steps))), ("update", ""))
    return steps


def carry_out(conn: Connection[Any], steps: Sequence[Step], files: dict[str, Path]) -> None:
    decide(conn, signed(10_000))
    for step, what in steps:
        match step:
            case "import":
                import_file(conn, files[str(what)])
            case "decide":
                decide(conn, pay(int(what), 1))
            case "withdraw":
                undo(conn, str(what), withdrawing=True)
            case _:
                update(conn)
    update(conn)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=histories())
def test_the_views_are_those_of_a_ledger_that_read_only_what_counts(
    steps: list[Step], fresh: tuple[Server, str], files: dict[str, Path]
) -> None:
    server, template = fresh
    gone = {what for step, what in steps if step == "withdraw"}
    kept = [(step, what) for step, what in steps if what not in gone and step != "update"]
    with (
        server.fresh_database(template) as dsn,
        psycopg.connect(dsn, autocommit=True) as conn,
    ):
        carry_out(conn, steps, files)
        seen = views(conn)
        for projection in (ATE, JOURNAL):
            rebuild(conn, projection)
        assert differences(seen, views(conn)) == {}
    with (
        server.fresh_database(template) as dsn,
        psycopg.connect(dsn, autocommit=True) as conn,
    ):
        carry_out(conn, kept, files)
        assert differences(without_streams(views(conn)), without_streams(seen)) == {}


def without_streams(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Of what only commands and files of payments say: everything but who bears the proof."""
    return {
        table: found for table, found in rows.items() if not table.startswith("evidence_documents.")
    }
