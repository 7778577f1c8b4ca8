"""`movimientos_bancarios.csv`: the lines of the bank accounts that hold the money."""

from collections.abc import Mapping
from typing import ClassVar

from sep_domain.events.funds.accounting import BankMovementRecorded
from sep_domain.values.money import Clp
from sep_intake.banks.rows import BEFORE, BESIDE, OPENING, UNREAD
from sep_intake.cells.grammar import BOOKED
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.layout import FileHead, Warned
from sep_intake.columns.reading import optional_pesos, signed_pesos, whole
from sep_intake.columns.template import Template, columns


class MovimientosBancarios(Template):
    dataset = "movimientos_bancarios"
    title = "Movimientos bancarios"
    required = columns(
        "rut_sostenedor;banco;cuenta;exclusiva_sep;fecha;linea;glosa;documento;cargo;abono;saldo"
    )

    identity = ("amount",)
    optional: ClassVar[Mapping[str, str]] = dict.fromkeys(BESIDE, "")
    """What only the statement of a bank has."""
    filled_from: ClassVar[Mapping[str, str]] = {
        "sostenedor": "rut_sostenedor",
        "bank": "banco",
        "bank_account": "cuenta",
        "sep_only": "exclusiva_sep",
        "line": "linea",
        "text": "glosa",
        "reference": "documento",
        "amount": "cargo",
        "balance": "saldo",
        "opening": OPENING,
    }

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._balances: dict[tuple[str, str], Clp] = {}
        """After the last line of each account."""

    def facts(self, row: Row) -> list[BankMovementRecorded]:
        _require_read(row)
        amount, balance = _amount(row), _optional_pesos(row, "saldo")
        opening = _optional_pesos(row, OPENING)
        follows = opening is None or balance is None or opening + amount == balance
        movement = BankMovementRecorded(
            occurred_on=row.day("fecha", BOOKED),
            sostenedor=row.rut("rut_sostenedor"),
            bank=row.text("banco"),
            bank_account=row.text("cuenta"),
            sep_only=row.flag("exclusiva_sep"),
            line=whole(row, "linea", 1),
            text=row.text("glosa"),
            reference=row.optional_text("documento"),
            amount=amount,
            balance=balance,
            opening=None if follows else opening,
        )
        self._follow(row, movement)
        return [movement]

    def _follow(self, row: Row, movement: BankMovementRecorded) -> None:
        """Warns where a balance does not follow from the one before: lines are missing."""
        account = (movement.sostenedor, movement.bank_account)
        before = self._balances.pop(account, None)
        if BEFORE in self.head.columns:
            before = _optional_pesos(row, BEFORE)
        if movement.balance is None:
            return
        self._balances[account] = movement.balance
        if before is not None and before + movement.amount != movement.balance:
            gap = movement.balance - before - movement.amount
            reason = f"no sigue del saldo anterior: faltan o sobran {abs(gap)} pesos en la cartola"
            self.warnings.append(Warned(row.number, "saldo", str(movement.balance), reason))


def _require_read(row: Row) -> None:
    """Raises RowError for a line of a statement whose format could not be read."""
    field, value, reason, expected = (row.optional_text(column) or "" for column in UNREAD)
    if reason:
        raise RowError(field, value, reason, expected)


def _optional_pesos(row: Row, column: str) -> Clp | None:
    return None if row.optional_text(column) is None else signed_pesos(row, column)


def _amount(row: Row) -> Clp:
    """Money in less money out; a line of a statement is one or the other."""
    out, into = optional_pesos(row, "cargo"), optional_pesos(row, "abono")
    if bool(out) == bool(into):
        value = f"cargo {out or 0}, abono {into or 0}"
        raise RowError(
            "cargo", value, "un movimiento es cargo o abono", "uno de los dos, con monto"
        )
    return Clp((into or 0) - (out or 0))
