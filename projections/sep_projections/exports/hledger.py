"""The journal for hledger (https://hledger.org/hledger.html#journal)."""

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
    yield (
        f"; SEP Ledger, diario a la posición {part.known}\n"
        f"decimal-mark .\ncommodity 1000. {COMMODITY}\n\n"
    ).encode()
    for account in part.accounts:
        yield _declared(account).encode()
    for entry in part.entries():
        yield _entry(entry).encode()


def _declared(account: Account) -> str:
    name = name_of(account.code)
    comment = f"  ; {name}" if name else ""
    return f"account {account_in_text(*account[:-1])}{comment}\n"


def _entry(lines: list[Line]) -> str:
    first = lines[0]
    postings = "".join(
        f"    {account_of_line(line)}  {line.amount} {COMMODITY}\n" for line in lines
    )
    heading = f"{first.effective} * ({first.number}) {_plain(first.description)}"
    return f"\n{heading}\n{_tags(lines)}{postings}"


def _tags(lines: list[Line]) -> str:
    first = lines[0]
    given = {
        "evento": first.event,
        "ejercicio": first.year,
        "rbd": first.rbd,
        "sostenedor": first.sostenedor,
        "convenio": next((line.convenio for line in lines if line.convenio is not None), None),
        "cuenta_bancaria": bank_account_of(lines),
        "tardio": "si" if (late := any(line.late for line in lines)) else None,
        "tardio_segun": first.late_by if late else None,
        "edicion": first.edition_on,
        "fuente": f"{first.file}:{first.row}" if first.file is not None else None,
    }
    return "".join(
        f"    ; {tag}: {_plain(str(value))}\n" for tag, value in given.items() if value is not None
    )


def _plain(text: str) -> str:
    # A semicolon would begin a comment, a bar would part payee and note, a comma end a tag.
    return one_line(text).translate(str.maketrans(";|,", "...")).lstrip("*!(")
