"""Money events for tests, and entries as a reader writes them: account, fund, amount."""

from datetime import date
from itertools import count
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.accounting.accounts import system_accounts
from sep_domain.dates.calendar import Period
from sep_domain.events.base import Fact
from sep_domain.events.funds.accounting import (
    AccountDeclared,
    BankMovementRecorded,
    ExpenditureDeclared,
    SaldoCertified,
)
from sep_domain.events.funds.entitlements import EntitlementComputed
from sep_domain.events.funds.payments import (
    DiscountReason,
    PaymentDiscounted,
    PaymentRestated,
    PaymentRetained,
)
from sep_domain.events.funds.rendicion import (
    AllocationCorrected,
    RendicionClosed,
    RendicionReviewed,
)
from sep_domain.events.imports import WithdrawalReason
from sep_domain.events.legal.convenios import ConvenioSettled
from sep_domain.events.purchasing.ate import (
    AteContractAmended,
    AteContractAssociated,
    AteContractEnded,
    AteContractSigned,
    ContractPaymentMade,
)
from sep_domain.provenance import FileSource, Provenance
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_intake.imports.undoing import withdrawal
from sep_ledger.records.recorded import state_bytes
from tests.staged import FactAppend, StagedFact

HOLDER = "62000660-2"
Db = Connection[TupleRow]
_withdrawals = count(1 << 128)
KEYS = {account.code: account.key for account in system_accounts()}

_OF_SCHOOL = {"sostenedor": HOLDER, "rbd": 1, "year": 2024, "subvencion": "SEP"}


def document(declared: int, **changes: Any) -> ExpenditureDeclared:
    number = changes.pop("number", "77")
    return ExpenditureDeclared.model_validate(
        {
            **_OF_SCHOOL,
            "occurred_on": date(2024, 5, 3),
            "account": "410605",
            "document_type": "FACE",
            "document_number": number,
            "document_total": declared,
            "declared": declared,
            **changes,
        }
    )


def bank_line(amount: int, text: str, line: int = 1, **changes: Any) -> BankMovementRecorded:
    return BankMovementRecorded.model_validate(
        {
            "occurred_on": date(2024, 3, 20),
            "sostenedor": HOLDER,
            "bank": "BANCO",
            "bank_account": "1",
            "sep_only": True,
            "line": line,
            "text": text,
            "amount": amount,
            **changes,
        }
    )


def opening(amount: int, account: str = "500001", **changes: Any) -> AccountDeclared:
    return AccountDeclared.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "year": 2024,
            "sostenedor_id": "7",
            "rbd": 1,
            "subvencion": "SEP",
            "kind": "ingreso",
            "account": account,
            "account_name": "Saldo inicial",
            "rendered": True,
            "amount": amount,
            **changes,
        }
    )


def certificate(amount: int, year: int = 2024) -> SaldoCertified:
    return SaldoCertified.model_validate(
        {
            **_OF_SCHOOL,
            "year": year,
            "occurred_on": date(year, 12, 31),
            "bank_account": "1",
            "amount": amount,
        }
    )


def review(accepted: int, rejected: int) -> RendicionReviewed:
    return RendicionReviewed.model_validate(
        {
            **_OF_SCHOOL,
            "occurred_on": date(2025, 6, 1),
            "accepted": accepted,
            "rejected": rejected,
        }
    )


def closed() -> RendicionClosed:
    return RendicionClosed.model_validate({**_OF_SCHOOL, "occurred_on": date(2025, 3, 31)})


def correction(kind: str, amount: int, **changes: Any) -> AllocationCorrected:
    return AllocationCorrected.model_validate(
        {
            **_OF_SCHOOL,
            "occurred_on": date(2025, 4, 30),
            "document": "FACE 77",
            "correction": kind,
            "amount": amount,
            **changes,
        }
    )


def signed(amount: int, contract: str = "C-1") -> AteContractSigned:
    return AteContractSigned.model_validate(
        {
            "occurred_on": date(2024, 3, 1),
            "contract": contract,
            "sostenedor": HOLDER,
            "rbd": 1,
            "ate": "11111111-1",
            "subject": "Lectura",
            "starts_on": date(2024, 3, 1),
            "ends_on": date(2024, 12, 31),
            "amount": amount,
        }
    )


