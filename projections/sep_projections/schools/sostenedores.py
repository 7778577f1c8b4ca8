"""Sostenedores: whoever holds schools."""

from dataclasses import dataclass

from sep_domain.values.identifiers import Rut
from sep_projections.reading.columns import RUT
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class SostenedorFilter:
    """Which sostenedores."""

    name_contains: str | None = None
    """Part of the name, in any case; only payments and documents carry names."""


@dataclass(kw_only=True)
class SostenedorRow(Row):
    """Whoever holds schools, told by RUT."""

    rut: Rut
    name: str | None = None
    """As the latest payment or document gives it; the register carries none."""


SOSTENEDORES = Listing("sostenedores", (RUT,), SostenedorRow)

SOSTENEDORES_BY_RUT = Listing("sostenedores_by_rut", (RUT,), SostenedorRow)
"""Those of the given `ruts` that any fact names."""
