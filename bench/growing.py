"""Large files for the benches: the rows of a sample file, again and again for more schools."""

import re
from functools import partial
from itertools import cycle
from pathlib import Path

from sep_domain.values.identifiers import check_digit

MOST_NUMBERS = 45_000
"""RBDs have five digits, and those of the sample begin at 50001."""


def grow(template: Path, rbd: re.Pattern[bytes], *, size: int, numbers: int = MOST_NUMBERS) -> Path:
    """Write a file of at least `size` bytes beside the template, and say where.

    `rbd` finds in a row what stands before the RBD, the RBD, and its digit where the file has one.
    Each time the template's rows are written for the RBDs after its last, until so many `numbers`
    are used up, after which the same schools come again.
    """
    large = template.with_stem(f"{template.stem}_large")
    header, _, rows = template.read_bytes().partition(b"\n")
    known = [int(row[2]) for row in rbd.finditer(rows)]
    shifts = cycle(range(0, numbers, max(known) - min(known) + 1))
    with large.open("wb") as file:
        file.write(header + b"\n")
        while file.tell() < size:
            file.write(rbd.sub(partial(_shifted, next(shifts)), rows))
    return large


def _shifted(by: int, row: re.Match[bytes]) -> bytes:
    before, rbd, *digit = row.groups()
    number = int(rbd) + by
    shown = f"{number};{check_digit(number)}" if digit else f"{number}"
    return bytes(before) + shown.encode()
