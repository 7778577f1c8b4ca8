"""A reader may follow one stream, one school or one sostenedor."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection

from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.reading import following
from sep_ledger.reading.events import Selection, read_selection
from sep_ledger.reading.following import follow
from sep_ledger.recorder import LedgerRecorder
from sep_ledger.records.stored import StoredEvent

RBD, OTHER_RBD = Rbd(100), Rbd(1001)
SOSTENEDOR = Rut.from_number(65_000_000)
STREAM = UUID(int=7)

# Position by position: what each event says.
STATES = [
    b'{"occurred_on":"2024-03-01","rbd":100,"clp":5}',
    b'{"occurred_on":"2024-03-01","rbd":1001,"clp":100}',
    b'{"occurred_on":"2024-03-01","sostenedor":"%s"}' % SOSTENEDOR.encode(),
    b'{"rbd":100,"sostenedor":"%s"}' % SOSTENEDOR.encode(),
    b'{"detail":"\\"rbd\\":100, says the text","rbd":7}',
    b'{"inner":{"rbd":100}}',
    b"neither JSON nor anything else",
]


def first(number: int, following: AsyncGenerator[StoredEvent]) -> list[int]:
    """The first positions that a follower is given."""

    async def scenario() -> list[int]:
        async with asyncio.timeout(10), aclosing(following) as rows:
            return [(await anext(rows)).position for _ in range(number)]

    return asyncio.run(scenario())


@pytest.fixture
def log(recorder: LedgerRecorder) -> LedgerRecorder:
    """The events of STATES, the last two on one stream."""
    streams = [*(uuid4() for _ in STATES[:-2]), STREAM, STREAM]
    recorder.insert_events(
        [
            StoredEvent(stream, version, "cl.sep.x.v1", state)
            for version, (stream, state) in enumerate(zip(streams, STATES, strict=True), 1)
        ]
    )
    return recorder


SELECTIONS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1, 2, 3, 4, 5, 6, 7]),
    ({"rbd": RBD}, [1, 4]),
    ({"rbd": OTHER_RBD}, [2]),
    ({"sostenedor": SOSTENEDOR}, [3, 4]),
    ({"rbd": RBD, "sostenedor": SOSTENEDOR}, [4]),
    ({"stream": STREAM}, [6, 7]),
    ({"rbd": RBD, "topics": ["cl.sep.y.v1"]}, []),
    ({"rbd": RBD, "stream": STREAM}, []),
]


@pytest.mark.parametrize(("wanted", "positions"), SELECTIONS)
def test_a_selection_holds_the_events_that_name_it(
    log: LedgerRecorder, conn: Connection[Any], wanted: dict[str, Any], positions: list[int]
) -> None:
    rows = read_selection(conn, Selection(**wanted), after=0, limit=100)
    assert [row.position for row in rows] == positions


@pytest.mark.parametrize(("wanted", "positions"), [one for one in SELECTIONS if one[1]])
def test_following_yields_what_is_selected(
    database: str, log: LedgerRecorder, wanted: dict[str, Any], positions: list[int]
) -> None:
    assert first(len(positions), follow(database, after=0, **wanted)) == positions


def test_a_rare_school_is_found_across_windows(
    database: str, recorder: LedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_WINDOW", 3)
    states = [b'{"rbd":%d}' % (100 if number in {2, 12, 20} else 7) for number in range(1, 21)]
    recorder.insert_events([StoredEvent(uuid4(), 1, "t", state) for state in states])
    assert first(3, follow(database, after=0, rbd=RBD, poll_seconds=60)) == [2, 12, 20]


def test_a_slow_reader_holds_one_batch_and_no_more(
    database: str, log: LedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    question: Callable[..., Any] = Selection.question

    def spy(self: Selection, after: int, *others: Any) -> Any:
        asked.append(after)
        return question(self, after, *others)

    monkeypatch.setattr(Selection, "question", spy)

    async def scenario() -> None:
        async with asyncio.timeout(10), aclosing(follow(database, after=0, batch=2)) as rows:
            assert [(await anext(rows)).position, (await anext(rows)).position] == [1, 2]
            assert asked == [0]
            assert (await anext(rows)).position == 3
            assert asked == [0, 2]

    asyncio.run(scenario())
