"""Bridges: how one amount becomes another, line by line.

Nine steps join the ten amounts in a tree, so that between any two there is one way. Each step has
lines that add up to the difference of its two amounts; walked backwards, their signs turn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sep_domain.accounting.amounts import Amount
from sep_domain.values.money import Clp, UnbalancedBridgeError

STEPS: tuple[tuple[Amount, Amount], ...] = (
    (Amount.COMPUTED, Amount.PAID),
    (Amount.PAID, Amount.RECEIVED),
    (Amount.RECEIVED, Amount.PAID_OUT),
    (Amount.COMMITTED, Amount.PAID_OUT),
    (Amount.PAID_OUT, Amount.DECLARED),
    (Amount.DECLARED, Amount.ACCEPTED),
    (Amount.ACCEPTED, Amount.REJECTED),
    (Amount.REJECTED, Amount.RETURNED),
    (Amount.PAID, Amount.ACCREDITED),
)


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """A part of the difference between the two amounts of a step, in CLP."""

    from_amount: Amount
    to_amount: Amount
    kind: str
    detail: str
    """What the line is about: a month, a contract; empty where it is about the whole."""
    amount: Clp

    def reversed(self) -> "BridgeLine":
        """The same line, walked the other way."""
        return replace(
            self,
            from_amount=self.to_amount,
            to_amount=self.from_amount,
            amount=Clp(-self.amount),
        )


def steps_between(start: Amount, end: Amount) -> tuple[tuple[Amount, Amount], ...]:
    """The steps from one amount to another, each in the direction in which it is walked."""
    ways: dict[Amount, tuple[tuple[Amount, Amount], ...]] = {start: ()}
    reached = [start]
    for here in reached:
        for there in _neighbours(here):
            if there not in ways:
                ways[there] = (*ways[here], (here, there))
                reached.append(there)
    return ways[end]


def bridge(
    start: Amount, end: Amount, amounts: Mapping[Amount, Clp], lines: Iterable[BridgeLine]
) -> tuple[BridgeLine, ...]:
    """The lines that lead from one amount to another, in the order of the way.

    `amounts` lacks those of which nothing is known; they count as zero.
    Raises UnbalancedBridgeError.
    """
    by_step: dict[tuple[Amount, Amount], list[BridgeLine]] = {}
    for line in lines:
        by_step.setdefault((line.from_amount, line.to_amount), []).append(line)
        back = line.reversed()
        by_step.setdefault((back.from_amount, back.to_amount), []).append(back)
    found = tuple(line for step in steps_between(start, end) for line in by_step.get(step, ()))
    difference = amounts.get(end, 0) - amounts.get(start, 0)
    if sum(line.amount for line in found) != difference:
        raise UnbalancedBridgeError(f"{start} to {end}: lines miss the difference {difference}")
    return found


def _neighbours(here: Amount) -> Iterable[Amount]:
    for one, other in STEPS:
        if one is here:
            yield other
        elif other is here:
            yield one
