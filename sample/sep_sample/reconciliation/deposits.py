"""What the ministry pays, as it reaches the bank: in time or late, short, merged or not at all."""

from datetime import date, timedelta

from sep_domain.dates.calendar import Period
from sep_domain.reconciliation.lines_and_entries import BookEntry
from sep_sample.reconciliation.clerk import Clerk, Holder
from sep_sample.reconciliation.stories import Story


def deposits(clerk: Clerk, holder: Holder) -> None:
    """The payments of a year for all its schools, and the deposits they come in."""
    for month in range(1, 13):
        period = Period.of(clerk.year, month)
        entries = [clerk.payment(holder, rbd, period) for rbd in holder.schools]
        if holder.merges and len(entries) > 1:
            _deposit(clerk, holder, period, entries, Story.MERGED_DEPOSIT)
        else:
            for entry in entries:
                _deposit(clerk, holder, period, [entry], _fate_of_deposit(clerk))


def _fate_of_deposit(clerk: Clerk) -> Story:
    fates = (
        Story.DEPOSIT,
        Story.LATE_DEPOSIT,
        Story.SHORT_DEPOSIT,
        Story.MISSING_DEPOSIT,
    )
    (fate,) = clerk.random.choices(fates, (95, 3, 1, 1))
    return fate


def _deposit(
    clerk: Clerk, holder: Holder, period: Period, entries: list[BookEntry], story: Story
) -> None:
    ids = [entry.id for entry in entries]
    if story is Story.MISSING_DEPOSIT:
        clerk.belong(story, [], ids)
        return
    amount = sum(int(entry.amount) for entry in entries)
    day = date(period.year, period.month, clerk.random.randint(15, 28))
    if story is Story.LATE_DEPOSIT:
        day += timedelta(days=clerk.random.randint(20, 60))
    if story is Story.SHORT_DEPOSIT:
        amount -= clerk.random.randint(10_000, amount // 4)
    text = clerk.random.choice(
        ("ABONO SUBVENCION ESCOLAR PREFERENCIAL", "TGR PAGO MINEDUC", "ABONO PROVEEDORES FISCO")
    )
    if len(entries) == 1 and clerk.random.random() < 0.3:
        text += f" RBD {entries[0].rbds[0]}"
    clerk.belong(story, [clerk.line(holder, day, amount, text)], ids)
