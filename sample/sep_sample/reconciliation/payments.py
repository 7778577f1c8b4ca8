"""What a sostenedor pays, as the bank shows it: each story from the invoice to the line."""

from collections.abc import Callable
from datetime import date, timedelta

from sep_sample.reconciliation.clerk import Clerk, Holder, Supplier
from sep_sample.reconciliation.stories import Story

SHARES = (
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


def pay(clerk: Clerk, holder: Holder, story: Story) -> None:
    """One payment out, as the story goes."""
    if teller := _TELLERS.get(story):
        teller(clerk, holder)
    else:
        _single(clerk, holder, story)


def fees(clerk: Clerk, holder: Holder) -> None:
    """What the bank takes every month for keeping the account."""
    fee = clerk.random.choice((4_990, 7_500, 11_880))
    for month in range(1, 13):
        line = clerk.line(holder, date(clerk.year, month, 28), -fee, "COMISION MANTENCION")
        clerk.belong(Story.BANK_FEE, [line], [])


def _single(clerk: Clerk, holder: Holder, story: Story) -> None:
    entry, supplier = clerk.document(holder)
    delay = _delay(clerk)
    if story is Story.LATE_CHEQUE:
        delay = clerk.random.randint(10, 58)
    day = entry.day + timedelta(days=delay)
    text, reference = _wording(clerk, supplier, entry.document, story)
    line = clerk.line(holder, day, entry.amount, text, reference)
    clerk.belong(story, [line], [entry.id])


def _twins(clerk: Clerk, holder: Holder) -> None:
    """The same supplier is paid the same amount twice on one day, for two invoices."""
    first, supplier = clerk.document(holder)
    second, _ = clerk.document(holder, supplier, first.day, first.amount)
    day = first.day + timedelta(days=_delay(clerk))
    referenced = clerk.random.random() < 0.6
    for entry in (first, second):
        reference = entry.document if referenced else ""
        text = f"TRANSFERENCIA A {supplier.name}"
        line = clerk.line(holder, day, entry.amount, text, reference)
        clerk.belong(Story.TWINS, [line], [entry.id])


def _in_parts(clerk: Clerk, holder: Holder) -> None:
    entry, supplier = clerk.document(holder)
    referenced = clerk.random.random() < 0.85
    lines, day, left = [], entry.day, int(-entry.amount)
    for part in range(parts := clerk.random.randint(2, 4)):
        last = part == parts - 1
        amount = left if last else max(1, left * clerk.random.randint(25, 60) // 100)
        text = f"ABONO FACTURA {entry.document}" if referenced else "TRANSFERENCIA"
        lines.append(clerk.line(holder, day, -amount, f"{text} {supplier.name}"))
        left -= amount
        day += timedelta(days=clerk.random.randint(3, 25))
    clerk.belong(Story.IN_PARTS, lines, [entry.id])


def _one_transfer(clerk: Clerk, holder: Holder) -> None:
    first, supplier = clerk.document(holder)
    documents = [first]
    for _ in range(clerk.random.randint(1, 5)):
        day = first.day + timedelta(days=clerk.random.choice((0, 0, 0, 0, 1, 2)))
        documents.append(clerk.document(holder, supplier, day)[0])
    day = max(entry.day for entry in documents) + timedelta(days=clerk.random.randint(0, 2))
    text = f"PAGO NOMINA {supplier.name}"
    if clerk.random.random() < 0.7:
        text += f" {supplier.rut}"
    total = sum(entry.amount for entry in documents)
    line = clerk.line(holder, day, total, text)
    clerk.belong(Story.ONE_TRANSFER, [line], [entry.id for entry in documents])


def _wrong_amount(clerk: Clerk, holder: Holder) -> None:
    """Two digits exchanged at the bank, or a discount that the books do not know."""
    entry, supplier = clerk.document(holder)
    amount = int(-entry.amount)
    exchanged = int("".join((*str(amount)[:-2], str(amount)[-1], str(amount)[-2])))
    paid = exchanged if exchanged != amount else amount - amount // 50 - 1
    text, reference = _wording(clerk, supplier, entry.document, Story.PLAIN)
    day = entry.day + timedelta(days=_delay(clerk))
    line = clerk.line(holder, day, -paid, text, reference)
    clerk.belong(Story.WRONG_AMOUNT, [line], [entry.id])


def _never_cashed(clerk: Clerk, holder: Holder) -> None:
    entry, _ = clerk.document(holder)
    clerk.belong(Story.NEVER_CASHED, [], [entry.id])


def _not_in_books(clerk: Clerk, holder: Holder) -> None:
    day = date(clerk.year, 1, 1) + timedelta(days=clerk.random.randrange(365))
    number = clerk.random.randint(1_000, 999_999)
    line = clerk.line(holder, day, -clerk.price(), f"TRANSFERENCIA A TERCEROS {number}")
    clerk.belong(Story.NOT_IN_BOOKS, [line], [])


def _wording(clerk: Clerk, supplier: Supplier, document: str, story: Story) -> tuple[str, str]:
    random = clerk.random
    if story is Story.UNREFERENCED:
        return random.choice(("TRANSFERENCIA A TERCEROS", "PAGO PROVEEDORES", "CARGO")), ""
    if story is Story.GARBLED:
        document = _mistyped(clerk, document)
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


def _mistyped(clerk: Clerk, document: str) -> str:
    place = clerk.random.randrange(len(document))
    digit = str(clerk.random.randint(0, 9))
    return clerk.random.choice(
        (
            document[:place] + digit + document[place + 1 :],
            document[:place] + document[place + 1 :],
            document[:place] + digit + document[place:],
            document[: len(document) // 2],
            document[::-1],
        )
    )


def _delay(clerk: Clerk) -> int:
    """Most transfers show the same day or the next; a cheque within the fortnight."""
    days = (0, 1, 2, 3, 5, 8, 12)
    (delay,) = clerk.random.choices(days, (50, 20, 8, 8, 6, 4, 4))
    return delay


_TELLERS: dict[Story, Callable[[Clerk, Holder], None]] = {
    Story.TWINS: _twins,
    Story.IN_PARTS: _in_parts,
    Story.ONE_TRANSFER: _one_transfer,
    Story.WRONG_AMOUNT: _wrong_amount,
    Story.NEVER_CASHED: _never_cashed,
    Story.NOT_IN_BOOKS: _not_in_books,
}
