"""What sostenedores declare to the Superintendencia: documents, accounts and their plan."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.law.statute import Confidence
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency

AccountCode = str
"""Six digits of the Superintendencia's plan; its meaning depends on the year."""


class AccountKind(StrEnum):
    INGRESO = "ingreso"
    GASTO = "gasto"


class ExpenditureDeclared(Fact):
    """The part of one document charged to a school, a subvención and an account.

    One invoice may be allocated to several schools and subvenciones, so `declared` is at most
    `document_total`, and so should be the sum over all allocations of the document.
    """

    NAME: ClassVar[str] = "expenditure.declared"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.DOCUMENTOS
    TWINS: ClassVar[bool] = True

    year: SchoolYear
    sostenedor: Rut
    sostenedor_id: str | None = None
    """The Superintendencia's own number of the sostenedor, which its account lines carry."""
    sostenedor_name: str | None = None
    rbd: Rbd | None = None
    """Absent for the sostenedor's central administration."""
    subvencion: str
    account: AccountCode
    account_name: str | None = None
    book: str | None = None
    document_type: str
    document_number: str | None = None
    document_name: str | None = None
    document_detail: str | None = None
    issuer: Rut | None = None
    issued_on: date | None = None
    paid_on: date | None = None
    document_total: Clp
    declared: Clp
    school_name: str | None = None
    region: str | None = None
    """Of the school, as the file writes it; like the school's name, for who asks for the file."""
    dependency_name: str | None = None
    parent: AccountCode | None = None
    parent_name: str | None = None
    central: str | None = None
    """What the file writes for an RBD where there is none: `0` or `AC`."""

    def key(self) -> Key:
        return (
            self.sostenedor,
            self.rbd or 0,
            self.subvencion,
            self.account,
            self.document_type,
            self.issuer or "",
            self.document_number or "",
        )

    def period(self) -> tuple[int, int]:
        return self.year, 0


class AccountDeclared(Fact):
    """A line of a school's Estado de resultados: one account, subvención and year."""

    NAME: ClassVar[str] = "account.declared"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.ESTADO_RESULTADO
    TWINS: ClassVar[bool] = True

    year: SchoolYear
    sostenedor_id: str
    """The Superintendencia's own number of the sostenedor; the file carries no RUT."""
    rbd: Rbd | None = None
    dependency: Dependency | None = None
    subvencion: str
    kind: AccountKind
    account: AccountCode
    account_name: str
    rendered: bool
    amount: Clp
    parent: AccountCode | None = None
    parent_name: str | None = None
    region: str | None = None
    """As the file writes it."""
    dependency_name: str | None = None
    """What the file writes where that is no dependency: `ADM. CENTRAL`."""
    central: str | None = None
    """What the file writes for an RBD where there is none: `0` or `AC`."""

    def key(self) -> Key:
        return (self.sostenedor_id, self.rbd or 0, self.subvencion, self.account)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class AccountDefined(Fact):
    """An account of the Superintendencia's plan in a year; codes change meaning over the years."""

    NAME: ClassVar[str] = "account.defined"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.PLAN_DE_CUENTAS

    year: SchoolYear
    account: AccountCode = Field(pattern=r"^\d{6}$")
    name: str
    kind: AccountKind
    parent: AccountCode
    parent_name: str | None = None

    def key(self) -> Key:
        return (self.account,)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class UseValuePublished(Fact):
    """Pesos per USE from a month on (DFL 2/1998 art 10)."""

    NAME: ClassVar[str] = "use_value.published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.USE

    from_month: Period
    clp_per_use: Decimal = Field(gt=0)
    confidence: Confidence

    def key(self) -> Key:
        return ()


class UtmPublished(Fact):
    """The unidad tributaria mensual of a month, in whole pesos; fines are counted in it."""

    NAME: ClassVar[str] = "utm.published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.UTM

    month: Period
    clp: Clp = Field(gt=0)

    def key(self) -> Key:
        return ()


class IpcPublished(Fact):
    """The consumer price index of a month, by which restitutions are adjusted (DFL 2 art 3 ter).

    Indices of different bases do not compare, so a series is published whole in one base.
    """

    NAME: ClassVar[str] = "ipc.published"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.IPC

    month: Period
    index: Decimal = Field(gt=0)

    def key(self) -> Key:
        return ()


class SaldoCertified(Fact):
    """A bank certificate of the money left at year end (acreditación de saldo)."""

    NAME: ClassVar[str] = "saldo.certified"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.CERTIFICADOS_SALDO

    sostenedor: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    bank_account: str
    amount: Clp

    def key(self) -> Key:
        return (self.sostenedor, self.rbd, self.subvencion, self.bank_account)

    def period(self) -> tuple[int, int]:
        return self.year, 0


class InventoryChecked(Fact):
    """A count of what was bought against what is found."""

    NAME: ClassVar[str] = "inventory.checked"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.INVENTARIO

    rbd: Rbd
    year: SchoolYear
    items_registered: int = Field(ge=0)
    items_not_found: int = Field(ge=0)
    value_registered: Clp
    value_not_found: Clp

    def key(self) -> Key:
        return (self.rbd, self.occurred_on.isoformat())

    def period(self) -> tuple[int, int]:
        return self.year, 0


class RelatedPartyDeclared(Fact):
    """A person or company related to the sostenedor (Ley de Subvenciones art 3 bis)."""

    NAME: ClassVar[str] = "related_party.declared"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.PARTES_RELACIONADAS

    sostenedor: Rut
    related: Rut
    relation: str
    capital_share: Decimal | None = Field(default=None, ge=0, le=100)
    until: date | None = None

    def key(self) -> Key:
        return (self.sostenedor, self.related, self.relation)


class BankMovementRecorded(Fact):
    """A line of a bank statement; `amount` is positive for money in, negative for money out.

    Version 2 says what the account held before a line from which its balance does not follow.
    """

    NAME: ClassVar[str] = "bank.movement_recorded"
    COUNTED: ClassVar[bool] = True
    DATASET: ClassVar[Dataset] = Dataset.MOVIMIENTOS_BANCARIOS
    class_version: ClassVar[int] = 2

    sostenedor: Rut
    bank: str
    bank_account: str
    sep_only: bool
    """Whether the account is dedicated to SEP (Ley 20.248 art 33 bis)."""
    line: int = Field(ge=1)
    text: str
    reference: str | None = None
    amount: Clp
    balance: Clp | None = None
    opening: Clp | None = None
    """What the account held before the first line of a statement, where the balance does not follow
    from it because other lines are missing; the bank's word, which nothing else would keep."""

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Says no more than it did: what was held before stays unknown."""

    def key(self) -> Key:
        return (self.sostenedor, self.bank_account, self.occurred_on.isoformat(), self.line)
