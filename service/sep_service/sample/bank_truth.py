"""A year of bank lines and book entries of which it is known what belongs to what.

Made the way payments are made, from the supplier's invoice to the teller's line, and not from what
a matcher looks at: a cheque is cashed when its bearer pleases, an office pays several invoices with
one transfer, a clerk mistypes a number, the bank adds a fee. What belongs together is written down
when it is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sep_domain.calendar import Period
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.reconciliation.sides import BankLine, BookEntry, EntryId, EntryKind
from sep_service.sample.bank_stories import BankTruth, Belonging, Story

_STORIES = (
    (Story.PLAIN, 62),
    (Story.LATE_CHEQUE, 8),
    (Story.UNREFERENCED, 10),
    (Story.GARBLED, 4),
    (Story.TWINS, 2),
    (Story.IN_PARTS, 4),
    (Story.ONE_TRANSFER, 4),
    (Story.WRONG_AMOUNT, 1),
    (Story.NEVER_CASHED, 3),
    (Story.NOT_IN_BOOKS, 2),
)
"""Stories of money out and how many of each hundred payments they tell."""


@dataclass(frozen=True, slots=True)
class _Supplier:
    rut: Rut
    name: str
    fixed: int | None
    """What it charges every month, where its price is fixed."""


@dataclass(frozen=True, slots=True)
class _Holder:
    rut: Rut
    account: str
    schools: tuple[Rbd, ...]
    suppliers: tuple[_Supplier, ...]
    merges: bool
    """Whether the ministry pays all its schools with one deposit."""


def bank_truth(payments: int, *, seed: int = 20248, year: int = 2024) -> BankTruth:
    """About so many payments out of the accounts of some sostenedores, and their deposits."""
    return _Author(Random(seed), year).write(payments)  # noqa: S311 - a sample, no secret


class _Author:
    def __init__(self, random: Random, year: int) -> None:
        self._random = random
        self._year = year
        self._truth = BankTruth()
        self._documents = 0
        self._tellers: dict[Story, Callable[[_Holder], None]] = {
            Story.PLAIN: lambda holder: self._single(holder, Story.PLAIN),
            Story.LATE_CHEQUE: lambda holder: self._single(holder, Story.LATE_CHEQUE),
            Story.UNREFERENCED: lambda holder: self._single(holder, Story.UNREFERENCED),
            Story.GARBLED: lambda holder: self._single(holder, Story.GARBLED),
            Story.TWINS: self._twins,
            Story.IN_PARTS: self._in_parts,
            Story.ONE_TRANSFER: self._one_transfer,
            Story.WRONG_AMOUNT: self._wrong_amount,
            Story.NEVER_CASHED: self._never_cashed,
            Story.NOT_IN_BOOKS: self._not_in_books,
        }

    def write(self, payments: int) -> BankTruth:
        stories, shares = zip(*_STORIES, strict=True)
        holders = [self._holder(number) for number in range(max(1, payments // 1_500))]
        for holder in holders:
            self._income(holder)
            self._fees(holder)
        for story in self._random.choices(stories, shares, k=payments):
            self._tellers[story](self._random.choice(holders))
        self._random.shuffle(self._truth.lines)
        self._random.shuffle(self._truth.entries)
        return self._truth

    def _holder(self, number: int) -> _Holder:
        random = self._random
        schools = tuple(Rbd(1_000 + number * 40 + n) for n in range(random.choice((1, 3, 9, 25))))
        suppliers = tuple(
            _Supplier(
                Rut.from_number(76_000_000 + number * 500 + n),
                random.choice(("LIBRERIA", "IMPRENTA", "SERVICIOS", "CAPACITACION", "COMERCIAL")),
                self._price() if random.random() < 0.15 else None,
            )
            for n in range(120)
        )
        rut = Rut.from_number(61_000_000 + number)
        return _Holder(rut, f"{number:05d}-00002", schools, suppliers, random.random() < 0.5)

    # Money in

    def _income(self, holder: _Holder) -> None:
        for month in range(1, 13):
            period = Period.of(self._year, month)
            entries = [self._payment(holder, rbd, period) for rbd in holder.schools]
            if holder.merges and len(entries) > 1:
                self._deposit(holder, period, entries, Story.MERGED_DEPOSIT)
            else:
                for entry in entries:
                    self._deposit(holder, period, [entry], self._fate_of_deposit())

    def _fate_of_deposit(self) -> Story:
        fates = (
            Story.DEPOSIT,
            Story.LATE_DEPOSIT,
            Story.SHORT_DEPOSIT,
            Story.MISSING_DEPOSIT,
        )
        (fate,) = self._random.choices(fates, (95, 3, 1, 1))
        return fate

    def _payment(self, holder: _Holder, rbd: Rbd, period: Period) -> BookEntry:
        entry = BookEntry(
            id=EntryId(f"payment:{period}:{rbd}"),
            kind=EntryKind.PAYMENT,
            sostenedor=holder.rut,
            day=period.first_day,
            last_day=period.last_day,
            amount=Clp(self._random.randint(900_000, 38_000_000)),
            rbds=(rbd,),
        )
        self._truth.entries.append(entry)
        return entry

    def _deposit(
        self, holder: _Holder, period: Period, entries: list[BookEntry], story: Story
    ) -> None:
        ids = [entry.id for entry in entries]
        if story is Story.MISSING_DEPOSIT:
            self._belong(story, [], ids)
            return
        amount = sum(int(entry.amount) for entry in entries)
        day = date(period.year, period.month, self._random.randint(15, 28))
        if story is Story.LATE_DEPOSIT:
            day += timedelta(days=self._random.randint(20, 60))
        if story is Story.SHORT_DEPOSIT:
            amount -= self._random.randint(10_000, amount // 4)
        text = self._random.choice(
            ("ABONO SUBVENCION ESCOLAR PREFERENCIAL", "TGR PAGO MINEDUC", "ABONO PROVEEDORES FISCO")
        )
        if len(entries) == 1 and self._random.random() < 0.3:
            text += f" RBD {entries[0].rbds[0]}"
        self._belong(story, [self._line(holder, day, amount, text)], ids)

    # Money out

    def _fees(self, holder: _Holder) -> None:
        fee = self._random.choice((4_990, 7_500, 11_880))
        for month in range(1, 13):
            line = self._line(holder, date(self._year, month, 28), -fee, "COMISION MANTENCION")
            self._belong(Story.BANK_FEE, [line], [])

    def _single(self, holder: _Holder, story: Story) -> None:
        entry, supplier = self._document(holder)
        delay = self._delay()
        if story is Story.LATE_CHEQUE:
            delay = self._random.randint(10, 58)
        day = entry.day + timedelta(days=delay)
        text, reference = self._wording(supplier, entry.document, story)
        line = self._line(holder, day, entry.amount, text, reference)
        self._belong(story, [line], [entry.id])

    def _wording(self, supplier: _Supplier, document: str, story: Story) -> tuple[str, str]:
        random = self._random
        if story is Story.UNREFERENCED:
            return random.choice(("TRANSFERENCIA A TERCEROS", "PAGO PROVEEDORES", "CARGO")), ""
        if story is Story.GARBLED:
            document = self._mistyped(document)
        number = f"{supplier.rut.number:,}".replace(",", ".") + supplier.rut[-2:]
        return random.choice(
            (
                (f"PAGO {supplier.name} FACTURA {document}", ""),
                (f"TRANSFERENCIA A {supplier.name}", document),
                (f"TEF {number} {supplier.name}", document.zfill(10)),
                (f"PAGO FAC {document} RUT {supplier.rut}", str(random.randint(10**6, 10**7))),
                (f"CHEQUE COBRADO {random.randint(1_000_000, 9_999_999)}", document),
            )
        )

    def _mistyped(self, document: str) -> str:
        place = self._random.randrange(len(document))
        digit = str(self._random.randint(0, 9))
        return self._random.choice(
            (
                document[:place] + digit + document[place + 1 :],
                document[:place] + document[place + 1 :],
                document[:place] + digit + document[place:],
                document[: len(document) // 2],
                document[::-1],
            )
        )

    def _twins(self, holder: _Holder) -> None:
        """The same supplier is paid the same amount twice on one day, for two invoices."""
        first, supplier = self._document(holder)
        second, _ = self._document(holder, supplier, first.day, first.amount)
        day = first.day + timedelta(days=self._delay())
        referenced = self._random.random() < 0.6
        for entry in (first, second):
            reference = entry.document if referenced else ""
            text = f"TRANSFERENCIA A {supplier.name}"
            line = self._line(holder, day, entry.amount, text, reference)
            self._belong(Story.TWINS, [line], [entry.id])

    def _in_parts(self, holder: _Holder) -> None:
        entry, supplier = self._document(holder)
        referenced = self._random.random() < 0.85
        lines, day, left = [], entry.day, int(-entry.amount)
        for part in range(parts := self._random.randint(2, 4)):
            last = part == parts - 1
            amount = left if last else max(1, left * self._random.randint(25, 60) // 100)
            text = f"ABONO FACTURA {entry.document}" if referenced else "TRANSFERENCIA"
            lines.append(self._line(holder, day, -amount, f"{text} {supplier.name}"))
            left -= amount
            day += timedelta(days=self._random.randint(3, 25))
        self._belong(Story.IN_PARTS, lines, [entry.id])

    def _one_transfer(self, holder: _Holder) -> None:
        first, supplier = self._document(holder)
        documents = [first]
        for _ in range(self._random.randint(1, 5)):
            day = first.day + timedelta(days=self._random.choice((0, 0, 0, 0, 1, 2)))
            documents.append(self._document(holder, supplier, day)[0])
        day = max(entry.day for entry in documents) + timedelta(days=self._random.randint(0, 2))
        text = f"PAGO NOMINA {supplier.name}"
        if self._random.random() < 0.7:
            text += f" {supplier.rut}"
        total = sum(entry.amount for entry in documents)
        line = self._line(holder, day, total, text)
        self._belong(Story.ONE_TRANSFER, [line], [entry.id for entry in documents])

    def _wrong_amount(self, holder: _Holder) -> None:
        """Two digits exchanged at the bank, or a discount that the books do not know."""
        entry, supplier = self._document(holder)
        amount = int(-entry.amount)
        exchanged = int("".join((*str(amount)[:-2], str(amount)[-1], str(amount)[-2])))
        paid = exchanged if exchanged != amount else amount - amount // 50 - 1
        text, reference = self._wording(supplier, entry.document, Story.PLAIN)
        day = entry.day + timedelta(days=self._delay())
        line = self._line(holder, day, -paid, text, reference)
        self._belong(Story.WRONG_AMOUNT, [line], [entry.id])

    def _never_cashed(self, holder: _Holder) -> None:
        entry, _ = self._document(holder)
        self._belong(Story.NEVER_CASHED, [], [entry.id])

    def _not_in_books(self, holder: _Holder) -> None:
        day = date(self._year, 1, 1) + timedelta(days=self._random.randrange(365))
        number = self._random.randint(1_000, 999_999)
        line = self._line(holder, day, -self._price(), f"TRANSFERENCIA A TERCEROS {number}")
        self._belong(Story.NOT_IN_BOOKS, [line], [])

    def _delay(self) -> int:
        """Most transfers show the same day or the next; a cheque within the fortnight."""
        days = (0, 1, 2, 3, 5, 8, 12)
        (delay,) = self._random.choices(days, (50, 20, 8, 8, 6, 4, 4))
        return delay

    def _price(self) -> int:
        """Prices are spread over magnitudes; about a third are whole thousands."""
        price = int(10 ** self._random.uniform(3.7, 7.2))
        return max(1_000, price - price % 1_000) if self._random.random() < 0.3 else price

    def _document(
        self,
        holder: _Holder,
        supplier: _Supplier | None = None,
        day: date | None = None,
        amount: int | None = None,
    ) -> tuple[BookEntry, _Supplier]:
        random = self._random
        supplier = supplier or random.choice(holder.suppliers)
        day = day or date(self._year, 1, 1) + timedelta(days=random.randrange(365))
        self._documents += 1
        number = str(random.randint(100, 9_999_999))
        entry = BookEntry(
            id=EntryId(f"document:FACTURA:{supplier.rut}:{number}:{self._documents}"),
            kind=EntryKind.DOCUMENT,
            sostenedor=holder.rut,
            day=day,
            last_day=day,
            amount=Clp(amount or -(supplier.fixed or self._price())),
            document=number,
            payee=supplier.rut,
            rbds=tuple(sorted(random.sample(holder.schools, min(len(holder.schools), 2)))),
        )
        self._truth.entries.append(entry)
        return entry, supplier

    def _line(
        self, holder: _Holder, day: date, amount: int, text: str, reference: str = ""
    ) -> UUID:
        line = BankLine(
            id=UUID(int=self._random.getrandbits(128)),
            sostenedor=holder.rut,
            bank_account=holder.account,
            day=day,
            amount=Clp(int(amount)),
            text=text,
            reference=reference,
        )
        self._truth.lines.append(line)
        return line.id

    def _belong(self, story: Story, lines: list[UUID], entries: list[EntryId]) -> None:
        self._truth.belongings.append(Belonging(story, tuple(lines), tuple(entries)))
