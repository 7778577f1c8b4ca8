"""What a mapping file says: how a bank writes its statements as CSV or as a workbook.

The banks publish no description of their files, so a mapping is data that a user can replace: it
says what is assumed, where from, and with which confidence (V verified, D derived, U unconfirmed).
"""

import re
import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sep_intake.banks.accounts import Account
from sep_intake.banks.handwritten_toml import WrongValueError, read_toml
from sep_intake.banks.text import quotable
from sep_intake.columns.layout import FileRefusedError

_SHIPPED = files("sep_intake") / "banks" / "formats" / "mappings"
_KEYS = {"nombre", "confianza", "columnas"}
_PART = re.compile("%.?")
_PARTS = {"%d", "%m", "%Y", "%y", "%H", "%M", "%S"}
_LARGEST = 1 << 20
"""Bytes of a mapping file; nobody writes as many."""


def _several(value: object) -> object:
    """One spelling, or several in a list."""
    return (value,) if isinstance(value, str) else value


def _a_delimiter(value: str) -> str:
    if value in ('"', "\r", "\n", " "):
        raise WrongValueError("se espera un carácter que separe celdas, como «;»")
    return value


def _a_form_of_day(value: str) -> str:
    """With day and month, and each part once."""
    parts = _PART.findall(value)
    if len(set(parts)) < len(parts) or not {"%d", "%m"} <= set(parts) <= _PARTS:
        raise WrongValueError(
            "se espera una fecha con %d y %m, y a lo más %Y o %y y la hora, como «%d/%m/%Y»"
        )
    return value


Spellings = Annotated[tuple[str, ...], BeforeValidator(_several)]
DayForm = Annotated[str, AfterValidator(_a_form_of_day)]
Delimiter = Annotated[str, Field(min_length=1, max_length=1), AfterValidator(_a_delimiter)]


class Places(BaseModel):
    """The names of the columns, each in one spelling or several: charge and credit, or amount."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fecha: Annotated[Spellings, Field(min_length=1)]
    glosa: Annotated[Spellings, Field(min_length=1)]
    documento: Spellings = ()
    cargo: Spellings = ()
    abono: Spellings = ()
    monto: Spellings = ()
    marca: Spellings = ()
    """Where an amount is marked as charge or credit."""
    saldo: Spellings = ()

    @model_validator(mode="after")
    def _one_way_to_tell_amounts(self) -> Self:
        if bool(self.cargo) != bool(self.abono) or not (self.cargo or self.monto):
            raise WrongValueError("se espera cargo y abono, o monto, con fecha y glosa")
        if self.marca and not self.monto:
            raise WrongValueError("«marca» se espera solo junto a «monto»")
        return self

    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Of the columns that the mapping names."""
        named = {place: getattr(self, place) for place in type(self).model_fields}
        return {place: names for place, names in named.items() if names}


class Mapping(BaseModel):
    """How a bank writes its statements."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nombre: str
    confianza: Literal["V", "D", "U"]
    supuestos: str
    fuente: str = ""
    """Where the layout is known from."""
    codificacion: str = "utf-8-sig"
    """Where the file is no UTF-8."""
    delimitador: Annotated[tuple[Delimiter, ...], BeforeValidator(_several)] = (";",)
    formato_fecha: Annotated[tuple[DayForm, ...], BeforeValidator(_several)] = ("%d/%m/%Y",)
    miles: Literal["", ".", ",", "'", " "] = "."
    decimal: Literal[".", ","] = ","
    marcas_de_cargo: tuple[str, ...] = ("C", "CARGO", "D", "DEBITO")
    marcas_de_abono: tuple[str, ...] = ("A", "ABONO", "H", "HABER", "CREDITO")
    pie: tuple[str, ...] = ()
    """What the first cell of a footer starts with; the lines end there."""
    opcionales: tuple[Literal["documento", "saldo"], ...] = ()
    """Columns that some files of the bank do not have."""
    columnas: Places

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.miles == self.decimal:
            raise WrongValueError("se espera que «miles» y «decimal» sean distintos")
        return self


def mapping_of(account: Account, accounts_file: Path) -> Mapping:
    """The mapping that an account names: a shipped one, or a file.

    Raises FileRefusedError, OSError where a file of that name cannot be read.
    """
    name = account.formato or ""
    if name in shipped_names():
        return _read(name, (_SHIPPED / f"{name}.toml").read_bytes())
    source = accounts_file.parent / name
    if "\0" in name or not source.is_file():
        raise FileRefusedError(
            f"no hay un formato «{quotable(name)}» para la cuenta {account.numero}; "
            f"los que hay son: {', '.join(shipped_names())}, o la ruta de uno propio"
        )
    return _read(name, source.read_bytes())


def _read(name: str, content: bytes) -> Mapping:
    return read_toml(content, f"el formato «{quotable(name)}»", Mapping)


def shipped_names() -> list[str]:
    """The mappings that come with the program."""
    return sorted(each.name.removesuffix(".toml") for each in _SHIPPED.iterdir())


def is_mapping(path: Path) -> bool:
    """Whether a file is a mapping, which says how others are read and is no data itself."""
    if path.suffix.lower() != ".toml":
        return False
    try:
        if path.stat().st_size > _LARGEST:
            return False
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return content.keys() >= _KEYS


def plain(name: str) -> str:
    """A column's name or a mark as its letters and digits, which is what spellings have in common:
    `Cheques / Cargos`, `CHEQUES/CARGOS`."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(filter(str.isalnum, decomposed))
