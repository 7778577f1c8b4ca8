"""The commands of evidence: what they print, and exit codes that mean something."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from psycopg import Connection
from tests.evidence.conftest import Append
from typer.testing import CliRunner, Result

from sep_ledger.evidence.formats.notes import COSIGNATURE, Note, Signer
from sep_service.cli.app import app

Run = Callable[..., Result]

DONE, FAILED, USAGE, TAMPERED = 0, 1, 2, 4


@pytest.fixture
def run(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on this test's database."""
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", database)
    monkeypatch.setenv("SEP_LEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SEP_LEDGER_EVIDENCE_ORIGIN", "ledger.example/sep")
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, run: Run) -> Run:
    """As `run`, where there is no database to be found."""
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", "host=/nowhere")
    return run


def sign(run: Run, file: Path) -> str:
    """Signs the log, keeps the checkpoint in a file, and answers with the public key."""
    signed = run("checkpoint", "--json")
    assert signed.exit_code == DONE, signed.output
    answer = orjson.loads(signed.stdout)
    file.write_text(answer["note"])
    return str(answer["keys"][-1]["vkey"])


def test_a_checkpoint_is_printed_to_be_kept(run: Run, append: Append) -> None:
    append(10)
    done = run("checkpoint")
    assert done.stdout.startswith("ledger.example/sep\n10\n")
    assert Note.parse(done.stdout)
    assert "Eventos firmados: 10" in done.stderr
    assert "ledger.example/sep+" in done.stderr


def test_a_proof_is_verified_without_a_database(
    run: Run, append: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(300)
    old, proof = tmp_path / "old", tmp_path / "proof.json"
    key = sign(run, old)
    append(300)
    sign(run, tmp_path / "new")
    assert run("prove", 7, "--to", proof, "--since", old).exit_code == DONE
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", "host=/nowhere")
    done = run("verify", proof, "--key", key, "--since", old)
    assert done.exit_code == DONE, done.output
    assert "Todo es como se firmó" in done.output
    told = orjson.loads(run("verify", proof, "--key", key, "--json").stdout)
    assert (told["ok"], told["event"]["position"], told["checkpoint"]["size"]) == (True, 7, 600)


def test_a_log_that_was_never_signed_is_not_as_it_was_signed(run: Run, append: Append) -> None:
    append(3)
    done = run("fsck")
    assert done.exit_code == DONE
    assert "como se firmó" not in done.stdout
    assert "Nada está firmado todavía" in done.stdout


def test_a_forged_proof_ends_with_4(run: Run, append: Append, tmp_path: Path) -> None:
    append(3)
    key = sign(run, tmp_path / "note")
    run("prove", 2, "--to", tmp_path / "proof")
    written = (tmp_path / "proof").read_text()
    (tmp_path / "proof").write_text(written.replace("index 1", "index 2"))
    done = run("verify", tmp_path / "proof", "--key", key, "--json")
    assert done.exit_code == TAMPERED
    (finding,) = orjson.loads(done.stdout)["findings"]
    assert (finding["kind"], finding["where"]) == ("proof-false", "posición 2")
    (tmp_path / "proof").write_text("nothing")
    done = run("verify", tmp_path / "proof", "--key", key)
    assert (done.exit_code, "el archivo no tiene la forma" in done.output) == (TAMPERED, True)


def test_a_published_log_is_verified_without_a_database(
    run: Run, append: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(300)
    (tmp_path / "key").write_text(sign(run, tmp_path / "note"))
    assert run("tiles", tmp_path / "log").exit_code == DONE
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", "host=/nowhere")
    done = run("verify", tmp_path / "log", "--key", tmp_path / "key")
    assert done.exit_code == DONE, done.output
    entries = tmp_path / "log" / "tile" / "entries" / "000"
    entries.write_bytes(entries.read_bytes().replace(b'"rbd":77}', b'"rbd":78}'))
    done = run("verify", tmp_path / "log", "--key", tmp_path / "key")
    assert done.exit_code == TAMPERED
    assert "posición 77: el evento fue alterado después de firmado" in done.output
    assert "Hallazgos: 1" in done.output


def test_what_cannot_be_read_ends_with_1_and_wrong_usage_with_2(
    offline: Run, tmp_path: Path
) -> None:
    key = str(Signer.generate("x").verifier)
    assert offline("verify", tmp_path / "nowhere", "--key", key).exit_code == FAILED
    assert offline("verify", tmp_path, "--key", key).exit_code == FAILED
    assert offline("verify", tmp_path, "--key", "no key").exit_code == USAGE


def test_fsck_tells_what_it_checked_and_what_was_changed(
    run: Run, append: Append, tmp_path: Path, conn: Connection[Any]
) -> None:
    append(300)
    sign(run, tmp_path / "note")
    append(5)
    done = run("fsck", "--since", tmp_path / "note")
    assert done.exit_code == DONE, done.output
    assert "Eventos: 305, firmados 300. Puntos de control: 1" in done.output
    conn.execute("alter table ledger.events disable trigger events_only_grow")
    conn.execute("update ledger.events set state = 'forged' where position = 290")
    done = run("fsck", "--json")
    told = orjson.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["count"]) == (TAMPERED, False, 2)
    assert {finding["kind"] for finding in told["findings"]} == {"event-changed", "guard-missing"}
    refused = run("checkpoint")
    assert refused.exit_code == TAMPERED
    assert "sep-ledger fsck" in refused.stderr


def test_a_key_is_rotated_and_who_has_the_old_one_still_verifies(
    run: Run, append: Append, tmp_path: Path
) -> None:
    append(300)
    old = sign(run, tmp_path / "note")
    assert run("rotate-key").exit_code == DONE
    append(5)
    new = sign(run, tmp_path / "note")
    assert new != old
    run("tiles", tmp_path / "log")
    run("prove", 303, "--to", tmp_path / "proof")
    for key in (old, new):
        assert run("verify", tmp_path / "log", "--key", key).exit_code == DONE
        assert run("verify", tmp_path / "proof", "--key", key).exit_code == DONE
    assert run("fsck").exit_code == DONE


def test_a_cosignature_is_served_with_its_checkpoint(
    run: Run, append: Append, tmp_path: Path
) -> None:
    append(3)
    sign(run, tmp_path / "note")
    note = Note.parse((tmp_path / "note").read_text())
    witness = Signer("witness.example", Signer.generate("w").private, COSIGNATURE)
    line = witness.sign(note.text, at=1_700_000_000)
    (tmp_path / "cosigned").write_text(str(Note(note.text, (line,))))
    done = run("cosign", tmp_path / "cosigned", "--witness", witness.verifier)
    assert (done.exit_code, "Cofirmas agregadas: 1" in done.output) == (DONE, True)
    assert Note.parse(run("checkpoint").stdout).signatures == (*note.signatures, line)


def test_what_is_not_signed_is_not_proven(run: Run, append: Append) -> None:
    append(3)
    done = run("prove", 2)
    assert done.exit_code == FAILED
    assert "position 2" in done.stderr
