"""A subscription of the `eventsourcing` library over the log, for use in threads."""

import logging
from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING, Any

import psycopg
from eventsourcing.persistence import (
    ListenNotifySubscription,
    Notification,
    OperationalError,
    ShutDown,
)

from sep_ledger.wakeups import LISTEN

if TYPE_CHECKING:
    from sep_ledger.recorder import LedgerRecorder

POLL_SECONDS = 0.25
"""How long an event can stay unseen when its wake-up is lost; also how long stopping takes."""

logger = logging.getLogger(__name__)


class LedgerSubscription(ListenNotifySubscription["LedgerRecorder"]):
    """Yields what is appended, in order, from a position on. Outlives lost connections.

    One thread waits for wake-ups, on a connection of its own; one fetches, at most ten pages ahead
    of whoever iterates.
    """

    def __init__(
        self, recorder: "LedgerRecorder", gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listen_thread = Thread(target=self._listen, name="ledger-listen")
        self._listen_thread.start()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listen_thread.join()

    def _listen(self) -> None:
        while not self._has_been_stopped:
            try:
                self._wait_for_wakeups()
            except psycopg.OperationalError as error:
                logger.warning("subscription lost its wake-ups, connecting again: %s", error)
                self._pull_thread.join(POLL_SECONDS)  # a pause that ends early when it stops
                self._has_been_notified.set()

    def _wait_for_wakeups(self) -> None:
        conninfo = self._recorder.pool.conninfo
        dsn = conninfo if isinstance(conninfo, str) else conninfo()
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(LISTEN)
            while not self._has_been_stopped:
                # Set after a timeout too: that is the poll. And set first: something may have been
                # appended before LISTEN took hold.
                self._has_been_notified.set()
                for _ in conn.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass

    def _pull(self) -> None:
        """Fetch page after page up to the head; a lost connection leaves the rest to the next."""
        try:
            while self._pull_page():
                pass
        except OperationalError as error:
            if self._recorder.pool.closed:
                raise
            logger.warning("subscription could not read, trying again: %s", error)

    def _pull_page(self) -> bool:
        """Whether there may be more."""
        self._has_been_notified.clear()
        last = self._last_notification_id or 0
        # Bounded by the head, so that a rare topic does not make each poll scan from the start.
        head = self._recorder.max_notification_id() or 0
        page = self._recorder.select_notifications(
            last, self._select_limit, head, self._topics, inclusive_of_start=False
        )
        full = len(page) == self._select_limit
        return self._hand_over(page, page[-1].id if full else max(last, head)) and full

    def _hand_over(self, page: Sequence[Notification], reached: int) -> bool:
        try:
            if page:
                self._notifications_queue.put(page)
        except ShutDown:
            return False
        self._last_notification_id = reached
        return not self._has_been_stopped
