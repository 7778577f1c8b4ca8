"""Every projection there is, by name: what the rooms declare in their `projection.py`."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import sep_projections
from sep_projections.engine.projection import Projection


def _declared() -> Iterator[Projection]:
    for room in iter_modules(sep_projections.__path__, f"{sep_projections.__name__}."):
        name = f"{room.name}.projection"
        if room.ispkg and find_spec(name):
            found = vars(import_module(name)).values()
            yield from (each for each in found if isinstance(each, Projection))


# A room may take what another one declares for its own.
PROJECTIONS: tuple[Projection, ...] = tuple(
    sorted({each.name: each for each in _declared()}.values(), key=lambda each: each.name)
)
