"""Whoever owns the server may rewrite rows behind the triggers' backs; each way is found and named.

600 events are signed at 300 and at 600; ten more are not signed yet. Then a superuser, with the
guards switched off, does what the law forbids.
"""

from typing import Any

import pytest
from psycopg import Connection
from tests.evidence.conftest import Append, Sign

from sep_ledger.evidence import store
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.formats.notes import Verifier

Db = Connection[Any]

ZERO = "set_byte({0}, 0, get_byte({0}, 0) # 1)"
"""A column with its first bit flipped."""


@pytest.fixture(autouse=True)
def log(append: Append, sign: Sign) -> None:
    append(300)
    sign()
    append(300)
    sign()
    append(10)


@pytest.fixture
def kept(log: None, conn: Db) -> str:
    """A checkpoint that an outsider has kept: the last one."""
    signed = store.latest(conn)
    assert signed
    return str(signed.note)


def check(conn: Db, *kept: str, pinned: Verifier | None = None) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    fsck(conn, found.append, pinned, kept)
    return found


def kinds(found: list[Discrepancy]) -> set[Kind]:
    return {finding.kind for finding in found}


def named(found: list[Discrepancy], kind: Kind) -> list[str]:
    return [finding.where for finding in found if finding.kind == kind]
