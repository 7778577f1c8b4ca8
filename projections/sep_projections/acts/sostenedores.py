"""Who held the school of a resolution in the time that it is about."""

from dataclasses import dataclass
from typing import Any

from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.resolucion.kinds import ground_of
from sep_domain.values.identifiers import Rut
from sep_projections.reading.columns import POSITION
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class ResolutionSostenedoresRow(Row):
    """Of a school that a directory of the years in question names."""

    position: int
    """Of the resolution."""
    nameless: bool
    """Whether a directory names no RUT: a natural person, or before 2016."""
    sostenedores: list[Rut]
    """By the directories and by convenios."""


RESOLUTION_SOSTENEDORES = Listing("resolution_sostenedores", (POSITION,), ResolutionSostenedoresRow)


def resolution_sostenedor_params(known: Known) -> dict[str, Any]:
    """Parameters of the statement."""
    looking_back = [kind.value for kind in ResolutionKind if ground_of(kind).former_holder]
    return params_of(known, looking_back=looking_back)
