"""The entities that can be commanded over HTTP: their address, commands and examples."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path

from sep_domain.accounting_period.commands import (
    BookMonth,
    ClosePeriod,
    PeriodCommand,
    PeriodKey,
    ReopenPeriod,
)
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodState
from sep_domain.decisions.deciding import Command, Decider, EntityKey
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.state import RenderedYear, RendicionKey, RendicionState, Subvencion
from sep_domain.two_persons.approved_entity import Approving
from sep_domain.two_persons.entities import (
    PrepareClose,
    PreparePresent,
    PrepareRectify,
    RendicionByTwo,
    WithdrawClose,
    WithdrawPresent,
    WithdrawRectify,
)
from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.reading.events import AsyncPool
from sep_projections.reading.known import known_at
from sep_projections.rendicion.books import known_books
from sep_service.commands.examples import PERIOD_EXAMPLES, RENDICION_EXAMPLES

K = TypeVar("K", bound=EntityKey)
S = TypeVar("S")
C = TypeVar("C", bound=Command)

Holder = Annotated[
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


def rendicion_key(
    sostenedor: Holder,
    rbd: Annotated[Rbd, Path(description="RBD of the school", ge=1, le=99_999, examples=[50001])],
    year: Annotated[
        RenderedYear,
        Path(description="The year rendered", ge=2011, le=2100, examples=[2024]),
    ],
    subvencion: Annotated[Subvencion, Path(description="The fund", examples=["SEP"])],
) -> RendicionKey:
    """Which rendición."""
    return RendicionKey(sostenedor=sostenedor, rbd=rbd, year=year, subvencion=subvencion)


async def with_books(pool: AsyncPool, key: RendicionKey, command: Any) -> RendicionByTwo:
    """The decider, told what the views know of the year as far as they are folded."""
    if not isinstance(command, ask.AGAINST_BOOKS):
        return RendicionByTwo()
    async with pool.connection() as connection:
        return RendicionByTwo(await known_books(connection, await known_at(connection), key))


def period_key(
    sostenedor: Holder,
    month: Annotated[
        BookMonth,
        Path(
            description="The month, 2008-01 to 2100-12",
            pattern=r"^(20(0[89]|[1-9]\d)|2100)-(0[1-9]|1[0-2])$",
            examples=["2024-03"],
        ),
    ],
) -> PeriodKey:
    """Which accounting month."""
    return PeriodKey(sostenedor=sostenedor, month=month)


RENDICION: Entity[RendicionKey, Approving[RendicionState], Any] = Entity(
    decider=RendicionByTwo(),
    path="{sostenedor}/{rbd}/{year}/{subvencion}",
    key=rendicion_key,
    commands=(
        ask.InformConsejo,
        ask.Sign,
        ask.DeclarePayroll,
        ask.DeclareBooks,
        ask.AccreditBalances,
        ask.Declare,
        PreparePresent,
        ask.Present,
        WithdrawPresent,
        PrepareClose,
        ask.Close,
        WithdrawClose,
        ask.Extend,
        ask.ObserveAllocation,
        ask.CorrectAllocation,
        ask.ResolveAllocation,
        ask.Review,
        PrepareRectify,
        ask.Rectify,
        WithdrawRectify,
    ),
    examples=RENDICION_EXAMPLES,
    informed=with_books,
)

ACCOUNTING_PERIOD: Entity[PeriodKey, PeriodState, PeriodCommand] = Entity(
    decider=PeriodDecider(),
    path="{sostenedor}/{month}",
    key=period_key,
    commands=(ClosePeriod, ReopenPeriod),
    examples=PERIOD_EXAMPLES,
)
