"""Histories of an account, as hypothesis thinks of them."""

from datetime import date, timedelta
from itertools import accumulate

from hypothesis import strategies as st
from tests.intake.statements.written import Line

Expected = tuple[str, int, int, str, int]
"""Day, number within the day, amount, text, balance."""

TEXTS = ["PAGO", "ABONO SUBVENCION", "CHEQUE 771", "PEÑALOLÉN – CUOTA “2”", "A & B < C"]

_lines = st.builds(
    lambda day, amount, text: Line(date(2024, 5, 30) + timedelta(days=day), amount, text),
    st.integers(0, 3),
    st.integers(-50, 50).filter(bool).map(lambda amount: amount * 1_000),
    st.sampled_from(TEXTS),
)
histories = st.lists(_lines, min_size=1, max_size=12).map(
    lambda lines: sorted(lines, key=lambda line: line.day)
)
openings = st.integers(-5, 5).map(lambda opening: opening * 10_000)
sizes = st.lists(st.integers(0, 4), max_size=5)


def as_numbered(lines: list[Line], opening: int) -> list[Expected]:
    """What is to be recorded of a history, however it was parted."""
    balances = list(accumulate((line.amount for line in lines), initial=opening))[1:]
    seen: dict[date, int] = {}
    found = []
    for line, balance in zip(lines, balances, strict=True):
        seen[line.day] = seen.get(line.day, 0) + 1
        found.append((str(line.day), seen[line.day], line.amount, line.text, balance))
    return found
