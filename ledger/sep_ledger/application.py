"""The log as an application of the `eventsourcing` library, for entities that decide.

    ledger.save(RecordedEvent(stream, version, event, provenance))
    history = ledger.events.get(stream)

Who decides by commands goes through `commands.commanding`, which folds several streams at once.
"""

from typing import NoReturn
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    Mapper,
    NotSupportedError,
    TrackingRecorder,
)
from eventsourcing.utils import Environment
from psycopg import Connection
from psycopg_pool import ConnectionPool

from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_ledger.records.mapper import LedgerMapper


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the library our recorder, and nothing of what the ledger does in other ways.

    The views keep their own checkpoints, and entities are short enough to be folded from the
    start: hence no tracking recorder, no process recorder, no snapshots.
    """

    def __init__(self, env: Environment, recorder: LedgerRecorder) -> None:
        super().__init__(env)
        self._recorder = recorder

    def application_recorder(self) -> LedgerRecorder:
        return self._recorder

    def aggregate_recorder(self, purpose: str = "events") -> LedgerRecorder:
        if purpose != "events":
            raise NotSupportedError(f"the ledger keeps no {purpose}")
        return self._recorder

    def tracking_recorder(
        self,
        tracking_recorder_class: type[TrackingRecorder] | None = None,  # noqa: ARG002 (theirs)
    ) -> NoReturn:
        raise NotSupportedError("projections keep their own checkpoints")

    def process_recorder(self) -> NoReturn:
        raise NotSupportedError("projections keep their own checkpoints")


class Ledger(Application[UUID]):
    """The application over a migrated database.

    Given a conninfo it opens a pool and closes it with itself; a pool given stays its owner's.
    """

    def __init__(self, source: str | ConnectionPool[Connection]) -> None:
        pool = connection_pool(source) if isinstance(source, str) else source
        self._own_pool = pool if isinstance(source, str) else None
        self.ledger_recorder = LedgerRecorder(pool)
        self.ledger_mapper = LedgerMapper()
        super().__init__()

    def construct_factory(self, env: Environment) -> LedgerFactory:
        return LedgerFactory(env, self.ledger_recorder)

    def construct_mapper(self) -> Mapper[UUID]:
        return self.ledger_mapper

    def close(self) -> None:
        super().close()
        self.ledger_recorder.close()
        if self._own_pool:
            self._own_pool.close()
