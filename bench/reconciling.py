"""How fast and how right the matching of bank lines is: `python -m bench.reconciling [payments]`.

The raw limit is a plain hash join on the exact amount and day, measured in the same run: it finds
only what is on the same day with the same amount, and cannot say which of two it is. Then data made
to be hard: many equal amounts, and nothing that matches.
"""

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry, EntryId, EntryKind
from sep_domain.reconciliation.matching import Matching, match
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_sample.reconciliation.score import score
from sep_sample.reconciliation.stories import BankTruth, Story
from sep_sample.reconciliation.truth import bank_truth

T = TypeVar("T")
_Amount = Callable[[random.Random], int]

PAYMENTS = 100_000
HARD = (5_000, 20_000)
HOLDER = Rut("62000660-2")


def main() -> None:
    payments = int(sys.argv[1]) if len(sys.argv) > 1 else PAYMENTS
    truth = bank_truth(payments)
    print(f"{len(truth.lines):,} lines, {len(truth.entries):,} entries")
    joined, raw = timed(lambda: hash_join(truth.lines, truth.entries))
    found, seconds = timed(lambda: match(truth.lines, truth.entries))
    print(f"hash join on (amount, day): {raw:.2f} s, {joined:,} pairs")
    print(f"matching: {seconds:.2f} s, {seconds / raw:.0f} times the hash join")
    show_rightness(truth, found)
    for name, amount in HARD_AMOUNTS.items():
        show_growth(name, amount)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started


def hash_join(lines: Sequence[BankLine], entries: Sequence[BookEntry]) -> int:
    """The raw limit: pairs with the same sostenedor, amount and day."""
    table = defaultdict(list)
    for entry in entries:
        table[entry.sostenedor, entry.amount, entry.day].append(entry.id)
    return sum(len(table.get((ln.sostenedor, ln.amount, ln.day), ())) for ln in lines)


def show_rightness(truth: BankTruth, found: Matching) -> None:
    measured = score(truth, found)
    print(f"automatic: {measured.accepted:,}; proposed: {len(found.proposed):,}")
    print(f"precision {float(measured.precision):.4f}, recall {float(measured.recall):.4f}")
    print("| story | possible | automatic | proposed |\n|---|---|---|---|")
    for story in Story:
        counts = (measured.possible[story], measured.found[story], measured.proposed[story])
        print(f"| {story.value} | " + " | ".join(f"{count:,}" for count in counts) + " |")


def show_growth(name: str, amount: _Amount) -> None:
    """Seconds for each line at two sizes; the ratio is 1 where effort is linear."""
    each = []
    for size in HARD:
        lines, entries = hard(size, amount)
        _, seconds = timed(partial(match, lines, entries))
        each.append(seconds / size)
    print(
        f"{name}: {each[0] * 1e6:.0f} µs a line at {HARD[0]:,}, {each[1] * 1e6:.0f} at {HARD[1]:,},"
        f" ratio {each[1] / each[0]:.2f}"
    )


def hard(
    size: int, amount: Callable[[random.Random], int]
) -> tuple[list[BankLine], list[BookEntry]]:
    chance = random.Random(size)  # noqa: S311 - no secret

    def day() -> date:
        return date(2024, 1, 1) + timedelta(days=chance.randrange(365))

    lines = [
        BankLine(UUID(int=n), HOLDER, "1", day(), Clp(-amount(chance)), "CARGO")
        for n in range(size)
    ]
    days = [day() for _ in range(size)]
    entries = [
        BookEntry(
            EntryId(f"document:{n}"), EntryKind.DOCUMENT, HOLDER, on, on, Clp(-amount(chance))
        )
        for n, on in enumerate(days)
    ]
    return lines, entries


HARD_AMOUNTS: dict[str, _Amount] = {
    "all amounts equal": lambda _: 1_000,
    "ten amounts": lambda chance: 1_000 * chance.randint(1, 10),
    "a thousand amounts": lambda chance: 1_000 * chance.randint(1, 1_000),
    "amounts that hardly meet": lambda chance: chance.randint(10_000, 10_000_000),
}


if __name__ == "__main__":
    main()
