"""What a check of the evidence found, told to people in Spanish and to programs as JSON."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import typer

from sep_ledger.evidence.checking.bundle import MalformedBundleError
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.formats.checkpoints import Checkpoint, MalformedCheckpointError
from sep_ledger.evidence.formats.leaf import MalformedContentError
from sep_ledger.evidence.formats.notes import (
    BadSignatureError,
    MalformedKeyError,
    MalformedNoteError,
)
from sep_ledger.evidence.store import KeyRow, SignedCheckpoint
from sep_ledger.records.stored import StoredEvent
from sep_service.cli.context import Context

TAMPERED = 4
"""Exit code: what was checked is not what was signed."""

_MOST_TOLD = 1_000
"""Findings told one by one; beyond, they are only counted."""

_MALFORMED = (
    MalformedNoteError,
    MalformedCheckpointError,
    MalformedKeyError,
    MalformedContentError,
    MalformedBundleError,
    UnicodeDecodeError,
)


class Verdict:
    """Collects findings, each once."""

    def __init__(self) -> None:
        self._findings: dict[Discrepancy, None] = {}
        self._count = 0

    def __call__(self, finding: Discrepancy) -> None:
        if finding in self._findings:
            return
        self._count += 1
        if len(self._findings) < _MOST_TOLD:
            self._findings[finding] = None

    @contextmanager
    def with_errors(self) -> Iterator[None]:
        """Takes what ends a check early for a finding, too."""
        try:
            yield
        except BadSignatureError as error:
            self(Discrepancy(Kind.SIGNATURE_FALSE, "firma", str(error)))
        except _MALFORMED as error:
            self(Discrepancy(Kind.MALFORMED, "archivo", str(error)))

    def conclude(self, own: Context, answer: dict[str, Any], *, as_json: bool) -> None:
        """Tells what was found and what was checked; ends with exit code 4 for any finding."""
        if as_json:
            typer.echo(self._json(answer))
        else:
            self._tell(own, answer)
        if self._count:
            raise typer.Exit(TAMPERED)

    def _json(self, answer: dict[str, Any]) -> bytes:
        listed = [{**finding._asdict(), "message": finding.message} for finding in self._findings]
        verdict = {"ok": not self._count, **answer, "count": self._count, "findings": listed}
        return orjson.dumps(verdict, option=orjson.OPT_INDENT_2)

    def _tell(self, own: Context, answer: dict[str, Any]) -> None:
        for finding in self._findings:
            own.out.print(f"✗ {finding.message}", highlight=False, markup=False, soft_wrap=True)
        if self._count:
            own.out.print(f"[bold red]Hallazgos: {self._count}.[/] Esto no es lo que se firmó.")
            return
        if event := answer.get("event"):
            own.out.print_json(orjson.dumps(event).decode(), ensure_ascii=False)
        if signed := answer.get("checkpoint"):
            own.out.print(f"Punto de control: {signed['origin']}, {signed['size']} eventos")
        if "signed" in answer:
            own.out.print(
                f"Eventos: {answer['events']}, firmados {answer['signed']}. "
                f"Puntos de control: {answer['checkpoints']}"
            )
        if answer.get("signed") == 0:
            own.out.print("[yellow]Nada está firmado todavía[/] (sep-ledger checkpoint lo firma).")
        else:
            own.out.print("[bold green]✓[/] Todo es como se firmó.")


def show_checkpoint(
    own: Context, signed: SignedCheckpoint, keys: list[KeyRow], *, as_json: bool
) -> None:
    """The note on standard output, to be kept; what a person wants to know beside it."""
    if as_json:
        note = {"note": str(signed.note), "keys": [key._asdict() for key in keys]}
        answer = checkpoint_of(signed.checkpoint) | note
        typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
        return
    typer.echo(str(signed.note), nl=False)
    own.err.print(f"Eventos firmados: {signed.checkpoint.size}. Clave pública del registro:")
    own.err.print(keys[-1].vkey, highlight=False, soft_wrap=True)


def checkpoint_of(signed: Checkpoint) -> dict[str, Any]:
    """A checkpoint for programs."""
    return {"origin": signed.origin, "size": signed.size, "root": signed.root.hex()}


def event_of(event: StoredEvent) -> dict[str, Any]:
    """An event for programs, its bytes as text."""
    return {
        "position": event.position,
        "stream": str(event.originator_id),
        "version": event.originator_version,
        "topic": event.topic,
        "recordedAt": event.instant.isoformat(),
        "state": event.state.decode(errors="replace"),
        "metadata": event.metadata.decode(errors="replace"),
    }
