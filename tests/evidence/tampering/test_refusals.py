"""The log itself does not sign what contradicts what it signed."""

from collections.abc import Iterator

import pytest
from tests.evidence.conftest import Append, Sign, Tamper
from tests.evidence.tampering.conftest import Db

from sep_ledger.evidence import store
from sep_ledger.evidence.writing.growth import HistoryRewrittenError


class TestSigning:
    @pytest.fixture(autouse=True)
    def nothing_more_is_signed(self, conn: Db, tamper: Tamper, sign: Sign) -> Iterator[None]:
        yield
        with pytest.raises(HistoryRewrittenError):
            sign()
        signed = store.latest(conn)
        assert signed is None or signed.checkpoint.size <= 600
        assert conn.execute("select count(*) from ledger.tiles").fetchone() == (2,)

    def test_over_a_changed_event_at_the_edge(self, tamper: Tamper) -> None:
        tamper("update ledger.events set state = 'forged' where position = 590")

    def test_over_a_deleted_event_at_the_edge(self, tamper: Tamper) -> None:
        tamper("delete from ledger.events where position = 590")

    def test_over_a_changed_event_where_the_edge_has_become_a_tile(
        self, tamper: Tamper, append: Append
    ) -> None:
        append(2_000)
        tamper("update ledger.events set state = 'forged' where position = 590")

    def test_over_a_changed_tile(self, tamper: Tamper) -> None:
        tamper("update ledger.tiles set root = sha256('x') where number = 0")

    def test_over_a_shorter_log(self, tamper: Tamper) -> None:
        tamper(
            "delete from ledger.events where position > 500; update ledger.head set position = 500"
        )
