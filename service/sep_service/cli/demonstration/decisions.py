"""What people decide in the demonstration's country, by command, as anybody may: no file tells it.

The Superintendencia observes an invoice of a rendición, the sostenedor moves half of it to another
subvención, and that is accepted. Another invoice is rectified after the books were closed, and an
auditor questions it. Last comes a file with an invoice for books that were closed before.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import args_row

from sep_domain.decisions.deciding import Command, Decider, EntityKey
from sep_domain.finding import commands as audit
from sep_domain.finding.decider import FindingDecider
from sep_domain.finding.state import FindingKey
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.state import RendicionKey
from sep_domain.two_persons.entities import RendicionByTwo
from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.application import Ledger
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.update import update

RBD, YEAR, SUBVENCION = Rbd(50001), 2024, "SEP"

_SUPERINTENDENCIA = "fiscalizadora@superintendencia.example"
_SOSTENEDOR = "contadora@sostenedor.example"
_AUDITOR = "auditora@contraloria.example"
_FINDING = UUID("0199c3d2-7a10-7c11-8e44-0f5d2a6b9c01")

_INVOICES = """
    select known_from as position, sostenedor, account, document_type, document_number, issuer,
        declared
    from expenditure
    where rbd = %s
        and year = %s
        and subvencion = %s
        and document_type = 'FACE'
        and known_to = 9223372036854775807
    order by known_from
    limit 2
"""


_LATE_RBD, _LATE_NUMBER = "50005", "990000001"
_LINE_END, _BETWEEN, _ENCODING = "\r\n", "~", "latin-1"


class _Invoice(NamedTuple):
    position: int
    sostenedor: Rut
    account: str
    document_type: str
    document_number: str
    issuer: Rut
    declared: int

    @property
    def allocation(self) -> dict[str, Any]:
        """As commands name it."""
        names = ("account", "document_type", "document_number", "issuer")
        return {name: getattr(self, name) for name in names}


class _Decision(NamedTuple):
    decider: Decider[Any, Any, Any]
    key: EntityKey
    command: Command
    actor: str


def decide(conninfo: str) -> int:
    """Sends the commands, and brings the views up to date; again it records nothing.

    Returns how many there are: none where the country has no such invoices.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        decisions = list(_decisions(_invoices(connection)))
        ledger = Ledger(conninfo)
        try:
            commanding = Commanding(ledger)
            for number, each in enumerate(decisions, start=1):
                asked = Asked(each.command, each.actor, f"demostracion-{number}")
                commanding.handle(each.decider, each.key, asked)
        finally:
            ledger.close()
        update(connection)
    return len(decisions)


def write_late_invoice(sample: Path, folder: Path) -> Path:
    """A file of Documentos with one more invoice, like one that the sample has of a closed year."""
    name = f"Documentos_{YEAR}.txt"
    text = (sample / name).read_bytes().decode(_ENCODING)
    head, *lines = text.split(_LINE_END)
    names = head.split(_BETWEEN)
    rows = (line.split(_BETWEEN) for line in lines)
    row = next(row for row in rows if _is_invoice(names, row))
    row[names.index("numero_documento")] = _LATE_NUMBER
    folder.mkdir(parents=True, exist_ok=True)
    written = _LINE_END.join((head, _BETWEEN.join(row), ""))
    (folder / name).write_text(written, encoding=_ENCODING, newline="")
    return folder / name


def _is_invoice(names: list[str], row: list[str]) -> bool:
    cells = dict(zip(names, row, strict=False))
    wanted = {"rbd": _LATE_RBD, "subvencion_alias": SUBVENCION, "tipo_docs_alias": "FACE"}
    return len(row) == len(names) and wanted.items() <= cells.items()


def _invoices(connection: psycopg.Connection) -> list[_Invoice]:
    with connection.transaction(), connection.cursor(row_factory=args_row(_Invoice)) as cursor:
        connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])
        return cursor.execute(_INVOICES, [RBD, YEAR, SUBVENCION]).fetchall()


def _decisions(invoices: list[_Invoice]) -> Iterator[_Decision]:
    if len(invoices) < 2:  # the two of the story
        return
    observed, rectified = invoices
    for command, actor in _of_rendicion(observed, rectified):
        key = RendicionKey(
            sostenedor=observed.sostenedor, rbd=RBD, year=YEAR, subvencion=SUBVENCION
        )
        yield _Decision(RendicionByTwo(), key, command, actor)
    opened = audit.Open.model_validate(
        {
            "occurred_on": "2025-09-01",
            "subject_kind": "event",
            "subject": str(rectified.position),
            "rule": "RF40",
            "rbd": RBD,
            "sostenedor": rectified.sostenedor,
            "amount": rectified.declared // 4,
            "text": "Se rectificó después del cierre: ¿qué documento respalda el nuevo monto?",
        }
    )
    yield _Decision(FindingDecider(), FindingKey(finding=_FINDING), opened, _AUDITOR)


def _of_rendicion(observed: _Invoice, rectified: _Invoice) -> Iterator[tuple[Command, str]]:
    half = observed.declared // 2
    yield (
        ask.ObserveAllocation.model_validate(
            {
                "occurred_on": "2025-05-06",
                "allocation": observed.allocation,
                "amount": half,
                "reason": "La mitad de lo comprado se usa en el programa de integración",
            }
        ),
        _SUPERINTENDENCIA,
    )
    yield (
        ask.CorrectAllocation.model_validate(
            {
                "occurred_on": "2025-05-20",
                "allocation": observed.allocation,
                "correction": "reimputar",
                "amount": half,
                "to_subvencion": "PIE",
            }
        ),
        _SOSTENEDOR,
    )
    yield (
        ask.ResolveAllocation.model_validate(
            {
                "occurred_on": "2025-06-10",
                "allocation": observed.allocation,
                "accepted": observed.declared - half,
                "rejected": 0,
            }
        ),
        _SUPERINTENDENCIA,
    )
    yield (
        ask.Rectify.model_validate(
            {
                "occurred_on": "2025-08-12",
                "allocation": rectified.allocation,
                "correction": "modificar",
                "amount": rectified.declared - rectified.declared // 4,
                "reason": "Una nota de crédito no se había descontado",
            }
        ),
        _SOSTENEDOR,
    )
