"""The promise: on the command line documents are kept, read and checked; what an event points to
and is missing or altered is named, with exit code 4.
"""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from sep_domain.evidence_documents import EvidenceDocument, EvidenceKind
from sep_domain.finding.commands import FindingCommand, Open
from sep_domain.finding.decider import FindingDecider
from sep_domain.finding.state import FindingKey
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_service.cli.app import app
from sep_service.cli.stored_files.verdicts import TAMPERED

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SEP_LEDGER_DATA_DIR", str(tmp_path / "datos"))
    monkeypatch.setenv("SEP_LEDGER_DOCUMENTS_MAX_MB", "1")
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, ["documents", *map(str, arguments)])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "informe.pdf"
    path.write_bytes(b"%PDF " + os.urandom(200))
    return path


def name_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kept_at(tmp_path: Path, name: str) -> Path:
    return tmp_path / "datos" / "documents" / "sha256" / name[:2] / name


def point_to(database: str, *documents: Path) -> None:
    evidence = tuple(
        EvidenceDocument(
            sha256=name_of(path),
            size=path.stat().st_size,
            media_type="application/pdf",
            title=path.name,
            kind=EvidenceKind.INFORME,
        )
        for path in documents
    )
    sizes = {each.sha256: each.size for each in evidence}
    command = Open(
        occurred_on=date(2025, 6, 2), subject_kind="event", subject="1", text="x", evidence=evidence
    )
    asked: Asked[FindingCommand] = Asked(command, "auditora", "k")
    with Ledger(database) as ledger:
        key = FindingKey(finding=UUID(int=len(documents)))
        Commanding(ledger, sizes.get).handle(FindingDecider(), key, asked)


def test_a_document_is_kept_and_read_again(run: Run, report: Path, tmp_path: Path) -> None:
    added = run("add", report, report)
    line = f"{name_of(report)}  205  application/pdf  {report}"
    assert (added.exit_code, added.output.splitlines()) == (0, [line, line])

    again = tmp_path / "otra-vez.pdf"
    assert run("get", name_of(report), again).exit_code == 0
    assert again.read_bytes() == report.read_bytes()
    assert run("get", name_of(report)).stdout_bytes == report.read_bytes()


def test_what_cannot_be_kept_or_read_is_told(run: Run, tmp_path: Path) -> None:
    empty, large = tmp_path / "vacío", tmp_path / "grande"
    empty.touch()
    large.write_bytes(bytes((1 << 20) + 1))
    for arguments, told in [
        (("add", empty), "sin bytes"),
        (("add", large), "1048576 bytes"),
        (("get", "0" * 64), "0" * 64),
    ]:
        answer = run(*arguments)
        assert (answer.exit_code, told in answer.stderr) == (1, True), answer.stderr
    assert run("get", "informe.pdf").exit_code == 2


@pytest.mark.usefixtures("pointed")
class TestChecking:
    """Of two reports that an event points to."""

    @pytest.fixture
    def reports(self, report: Path, tmp_path: Path) -> list[Path]:
        other = tmp_path / "anexo.pdf"
        other.write_bytes(os.urandom(300))
        return [report, other]

    @pytest.fixture
    def pointed(
        self, run: Run, reports: list[Path], database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("add", *reports)
        point_to(database, *reports)
        point_to(database, reports[0])
        monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", database)

    def test_all_is_as_it_was(self, run: Run) -> None:
        checked = run("check", "--json")
        assert (checked.exit_code, json.loads(checked.output)) == (
            0,
            {"ok": True, "documents": 2, "references": 3, "count": 0, "findings": []},
        )
        assert "Todos son los que se guardaron" in run("check").output

    def test_what_is_missing_and_what_was_altered_is_named(
        self, run: Run, reports: list[Path], tmp_path: Path
    ) -> None:
        report, other = (kept_at(tmp_path, name_of(path)) for path in reports)
        report.unlink()
        other.write_bytes(b"otra cosa")

        checked = run("check", "--json")
        answer: dict[str, Any] = json.loads(checked.output)
        assert (checked.exit_code, answer["ok"], answer["count"]) == (TAMPERED, False, 2)
        told = {one["title"]: (one["fault"], one["position"]) for one in answer["findings"]}
        assert told == {"informe.pdf": ("missing", 1), "anexo.pdf": ("altered", 1)}
        assert run("check").exit_code == TAMPERED
        assert run("get", name_of(reports[1])).exit_code == TAMPERED
