"""A country imported, another one over it, and that one withdrawn: as though never read.

Both countries have the same schools and years and everything else otherwise: each dataset is
restated, added to, or said alike. What must come out is the ledger that read the first one alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.conftest import Server
from tests.undoing.views import Rows, differences, views

from sep_intake.engine.importer import import_files
from sep_intake.imports.register import ImportRecord, recorded_imports
from sep_intake.imports.undoing import Undoing, reapply, withdraw
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.log_verification import verify_log
from sep_ledger.evidence.checking.sources import Folder
from sep_ledger.evidence.formats.notes import Signer
from sep_ledger.evidence.writing import publishing, signing
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine.rebuild import rebuild
from sep_projections.update import prepare, update
from sep_sample.generate import generate

SCHOOLS, YEARS = 20, range(2023, 2025)


@dataclass
class Ledger:
    """Two countries over each other, and the moments in between."""

    conn: Connection[Any]
    first: Rows
    """What the views say of the first country alone."""
    after_first: int
    both: Rows
    """What they say once the second has been read over it."""
    after_second: int
    second: list[ImportRecord]
    """The imports of the second."""
    signer: Signer
    signed: str
    """The checkpoint of both countries, before anything was withdrawn."""


@pytest.fixture(scope="module")
def ledger(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("paises")
    for seed in (1, 2):
        generate(folder / str(seed), schools=SCHOOLS, years=YEARS, seed=seed, pupils=False)
    with postgres.fresh_database() as dsn:
        prepare(dsn)
        with psycopg.connect(dsn, autocommit=True) as conn:
            import_files(conn, [folder / "1"])
            after_first = update(conn)
            before = {record.key for record in recorded_imports(conn)}
            first = views(conn)
            import_files(conn, [folder / "2"], confirm=True)
            after_second = update(conn)
            second = [record for record in recorded_imports(conn) if record.key not in before]
            signer = signing.signer_of(conn, folder / "log.key", "sep.example/undone")
            signed = str(signing.sign(conn, signer).note)
            both = views(conn)
            yield Ledger(conn, first, after_first, both, after_second, second, signer, signed)


def test_the_second_country_says_otherwise(ledger: Ledger) -> None:
    assert len(differences(ledger.first, ledger.both)) > 20


def test_withdrawn_it_leaves_every_view_as_though_it_had_never_been_read(ledger: Ledger) -> None:
    for record in ledger.second:
        withdraw(ledger.conn, record, Undoing("ana"))
    update(ledger.conn)

    assert differences(ledger.first, views(ledger.conn)) == {}


def test_the_log_with_its_withdrawals_goes_on_from_what_was_signed_before(
    ledger: Ledger, tmp_path: Path
) -> None:
    signing.sign(ledger.conn, ledger.signer)
    size = publishing.publish(ledger.conn, tmp_path)
    found: list[Discrepancy] = []

    verify_log(Folder(tmp_path), ledger.signer.verifier, found.append, [ledger.signed])

    assert found == []
    assert size > ledger.after_second


def test_it_still_stands_in_the_past(ledger: Ledger) -> None:
    past = views(ledger.conn, ledger.after_second)
    sums = {f"{each.name}.{table}" for each in PROJECTIONS if each.sums for table in each.tables}
    assert {table for table in differences(ledger.both, past) if table not in sums} == set()


def test_a_view_built_anew_says_the_same(ledger: Ledger) -> None:
    before = views(ledger.conn)
    for projection in PROJECTIONS:
        rebuild(ledger.conn, projection)
    assert differences(before, views(ledger.conn)) == {}


def test_reapplied_it_says_again_what_it_said(ledger: Ledger) -> None:
    for record in ledger.second:
        reapply(ledger.conn, record, Undoing("ana"))
    update(ledger.conn)
    assert differences(ledger.both, views(ledger.conn)) == {}
