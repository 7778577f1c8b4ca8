"""CSV files of banks, each read by a mapping that says where things stand in it.

The layouts are not published by the banks, so a mapping is data that a user can replace: it says
what is assumed, and with which confidence (U: unconfirmed).
"""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.rows import normalised
from sep_ledger.importing.statements.accounts import Account
from sep_ledger.importing.statements.lines import Statement, StatementLine

_SHIPPED = files("sep_ledger") / "importing" / "statements" / "mappings"


class Places(BaseModel):
    """The names of the columns; charge and credit, or one amount."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fecha: str
    glosa: str
    documento: str | None = None
    cargo: str | None = None
    abono: str | None = None
    monto: str | None = None
    marca: str | None = None
    """Where an amount without sign is marked as charge or credit."""
    saldo: str | None = None


class Mapping(BaseModel):
    """How a bank writes its statements as CSV."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nombre: str
    confianza: Literal["V", "D", "U"]
    supuestos: str
    codificacion: str = "utf-8-sig"
    delimitador: str = Field(default=";", min_length=1, max_length=1)
    formato_fecha: str = "%d/%m/%Y"
    miles: str = "."
    decimal: str = ","
    marcas_de_cargo: tuple[str, ...] = ("C", "CARGO", "D", "DEBITO")
    pie: tuple[str, ...] = ()
    """What the first cell of a footer starts with; the lines end there."""
    columnas: Places


def mapping_of(account: Account, beside: Path) -> Mapping:
    """The mapping that an account names: a shipped one, or a file. Raises FileRefusedError."""
    name = account.formato or ""
    shipped = _SHIPPED / f"{name}.toml"
    source = shipped if shipped.is_file() else beside.parent / name
    try:
        return Mapping.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except OSError:
        raise FileRefusedError(
            f"no hay un formato «{name}» para la cuenta {account.numero}; los que hay son: "
            f"{', '.join(shipped_names())}, o la ruta de uno propio"
        ) from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise FileRefusedError(f"el formato «{name}» no se puede leer: {error}") from None


def shipped_names() -> list[str]:
    """The mappings that come with the program."""
    return sorted(each.name.removesuffix(".toml") for each in _SHIPPED.iterdir())


def read_mapped(path: Path, account: Account, mapping: Mapping) -> list[Statement]:
    """The statement in a CSV file. Raises FileRefusedError where its header is not there."""
    try:
        text = path.read_text(encoding=mapping.codificacion)
    except (UnicodeDecodeError, LookupError) as error:
        raise FileRefusedError(
            f"{path.name} no está en {mapping.codificacion}, como dice «{mapping.nombre}»: {error}"
        ) from None
    rows = csv.reader(text.splitlines(), delimiter=mapping.delimitador)
    places = _header(path, rows, mapping)
    lines = [
        _line(number, cells, places, mapping)
        for number, cells in enumerate(_body(rows, mapping), start=1)
    ]
    return [Statement(account.numero, lines)]


def _header(path: Path, rows: Iterator[list[str]], mapping: Mapping) -> dict[str, int]:
    """Where each named column stands; the header is the first row that has them all."""
    wanted = {
        place: normalised(name) for place, name in mapping.columnas.model_dump().items() if name
    }
    for cells in rows:
        names = [normalised(cell) for cell in cells]
        if set(wanted.values()) <= set(names):
            return {place: names.index(name) for place, name in wanted.items()}
    raise FileRefusedError(
        f"{path.name} no tiene el encabezado que espera «{mapping.nombre}»: "
        f"{', '.join(wanted.values())}"
    )


def _body(rows: Iterator[list[str]], mapping: Mapping) -> Iterator[list[str]]:
    """The rows after the header, up to the footer; blank ones left out."""
    for cells in rows:
        if cells and cells[0].strip().startswith(mapping.pie or ("\0",)):
            return
        if any(cell.strip() for cell in cells):
            yield cells


def _line(
    number: int, cells: Sequence[str], places: dict[str, int], mapping: Mapping
) -> StatementLine:
    def cell(place: str) -> str:
        at = places.get(place)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    balance = cell("saldo")
    return StatementLine(
        number=number,
        day=_day(cell("fecha"), mapping),
        amount=_amount(cell("cargo"), cell("abono"), cell("monto"), cell("marca"), mapping=mapping),
        text=cell("glosa"),
        reference=cell("documento"),
        balance=_number(balance, mapping) if balance else None,
    )


def _day(text: str, mapping: Mapping) -> date | str:
    try:
        return datetime.strptime(text, mapping.formato_fecha).date()  # noqa: DTZ007 - a day
    except ValueError:
        return text


def _amount(cargo: str, abono: str, monto: str, marca: str, *, mapping: Mapping) -> Decimal | str:
    """Positive for money in; the cells themselves where they are no amount."""
    if monto:
        amount = _number(monto, mapping)
        charged = marca.upper() in mapping.marcas_de_cargo
        return -amount if charged and isinstance(amount, Decimal) else amount
    out, into = _number(cargo or "0", mapping), _number(abono or "0", mapping)
    if isinstance(out, str) or isinstance(into, str):
        return f"{cargo} {abono}".strip()
    return into - abs(out) if bool(out) != bool(into) else f"cargo {cargo}, abono {abono}"


def _number(text: str, mapping: Mapping) -> Decimal | str:
    plain = text.replace("$", "").replace(" ", "").replace(mapping.miles, "")
    try:
        number = Decimal(plain.replace(mapping.decimal, "."))
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
