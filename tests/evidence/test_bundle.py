"""A proof convinces whoever has the public key, and nothing else does."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from tests.evidence.conftest import Append, Sign

from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.checking.bundle import Bundle, MalformedBundleError
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.formats.checkpoints import MalformedCheckpointError
from sep_ledger.evidence.formats.leaf import MalformedContentError
from sep_ledger.evidence.formats.notes import (
    BadSignatureError,
    MalformedKeyError,
    MalformedNoteError,
    Signer,
    Verifier,
)

Db = Connection[Any]

REFUSED = (
    BadSignatureError,
    MalformedBundleError,
    MalformedCheckpointError,
    MalformedContentError,
    MalformedKeyError,
    MalformedNoteError,
)


@pytest.fixture
def old(append: Append, sign: Sign) -> str:
    append(300)
    return str(sign().note)


@pytest.fixture
def proof(conn: Db, old: str, append: Append, sign: Sign) -> Bundle:
    append(333)
    sign()
    return bundle.prove(conn, 123, old)


def check(proof: Bundle, key: Verifier, *kept: str) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    bundle.verify(proof, key, found.append, kept)
    return found


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(position=st.integers(1, 633))
def test_any_signed_event_can_be_proven(
    conn: Db, proof: Bundle, signer: Signer, old: str, position: int
) -> None:
    written = bundle.prove(conn, position, old).to_json()
    found: list[Discrepancy] = []
    signed, event = bundle.verify(
        Bundle.from_json(written), signer.verifier, found.append, [old, proof.note]
    )
    assert (signed.size, event.position, found) == (633, position, [])
    assert event.state == b'{"rbd":%d}' % position


def test_an_event_of_any_size_can_be_proven(conn: Db, sign: Sign, signer: Signer) -> None:
    conn.execute(
        "insert into ledger.events (position, originator_id, originator_version, topic, state)"
        " values (1, gen_random_uuid(), 1, 't', %s)",
        [bytes(1_000_000)],
    )
    conn.execute("update ledger.head set position = 1")
    sign()
    found: list[Discrepancy] = []
    _, event = bundle.verify(bundle.prove(conn, 1), signer.verifier, found.append)
    assert (len(event.state), found) == (1_000_000, [])


def test_what_is_not_signed_cannot_be_proven(conn: Db, proof: Bundle, append: Append) -> None:
    append(1)
    for position in (0, 634, 10_000):
        with pytest.raises(bundle.NotProvableError):
            bundle.prove(conn, position)


def test_the_proof_is_one_that_other_software_reads(proof: Bundle) -> None:
    lines = proof.tlog_proof.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 122"]
    assert all(len(line) == 44 for line in lines[2 : lines.index("")])
    assert proof.tlog_proof.endswith("\n\n" + proof.note)


def test_another_event_is_not_proven(conn: Db, proof: Bundle, signer: Signer) -> None:
    other = bundle.prove(conn, 124)
    for changed in (
        proof._replace(content=other.content),
        proof._replace(inclusion=other.inclusion),
        proof._replace(leaf_index=123),
    ):
        (finding,) = check(changed, signer.verifier)
        assert finding.kind == Kind.PROOF_FALSE


def test_a_forked_and_a_rolled_back_log_are_named(
    conn: Db, proof: Bundle, signer: Signer, old: str
) -> None:
    assert proof.since
    other = proof.since._replace(consistency=proof.since.consistency[::-1])
    (forked,) = check(proof._replace(since=other), signer.verifier)
    assert (forked.kind, forked.where) == (Kind.HISTORY_FORKED, "punto de control 300")
    rolled_back = proof._replace(note=old, since=None)
    found = check(rolled_back, signer.verifier, proof.note)
    assert [f.kind for f in found] == [Kind.PROOF_FALSE, Kind.HISTORY_ROLLED_BACK]


def test_a_proof_that_does_not_start_from_the_kept_checkpoint_says_so(
    conn: Db, proof: Bundle, signer: Signer, old: str
) -> None:
    (finding,) = check(bundle.prove(conn, 1), signer.verifier, old)
    assert finding.detail == "la prueba no parte de este punto de control"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_changed_character_is_found_or_means_nothing(
    proof: Bundle, signer: Signer, data: st.DataObject
) -> None:
    written = proof.to_json()
    at = data.draw(st.integers(0, len(written) - 1))
    new = data.draw(st.sampled_from(b"Az09+/=\n ").filter(lambda byte: byte != written[at]))
    changed = written[:at] + bytes([new]) + written[at + 1 :]
    try:
        read = Bundle.from_json(changed)
        found = check(read, signer.verifier)
    except REFUSED:
        return
    assert found or read == proof, f"a changed byte {at} went unseen"


@pytest.mark.parametrize(
    "written", [b"", b"[]", b"{}", orjson.dumps({"format": "sep-ledger/proof/v1"})]
)
def test_other_files_are_no_proof(written: bytes) -> None:
    with pytest.raises(MalformedBundleError):
        Bundle.from_json(written)
