"""How commands tell people things in Spanish."""

from rich.console import Console


def say(out: Console, text: str) -> None:
    """A line as it is, wrapped for a terminal and whole for a program that reads it."""
    out.print(text, highlight=False, markup=False, soft_wrap=not out.is_terminal)


def spelt_number(number: int) -> str:
    """With a point between thousands."""
    return f"{number:,}".replace(",", ".")


def count_of(number: int, one: str, many: str) -> str:
    """`1 hecho`, `2.000 hechos`."""
    return f"{spelt_number(number)} {one if number == 1 else many}"
