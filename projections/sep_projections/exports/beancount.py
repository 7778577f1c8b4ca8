"""The journal for beancount (https://beancount.github.io/docs/beancount_language_syntax.html)."""

from collections.abc import Iterator

from sep_projections.exports.account_names import (
    COMMODITY,
    account_in_text,
    account_of_line,
    bank_account_of,
    name_of,
    one_line,
)
from sep_projections.exports.posting_batches import Account, Line, Part


def render(part: Part) -> Iterator[bytes]:
    """The text of a part of the journal, entry by entry."""
    yield _head(part).encode()
    for account in part.accounts:
        yield _opened(account).encode()
    for entry in part.entries():
        yield _entry(entry).encode()


def _head(part: Part) -> str:
    return (
        f'option "title" "SEP Ledger, diario a la posición {part.known}"\n'
        f'option "operating_currency" "{COMMODITY}"\n\n'
    )


def _opened(account: Account) -> str:
    named = account_in_text(*account[:-1])
    name = name_of(account.code)
    shown = f"  nombre: {_quoted(name)}\n" if name else ""
    return f"{account.since} open {named} {COMMODITY}\n{shown}"


def _entry(lines: list[Line]) -> str:
    first = lines[0]
    postings = "".join(f"  {account_of_line(line)}  {line.amount} {COMMODITY}\n" for line in lines)
    return f"\n{first.effective} * {_quoted(first.description)}\n{_metadata(lines)}{postings}"


def _metadata(lines: list[Line]) -> str:
    first = lines[0]
    source = f"{first.file}:{first.row}" if first.file is not None else None
    given = {
        "asiento": str(first.number),
        "evento": _quoted(first.event),
        "ejercicio": str(first.year),
        "rbd": str(first.rbd) if first.rbd is not None else None,
        "sostenedor": _quoted(first.sostenedor) if first.sostenedor else None,
        "convenio": _convenio(lines),
        "cuenta_bancaria": _quoted(account) if (account := bank_account_of(lines)) else None,
        "tardio": "TRUE" if (late := any(line.late for line in lines)) else None,
        "tardio_segun": _quoted(first.late_by) if late else None,
        "edicion": str(first.edition_on) if first.edition_on else None,
        "fuente": _quoted(source) if source else None,
    }
    return "".join(f"  {key}: {value}\n" for key, value in given.items() if value is not None)


def _convenio(lines: list[Line]) -> str | None:
    return next((str(line.convenio) for line in lines if line.convenio is not None), None)


def _quoted(text: str) -> str:
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