def associated(amount: int, sostenedor: str, rbd: int = 2) -> AteContractAssociated:
    return AteContractAssociated.model_validate(
        {
            "occurred_on": date(2024, 3, 1),
            "contract": "C-1",
            "sostenedor": sostenedor,
            "rbd": rbd,
            "amount": amount,
        }
    )


def amended(amount: int, day: date = date(2024, 6, 1), contract: str = "C-1") -> AteContractAmended:
    return AteContractAmended(occurred_on=day, contract=contract, amount=Clp(amount))


def ended(contract: str = "C-1") -> AteContractEnded:
    return AteContractEnded(occurred_on=date(2024, 11, 30), contract=contract)


def paid(amount: int, payment: int = 1, contract: str = "C-1") -> ContractPaymentMade:
    return ContractPaymentMade(
        occurred_on=date(2024, 7, payment),
        contract=contract,
        payment=payment,
        amount=Clp(amount),
        subvencion="SEP",
    )


def entitled(due: int, **changes: Any) -> EntitlementComputed:
    return EntitlementComputed.model_validate(
        {
            "occurred_on": date(2024, 3, 31),
            "rbd": 1,
            "month": "2024-03",
            "rule": "ley-20248",
            "due": due,
            "total": due,
            "amounts": {"art14": due},
            "confidence": "V",
            **changes,
        }
    )


def settled(restored: int) -> ConvenioSettled:
    return ConvenioSettled(
        occurred_on=date(2025, 2, 1), rbd=Rbd(1), number=3, restored=Clp(restored)
    )


_ADJUSTED = {
    "occurred_on": date(2024, 3, 31),
    "rbd": Rbd(1),
    "month": Period("2024-03"),
    "sostenedor": Rut(HOLDER),
}


def restated(amount: int, **changes: Any) -> PaymentRestated:
    return PaymentRestated.model_validate({**_ADJUSTED, "amount": amount, **changes})


def retained(amount: int) -> PaymentRetained:
    return PaymentRetained.model_validate({**_ADJUSTED, "amount": amount})


def discounted(reason: DiscountReason, amount: int) -> PaymentDiscounted:
    return PaymentDiscounted.model_validate({**_ADJUSTED, "reason": reason, "amount": amount})


def postings(connection: Db, position: int | None = None) -> list[tuple[str, str, int]]:
    """(account, fund, amount) of all postings known at a position, in the order of the journal."""
    known = (1 << 63) - 2 if position is None else position
    rows = connection.execute(
        "select account, fund, amount from journal.posting"
        " where known_from <= %(known)s and known_to > %(known)s"
        " order by effective, number, line",
        {"known": known},
    )
    return [(_name(str(account)), fund, amount) for account, fund, amount in rows]


def _name(account: str) -> str:
    return KEYS.get(account, account)


def balances(connection: Db) -> dict[str, int]:
    """The balance of every account as known now, all funds together, where it is not zero."""
    found: dict[str, int] = {}
    for account, _, amount in postings(connection):
        found[account] = found.get(account, 0) + amount
    return {account: amount for account, amount in sorted(found.items()) if amount}


def withdraw(connection: Db, facts: list[Fact]) -> None:
    """As though the file that stated them had not been read.

    Each time by a source of its own: what one source has said before and another has since replaced
    is not recorded again, so a fact stated anew could not be taken back a second time.
    """
    source = FileSource(sha256=f"{next(_withdrawals):064x}", name="a", dataset="b", row=0)
    provenance = Provenance(source=source)
    staged = []
    for row, fact in enumerate(facts, start=1):
        gone = withdrawal(fact.topic(), state_bytes(fact), WithdrawalReason.IMPORT_WITHDRAWN)
        told = StagedFact.of(row, fact, provenance)
        staged.append(told._replace(topic=gone.topic(), state=state_bytes(gone)))
    FactAppend(connection).append(staged)
