"""The evidence over HTTP: what is signed is served, in the right form, for as long as it holds."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg import Connection
from tests.evidence.conftest import ORIGIN, Append, Sign
from tests.service.serving import serving

from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.formats.checkpoints import Checkpoint
from sep_ledger.evidence.formats.merkle import verify_consistency
from sep_ledger.evidence.formats.notes import Note, Signer
from sep_ledger.evidence.writing import publishing, signing
from sep_projections.update import prepare

YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def client(database: str) -> Iterator[httpx.Client]:
    prepare(database)
    with serving(database) as service, service.client() as client:
        yield client


def test_nothing_is_served_before_anything_is_signed(client: httpx.Client, append: Append) -> None:
    append(300)
    for path in ("checkpoint", "tile/0/000", "tile/entries/000", "proof/inclusion?position=1"):
        assert client.get(f"/log/{path}").status_code == 404


@pytest.fixture
def signed(client: httpx.Client, append: Append, sign: Sign) -> Note:
    append(600)
    return sign().note


def test_the_checkpoint_is_text_and_soon_stale(client: httpx.Client, signed: Note) -> None:
    answer = client.get("/log/checkpoint")
    assert answer.text == str(signed)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "max-age=2" in answer.headers["cache-control"]


def test_every_file_is_served_as_it_is_published(
    client: httpx.Client, signed: Note, conn: Connection[Any], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    publishing.publish(conn, log)
    paths = [path for path in log.rglob("*") if path.is_file()]
    assert len(paths) == 2 + 3 * 2 + 1
    for path in paths:
        name = path.relative_to(log)
        assert client.get(f"/log/{name}").content == path.read_bytes(), name


@pytest.mark.parametrize(
    ("path", "cached"),
    [
        ("tile/0/001", YEAR),
        ("tile/entries/000", YEAR),
        ("tile/0/002.p/88", "public, max-age=60"),
        ("tile/0/000.p/17", "public, max-age=60"),
        ("tile/entries/002.p/1", "public, max-age=60"),
        ("tile/1/000.p/2", "public, max-age=60"),
    ],
)
def test_full_tiles_are_kept_for_ever_and_partial_ones_briefly(
    client: httpx.Client, signed: Note, path: str, cached: str
) -> None:
    answer = client.get(f"/log/{path}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == cached
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002",
        "tile/0/002.p/89",
        "tile/0/002.p/0",
        "tile/0/002.p/256",
        "tile/0/002.p/088",
        "tile/0/000.p/",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/1/000",
        "tile/2/000.p/1",
        "tile/8/000.p/1",
        "tile/-1/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/entry/000",
        "tile/entries/003.p/1",
        "tile/0/٠٠٠",
    ],
)
def test_there_is_nothing_beyond_the_checkpoint_and_under_no_other_name(
    client: httpx.Client, append: Append, signed: Note, path: str
) -> None:
    append(1_000)  # not signed yet
    assert client.get(f"/log/{path}").status_code == 404


def test_a_proof_of_inclusion_is_one_that_verify_takes(
    client: httpx.Client, signed: Note, signer: Signer
) -> None:
    answer = client.get("/log/proof/inclusion", params={"position": 523})
    found: list[Discrepancy] = []
    proof = bundle.Bundle.from_json(answer.content)
    checkpoint, event = bundle.verify(proof, signer.verifier, found.append)
    assert (checkpoint.size, event.position, event.state, found) == (600, 523, b'{"rbd":523}', [])
    assert client.get("/log/proof/inclusion", params={"position": 601}).status_code == 404
    assert client.get("/log/proof/inclusion", params={"position": 0}).status_code == 422


def test_a_proof_of_consistency_joins_two_checkpoints(
    client: httpx.Client, signed: Note, append: Append, sign: Sign
) -> None:
    append(100)
    new = sign().checkpoint
    answer = client.get("/log/proof/consistency", params={"from": 600}).json()
    proof = [b64decode(value) for value in answer["consistency"]]
    old = Checkpoint.parse(signed.text)
    assert verify_consistency(600, 700, proof, old.root, new.root)
    assert Checkpoint.parse(Note.parse(answer["checkpoint"]).text) == new
    for params in ({"from": 601, "to": 600}, {"from": 1, "to": 701}):
        assert client.get("/log/proof/consistency", params=params).status_code == 404


def test_the_keys_are_listed_with_how_they_followed_each_other(
    client: httpx.Client, signed: Note, conn: Connection[Any], key_file: Path, signer: Signer
) -> None:
    signing.hand_over(conn, key_file, ORIGIN)
    first, second = client.get("/log/keys").json()["keys"]
    assert first == {"vkey": str(signer.verifier), "since": 0, "statement": None}
    assert second["since"] == 600
    assert Note.parse(second["statement"]).signed_by([signer.verifier])
