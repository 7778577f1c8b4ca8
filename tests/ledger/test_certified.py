"""The recorder keeps the promises that the `eventsourcing` library asks of any recorder."""

from collections.abc import Iterator

import pytest
from eventsourcing.persistence import NotSupportedError
from eventsourcing.tests import persistence as library

from sep_ledger.recorder import LedgerRecorder, connection_pool


class TestApplicationRecorder(library.ApplicationRecorderTestCase[LedgerRecorder]):
    @pytest.fixture(autouse=True)
    def on_a_fresh_log(self, database: str) -> Iterator[None]:
        with connection_pool(database) as self.pool:
            yield

    def create_recorder(self) -> LedgerRecorder:
        return LedgerRecorder(self.pool)

    def test_it_refuses_subscriptions_and_names_who_follows(self) -> None:
        with pytest.raises(NotSupportedError, match=r"sep_ledger\.reading\.following"):
            self.create_recorder().subscribe()


class TestNonInterleavingNotificationIDs(library.NonInterleavingNotificationIDsBaseCase):
    @pytest.fixture(autouse=True)
    def on_a_fresh_log(self, database: str) -> Iterator[None]:
        with connection_pool(database) as self.pool:
            yield

    def create_recorder(self) -> LedgerRecorder:
        return LedgerRecorder(self.pool)
