"""Documentos.txt and Estado_resultado.txt, as the Superintendencia lays them out.

`~` between columns and CRLF between rows, nothing quoted; in cp1252, or in UTF-8 where a text holds
what cp1252 cannot. Importing what is written here gives what it was written from. Each row says
what its fact says: a correction of a rendition is no row, for the Superintendencia states its
effect in the rows that it publishes next. `_idx` counts the rows of this file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.funds.accounting import AccountDeclared, AccountKind, ExpenditureDeclared
from sep_domain.text.quoting import QUOTE, QuotedRows, looks_quoted
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import Dependency
from sep_projections.exports.posting_batches import snapshot
from sep_projections.reading import statements
from sep_projections.reading.known import Known, Position
from sep_projections.reading.listing import params_of

DELIMITER, END_OF_ROW = "~", "\r\n"
_HEAD = 1 << 18
"""Characters by which an importer tells whether a file quotes its cells."""

DOCUMENTS = (
    *("_idx", "periodo", "sost_id", "rut_sost", "nombre_sost", "rbd", "nombre_rbd", "region_rbd"),
    *("dependencia_rbd", "subvencion_alias", "desc_libro", "tipo_docs_alias", "cuenta_alias"),
    *("desc_cuenta", "desc_cuenta_padre", "cuenta_alias_padre", "numero_documento"),
    *("nombre_documento", "detalle_documento", "fecha_documento", "monto_total"),
    *("monto_declarado", "fecha_pago_documento", "rut_documento"),
)
INCOME_STATEMENT = (
    *("desc_tipo_cuenta", "cuenta_alias", "desc_cuenta", "cuenta_alias_padre"),
    *("desc_cuenta_padre", "monto_declarado", "periodo", "subvencion_alias", "sost_id", "rbd"),
    *("region_rbd", "dependencia_rbd", "desc_estado"),
)

_KINDS = {AccountKind.INGRESO: "INGRESO", AccountKind.GASTO: "GASTO"}
_DEPENDENCIES = {
    Dependency.MUNICIPAL_DAEM: "M",
    Dependency.CORPORACION_MUNICIPAL: "CM",
    Dependency.SLEP: "SLEP",
    Dependency.PARTICULAR_SUBVENCIONADO: "PS",
}

Cells = tuple[object, ...]


class FiledTable(StrEnum):
    """A file of the Superintendencia."""

    DOCUMENTOS = "documentos"
    ESTADO_RESULTADO = "estado-resultado"


@dataclass(frozen=True)
class Filed:
    """A file as it would be filed, and the position of the log that it reflects."""

    known: Position
    rows: int
    text: str

    def encoded(self) -> tuple[bytes, str]:
        """Its bytes, and the name of their encoding."""
        try:
            return self.text.encode("cp1252"), "windows-1252"
        except UnicodeEncodeError:
            return self.text.encode(), "utf-8"


@dataclass(frozen=True)
class FiledSelection:
    """Whose rows of a year: a sostenedor's, a school's, or a school's under a sostenedor."""

    year: SchoolYear
    sostenedor: Rut | None = None
    rbd: Rbd | None = None

    def __post_init__(self) -> None:
        if self.sostenedor is None and self.rbd is None:
            raise ValueError("of a sostenedor or a school, not of the whole country")


def file_at(
    conninfo: str, table: FiledTable, selection: FiledSelection, position: int | None = None
) -> Filed:
    """The file as known at a position, or now. Raises UnknownPositionError."""
    with snapshot(conninfo, position) as (connection, known):
        query = statements.part(_statement(table, selection))
        whole = dict.fromkeys(("account", "subvencion", "kind"))  # no filter of these lists
        given = params_of(Known(known, None), selection, **whole)
        said = [text for (text,) in connection.execute(query, given).fetchall()]
    header, cells = _LAYOUTS[table]
    rows = [cells(number, text) for number, text in enumerate(said, start=1)]
    return Filed(known, len(rows), file_text(header, rows))


def _statement(table: FiledTable, selection: FiledSelection) -> str:
    if table is FiledTable.DOCUMENTOS:
        return "documents_filed"
    of_sostenedor = selection.sostenedor is not None
    return "estado_resultado_of_holder" if of_sostenedor else "estado_resultado_of_school"


def file_text(header: Sequence[str], rows: Iterable[Cells]) -> str:
    """Rows as the text of a file, its header first.

    Where plain cells could not be told apart again they are quoted, and the header says so.
    """
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    plain = "".join(DELIMITER.join(cells) + END_OF_ROW for cells in (header, *texts))
    if any(DELIMITER in cell for cells in texts for cell in cells) or _misread(plain, len(header)):
        quoted = ([_in_quotes(cell) for cell in cells] for cells in (header, *texts))
        return "".join(DELIMITER.join(cells) + END_OF_ROW for cells in quoted)
    return plain


def _misread(text: str, width: int) -> bool:
    """Whether an importer would take the quotes in the texts for quoting."""
    if QUOTE not in text:
        return False
    head = text[:_HEAD]
    whole = head[: max(head.rfind("\n"), head.rfind("\r")) + 1]
    plain = [line.rstrip("\r\n").split(DELIMITER) for line in StringIO(whole, newline="")]
    quoted = [row.cells for row in QuotedRows(StringIO(whole, newline=""), DELIMITER, width)]
    return looks_quoted(plain[1:], quoted[1:], width)


def _in_quotes(cell: str) -> str:
    return f"{QUOTE}{cell.replace(QUOTE, QUOTE * 2)}{QUOTE}"


def _document(number: int, said: str) -> Cells:
    row = ExpenditureDeclared.model_validate_json(said)
    return (
        number,
        row.year,
        row.sostenedor_id,
        _digits(row.sostenedor),
        row.sostenedor_name,
        row.central if row.rbd is None else row.rbd,
        row.school_name,
        row.region,
        row.dependency_name,
        row.subvencion,
        row.book,
        row.document_type,
        row.account,
        row.account_name,
        row.parent_name,
        row.parent,
        row.document_number,
        row.document_name,
        row.document_detail,
        row.issued_on,
        row.document_total,
        row.declared,
        row.paid_on,
        None if row.issuer is None else _digits(row.issuer),
    )


def _line(_: int, said: str) -> Cells:
    row = AccountDeclared.model_validate_json(said)
    return (
        _KINDS[row.kind],
        row.account,
        row.account_name,
        row.parent,
        row.parent_name,
        row.amount,
        row.year,
        row.subvencion,
        row.sostenedor_id,
        row.central if row.rbd is None else row.rbd,
        row.region,
        row.dependency_name if row.dependency is None else _DEPENDENCIES[row.dependency],
        "RENDIDO" if row.rendered else "NO RENDIDO",
    )


def _digits(rut: Rut) -> str:
    """The digits with the check digit last and no dash."""
    return rut.replace("-", "")


_LAYOUTS: dict[FiledTable, tuple[tuple[str, ...], Callable[[int, str], Cells]]] = {
    FiledTable.DOCUMENTOS: (DOCUMENTS, _document),
    FiledTable.ESTADO_RESULTADO: (INCOME_STATEMENT, _line),
}
