"""Which of a few amounts add up to a total: subset sum, bounded, by meeting in the middle.

2^n sums of n amounts are never formed: each half has 2^(n/2), and the sums of one half are looked
up for those of the other. With the bound of 14 amounts that is 128 and 128.
"""

from collections.abc import Sequence
from typing import NamedTuple

MOST_AMOUNTS = 14


class Solution(NamedTuple):
    """Places of the amounts that add up, and whether other choices do so too."""

    chosen: tuple[int, ...]
    unique: bool


def adding_up(amounts: Sequence[int], total: int) -> Solution | None:
    """The choice of two or more amounts that gives the total; the first in order where several do.

    Raises ValueError for more than MOST_AMOUNTS amounts.
    """
    if len(amounts) > MOST_AMOUNTS:
        raise ValueError(f"{len(amounts)} amounts; at most {MOST_AMOUNTS} can be searched")
    middle = len(amounts) // 2
    left, right = _sums(amounts[:middle]), _sums(amounts[middle:])
    missing: dict[int, list[int]] = {}
    for mask, added in enumerate(left):
        missing.setdefault(total - added, []).append(mask)
    found = [
        below | above << middle
        for above, added in enumerate(right)
        if added in missing
        for below in missing[added]
    ]
    several = [mask for mask in found if mask.bit_count() > 1]
    if not several:
        return None
    return Solution(_places(min(several, key=_preference)), len(found) == 1)


def odds_against_chance(amounts: Sequence[int]) -> int:
    """One in how many totals some choice of these amounts would give by accident: the totals that
    they span, in the steps in which they come, for each choice there is."""
    return sum(map(abs, amounts)) // (_grain(amounts) << len(amounts))


def _grain(amounts: Sequence[int]) -> int:
    """The step in which the amounts come: thousands where all are whole thousands."""
    grain = 1
    while grain < 1_000_000 and not any(amount % (grain * 10) for amount in amounts):
        grain *= 10
    return grain


def _sums(amounts: Sequence[int]) -> list[int]:
    """The sum of every choice, at the place whose bits are the choice."""
    sums = [0]
    for amount in amounts:
        sums += [before + amount for before in sums]
    return sums


def _preference(mask: int) -> tuple[int, tuple[int, ...]]:
    return mask.bit_count(), _places(mask)


def _places(mask: int) -> tuple[int, ...]:
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)
