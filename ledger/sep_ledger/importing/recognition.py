"""Which dataset a file is, told by its header."""

from collections.abc import Sequence, Set

from sep_ledger.importing.layout import FileHead, FileRefusedError, Layout

_SHOWN = 12
_ALIKE = 0.5
"""Share of a layout's columns from which a file is worth comparing with it."""


def recognised(
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


def _named(dataset: str, layouts: Sequence[type[Layout]]) -> type[Layout]:
    for layout in layouts:
        if layout.dataset == dataset:
            return layout
    known = ", ".join(layout.dataset for layout in layouts)
    raise FileRefusedError(f"no hay un formato llamado «{dataset}»; los que hay son: {known}")


def _forced(head: FileHead, columns: Set[str], layout: type[Layout]) -> type[Layout]:
    if not layout.recognises(columns):
        raise FileRefusedError(
            f"{head.name} no es «{layout.title}» ({layout.dataset}): "
            f"{_missing(layout, columns)}. {_found(head)}"
        )
    return layout


def _unknown(head: FileHead, columns: Set[str], layouts: Sequence[type[Layout]]) -> str:
    nearest = max(layouts, key=lambda layout: _likeness(layout, columns))
    if _likeness(nearest, columns) < _ALIKE:
        titles = "; ".join(layout.title for layout in layouts)
        return f"{head.name} no tiene un formato conocido. {_found(head)}. Se leen: {titles}"
    return (
        f"{head.name} no tiene un formato conocido. Lo más parecido es «{nearest.title}» "
        f"({nearest.dataset}): {_missing(nearest, columns)}. {_found(head)}"
    )


def _likeness(layout: type[Layout], columns: Set[str]) -> float:
    """The share of a layout's required columns that a file has."""
    return len(layout.required & columns) / max(len(layout.required), 1)


def _missing(layout: type[Layout], columns: Set[str]) -> str:
    missing = sorted(layout.required - columns)
    if missing:
        return f"faltan las columnas {', '.join(missing)}"
    return (
        "están sus columnas fijas, pero faltan las que llevan el año o la asignatura en el nombre"
    )


def _found(head: FileHead) -> str:
    shown = ", ".join(column or "(sin nombre)" for column in head.columns[:_SHOWN])
    more = len(head.columns) - _SHOWN
    return f"Se encontraron: {shown}" + (f" y {more} más" if more > 0 else "")
