"""The project's own CSV templates (`docs/templates.md`), for what has no official open layout.

One row may state several events, one for each date that it carries. Names of columns are fixed and
all of them are asked for, so that a misspelt column is noticed and not taken for empty.
"""

from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.layout import Layout


class Template(Layout):
    """A layout whose header is one of ours; `required` is the whole header."""

    quoted = True


def columns(header: str) -> frozenset[str]:
    """The columns of a header, as the documentation of the template writes it."""
    return frozenset(header.split(";"))


def is_filled(row: Row, *names: str) -> bool:
    """Whether any of the columns is filled, so that the event they describe took place."""
    return any(row.optional_text(name) is not None for name in names)


def require_absent(row: Row, name: str, needed: str) -> None:
    """A column that means nothing without another. Raises RowError where it stands alone."""
    value = row.optional_text(name)
    if value is not None:
        raise RowError(name, value, f"no dice nada sin «{needed}»", f"vacío, o «{needed}» lleno")
