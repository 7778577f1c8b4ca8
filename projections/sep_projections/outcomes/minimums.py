"""How many schools a number needs before it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Minimums:
    """Fewest schools behind a number; below it only the count is shown.

    A mean of fewer than five schools tells of a single one: the reader who knows the others can
    work it out. An interval needs more, because errors clustered by school are too small where
    there are few clusters: ten on each side is where the nominal 95 % is roughly kept.
    """

    for_mean: int = 5
    for_interval: int = 10


MINIMUMS = Minimums()
