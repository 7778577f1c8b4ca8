"""What is said of an entity that can be commanded over HTTP: its address, commands and examples."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path

from sep_domain.decisions.deciding import Command, Decider, EntityKey
from sep_domain.values.identifiers import Rut
from sep_ledger.reading.events import AsyncPool

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)

SostenedorRut = Annotated[
    Rut,
    Path(
        description="RUT of the sostenedor, with its digit",
        pattern=r"^\d{1,8}-[\dK]$",
        examples=["62000660-2"],
    ),
]


@dataclass(frozen=True)
class Entity(Generic[K, S, C]):
    """How a kind of entity is reached."""

    decider: Decider[K, S, C]
    path: str
    """The natural key as segments of an address."""
    key: Callable[..., K]
    """Makes the key of these segments; FastAPI reads their types from it."""
    commands: tuple[type[C], ...]
    examples: Mapping[str, Mapping[str, Any]]
    """For each command a body that is well formed."""
    informed: Callable[[AsyncPool, K, C], Awaitable[Decider[K, S, C]]] | None = None
    """Makes the decider that a command needs which is held against views; what it was told stands
    in its events."""

    async def decider_for(self, pool: AsyncPool, key: K, command: C) -> Decider[K, S, C]:
        """Who decides on a command."""
        return self.decider if self.informed is None else await self.informed(pool, key, command)
