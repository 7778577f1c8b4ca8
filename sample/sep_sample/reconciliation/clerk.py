"""Writes down what the two sides of a bank reconciliation say: lines, documents and payments."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sep_domain.dates.calendar import Period
from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry, EntryId, EntryKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_sample.reconciliation.stories import BankTruth, Belonging, Story


@dataclass(frozen=True, slots=True)
class Supplier:
    """Whom a sostenedor buys from."""

    rut: Rut
    name: str
    fixed: int | None
    """What it charges every month, where its price is fixed."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A sostenedor with a bank account."""

    rut: Rut
    account: str
    schools: tuple[Rbd, ...]
    suppliers: tuple[Supplier, ...]
    merges: bool
    """Whether the ministry pays all its schools with one deposit."""


class Clerk:
    """Writes bank lines and book entries of a year, and what belongs together."""

    def __init__(self, random: Random, year: int) -> None:
        self.random = random
        self.year = year
        self.truth = BankTruth()
        self._documents = 0

    def holder(self, number: int) -> Holder:
        """A sostenedor with a few schools and a hundred suppliers."""
        random = self.random
        schools = tuple(Rbd(1_000 + number * 40 + n) for n in range(random.choice((1, 3, 9, 25))))
        suppliers = tuple(
            Supplier(
                Rut.from_number(76_000_000 + number * 500 + n),
                random.choice(("LIBRERIA", "IMPRENTA", "SERVICIOS", "CAPACITACION", "COMERCIAL")),
                self.price() if random.random() < 0.15 else None,
            )
            for n in range(120)
        )
        rut = Rut.from_number(61_000_000 + number)
        return Holder(rut, f"{number:05d}-00002", schools, suppliers, random.random() < 0.5)

    def payment(self, holder: Holder, rbd: Rbd, period: Period) -> BookEntry:
        """What the ministry says it paid for a school in a month."""
        entry = BookEntry(
            id=EntryId(f"payment:{period}:{rbd}"),
            kind=EntryKind.PAYMENT,
            sostenedor=holder.rut,
            day=period.first_day,
            last_day=period.last_day,
            amount=Clp(self.random.randint(900_000, 38_000_000)),
            rbds=(rbd,),
        )
        self.truth.entries.append(entry)
        return entry

    def document(
        self,
        holder: Holder,
        supplier: Supplier | None = None,
        day: date | None = None,
        amount: int | None = None,
    ) -> tuple[BookEntry, Supplier]:
        """An invoice in the books; its amount is negative."""
        random = self.random
        supplier = supplier or random.choice(holder.suppliers)
        day = day or date(self.year, 1, 1) + timedelta(days=random.randrange(365))
        self._documents += 1
        number = str(random.randint(100, 9_999_999))
        entry = BookEntry(
            id=EntryId(f"document:FACTURA:{supplier.rut}:{number}:{self._documents}"),
            kind=EntryKind.DOCUMENT,
            sostenedor=holder.rut,
            day=day,
            last_day=day,
            amount=Clp(amount or -(supplier.fixed or self.price())),
            document=number,
            payee=supplier.rut,
            rbds=tuple(sorted(random.sample(holder.schools, min(len(holder.schools), 2)))),
        )
        self.truth.entries.append(entry)
        return entry, supplier

    def line(self, holder: Holder, day: date, amount: int, text: str, reference: str = "") -> UUID:
        """A line of a bank statement."""
        line = BankLine(
            id=UUID(int=self.random.getrandbits(128)),
            sostenedor=holder.rut,
            bank_account=holder.account,
            day=day,
            amount=Clp(int(amount)),
            text=text,
            reference=reference,
        )
        self.truth.lines.append(line)
        return line.id

    def belong(self, story: Story, lines: list[UUID], entries: list[EntryId]) -> None:
        """That these are one business."""
        self.truth.belongings.append(Belonging(story, tuple(lines), tuple(entries)))

    def price(self) -> int:
        """Prices are spread over magnitudes; about a third are whole thousands."""
        price = int(10 ** self.random.uniform(3.7, 7.2))
        return max(1_000, price - price % 1_000) if self.random.random() < 0.3 else price
