"""What happens next: the log as it grows."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import strawberry

from sep_graphql.answering.context import Info
from sep_graphql.log.events import Event
from sep_ledger.reading.following import follow
from sep_projections.reading.known import Position


@strawberry.type
class Subscription:
    """What happens next."""

    @strawberry.subscription
    async def events(
        self,
        info: Info,
        after: Position | None = None,
        topics: list[str] | None = None,
        generation: UUID | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Every event after a position, in order, then each new one as it is recorded.

        `after` absent means from the first event on; no topics means all. A position beyond the
        head is refused (`CURSOR_BEYOND_HEAD`), and so is a generation of the log, as
        `extensions.ledger` names it, that is no longer this one (`GENERATION_CHANGED`): the log
        was restored.
        """
        following = follow(
            info.context.pool,
            after=after or 0,
            generation=generation,
            topics=topics or (),
            wakeups=info.context.wakeups,
        )
        async with aclosing(following) as rows:
            async for row in rows:
                yield Event(
                    position=Position(row.position),
                    stream=row.originator_id,
                    version=row.originator_version,
                    topic=row.topic,
                    state=row.state,
                    metadata=row.metadata,
                    recorded_at=row.instant,
                )
