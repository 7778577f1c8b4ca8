"""Which dataset a file is, told by its header."""

from collections.abc import Sequence, Set

from sep_intake.columns.headers import missing_columns, nearest, some_of
from sep_intake.columns.layout import FileHead, FileRefusedError, Layout

_HELP = "Los formatos que se leen: sep-ledger import --help"
_ALIKE = 0.5
"""Share of a layout's columns from which a file is worth comparing with it."""


def recognise_layout(
    head: FileHead, layouts: Sequence[type[Layout]], dataset: str | None = None
) -> type[Layout]:
    """The layout of a file: the most demanding of those that its header satisfies.

    With `dataset`, that one or none. Raises FileRefusedError, saying what was expected and found.
    """
    columns = frozenset(head.columns)
    if dataset is not None:
        return _forced(head, columns, _named(dataset, layouts))
    satisfied = [layout for layout in layouts if layout.recognises(columns)]
    if not satisfied:
        raise FileRefusedError(_unknown(head, columns, layouts))
    return max(satisfied, key=lambda layout: len(layout.required))


def with_hint(refusal: str, hint: str) -> str:
    """What is said of an unknown file, with a hint that helps more than the list of formats."""
    return f"{refusal.removesuffix(_HELP).rstrip(' .')}. {hint}"


def _named(dataset: str, layouts: Sequence[type[Layout]]) -> type[Layout]:
    for layout in layouts:
        if layout.dataset == dataset:
            return layout
    found = nearest(dataset, [layout.dataset for layout in layouts])
    meant = f"; el más parecido es «{found}»" if found else ""
    raise FileRefusedError(f"no hay un formato llamado «{dataset}»{meant}. {_HELP}")


def _forced(head: FileHead, columns: Set[str], layout: type[Layout]) -> type[Layout]:
    if not layout.recognises(columns):
        raise FileRefusedError(
            f"{head.name} no es «{layout.title}» ({layout.dataset}): {_missing(layout, columns)}"
        )
    return layout


def _unknown(head: FileHead, columns: Set[str], layouts: Sequence[type[Layout]]) -> str:
    """Two lines at most: what is nearest and what it lacks, or else what was found."""
    closest = max(layouts, key=lambda layout: _likeness(layout, columns))
    if _likeness(closest, columns) < _ALIKE:
        return (
            f"{head.name} no tiene un formato conocido. "
            f"Se encontraron: {some_of(head.columns)}. {_HELP}"
        )
    return (
        f"{head.name} no tiene un formato conocido. Lo más parecido es «{closest.title}» "
        f"({closest.dataset}): {_missing(closest, columns)}"
    )


def _likeness(layout: type[Layout], columns: Set[str]) -> float:
    """The share that a file has of what a layout wants."""
    wanted = layout.wanted(set(map(layout.canonical, columns)))
    return 1 - len(layout.lacks(columns)) / max(len(wanted), 1)


def _missing(layout: type[Layout], columns: Set[str]) -> str:
    """With what the file may have in place of it: columns of which the layout says nothing."""
    known = {layout.canonical(column): column for column in columns}
    unknown = layout.declaration(known.keys()).unknown(known)
    return missing_columns(layout.lacks(columns), [known[name] for name in unknown])
