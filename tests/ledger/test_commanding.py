"""A command is decided once and recorded once, however often, fast or interrupted it is asked."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from threading import Barrier
from typing import Any, ClassVar
from uuid import UUID

import pytest
from psycopg import AsyncConnection, Connection
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool
from tests.projections.given import payment

from sep_domain.accounting_period.state import PeriodKey
from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import Command, Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.findings import FindingAccepted, FindingAnswered
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.provenance import FileSource, Provenance
from sep_domain.values.identifiers import Rut
from sep_ledger.application import Ledger
from sep_ledger.commands.case import (
    Asked,
    CommandOutcome,
    KeyReusedError,
    LostRaceError,
    StaleVersionError,
)
from sep_ledger.commands.commanding import Commanding
from sep_ledger.records.recorded import RecordedEvent

DAY = date(2024, 3, 1)
KEY = PeriodKey(sostenedor=Rut("62000660-2"), month=Period("2024-03"))
OTHER_KEY = PeriodKey(sostenedor=Rut("62000660-2"), month=Period("2024-04"))
SUBJECT = UUID(int=7)
PAYMENT = payment(1, "2024-03", 500)


class Note(Command):
    NAME: ClassVar[str] = "note"
    texts: tuple[str, ...]


class Finish(Command):
    NAME: ClassVar[str] = "finish"


@dataclass(frozen=True)
class Notes:
    texts: tuple[str, ...] = ()
    finished: bool = False
    paid: int = 0


class NotesDecider(Decider[PeriodKey, Notes, Command]):
    """Notes may be taken until somebody finishes, which needs that something was paid."""

    NAME: ClassVar[str] = "notes"

    def initial(self, key: PeriodKey) -> Notes:
        return Notes()

    def decide(self, state: Notes, command: Command) -> Sequence[Event]:
        if state.finished:
            raise RefusedError("finished", "Está terminado", ())
        if isinstance(command, Note):
            return [
                FindingAnswered(occurred_on=command.occurred_on, finding=SUBJECT, text=text)
                for text in command.texts
            ]
        if not state.paid:
            raise RefusedError("unpaid", "Nada se ha pagado", ("note",))
        return [
            FindingAccepted(occurred_on=command.occurred_on, finding=SUBJECT, text=str(state.paid))
        ]

    def evolve(self, state: Notes, event: Event) -> Notes:
        match event:
            case FindingAnswered(text=text):
                return replace(state, texts=(*state.texts, text))
            case FindingAccepted():
                return replace(state, finished=True)
            case PaymentDisbursed(sep_total=amount):
                return replace(state, paid=amount)
        return state

    def facts(self, key: PeriodKey, command: Command) -> Iterable[UUID]:
        return [PAYMENT.stream()]


def noting(*texts: str, key: str = "k", actor: str = "ana", seen: int | None = None) -> Asked[Any]:
    return Asked(Note(occurred_on=DAY, texts=texts), actor, key, seen)


def finishing(key: str = "end") -> Asked[Any]:
    return Asked(Finish(occurred_on=DAY), "ana", key)


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    with Ledger(database) as application:
        yield application


@pytest.fixture
def handle(ledger: Ledger) -> Any:
    commanding = Commanding(ledger)

    def run(asked: Asked[Any], key: PeriodKey = KEY) -> CommandOutcome:
        return commanding.handle(NotesDecider(), key, asked)

    return run


@pytest.fixture
def texts(conn: Connection[Any]) -> Any:
    """What the log says, in order."""

    def read() -> list[str]:
        rows = conn.execute(
            "select convert_from(state, 'UTF8')::jsonb ->> 'text' from ledger.events"
            " order by position"
        )
        return [text for (text,) in rows]

    return read


def test_a_command_answers_with_what_it_recorded(handle: Any) -> None:
    topic = "cl.sep.finding.answered.v1"
    assert handle(noting("a", "b")) == CommandOutcome((1, 2), 2, (topic, topic), replayed=False)
    assert handle(noting("c", key="k2")) == CommandOutcome((3,), 3, (topic,), replayed=False)


def test_each_event_says_who_asked_and_with_which_command(ledger: Ledger, handle: Any) -> None:
    handle(noting("a", "b"))
    first, second = map(
        ledger.mapper.to_domain_event, ledger.ledger_recorder.select_events(KEY.stream())
    )
    assert isinstance(first, RecordedEvent)
    assert isinstance(second, RecordedEvent)
    source = first.provenance.source
    assert second.provenance.source == source
    assert source.kind == "command"
    assert (source.actor, source.command_id.version) == ("ana", 8)


def test_a_refused_command_leaves_nothing(handle: Any, texts: Any) -> None:
    with pytest.raises(RefusedError) as refused:
        handle(finishing())
    assert (refused.value.code, refused.value.allowed) == ("unpaid", ("note",))
    assert texts() == []


def test_facts_that_files_brought_count(ledger: Ledger, handle: Any, texts: Any) -> None:
    with pytest.raises(RefusedError):
        handle(finishing())
    stored = RecordedEvent(PAYMENT.stream(), 1, PAYMENT, _from_a_file())
    ledger.save(stored)
    # The same key: a refusal was not an answer to keep.
    assert handle(finishing()).version == 1
    assert texts()[-1] == "500"


def _from_a_file() -> Provenance:
    return Provenance(source=FileSource(sha256="0" * 64, name="a.csv", dataset="x", row=1))


def test_the_same_request_gets_the_first_answer_again(handle: Any, texts: Any) -> None:
    first = handle(noting("a", "b"))
    handle(noting("c", key="later"))
    assert handle(noting("a", "b")) == replace(first, replayed=True)
    assert texts() == ["a", "b", "c"]


def test_an_answer_is_kept_even_when_it_would_now_be_refused(ledger: Ledger, handle: Any) -> None:
    first = handle(noting("a"))
    ledger.save(RecordedEvent(PAYMENT.stream(), 1, PAYMENT, _from_a_file()))
    handle(finishing())
    assert handle(noting("a")) == replace(first, replayed=True)


def test_an_answer_survives_the_process_that_gave_it(database: str) -> None:
    with Ledger(database) as before:
        first = Commanding(before).handle(NotesDecider(), KEY, noting("a"))
    with Ledger(database) as after:
        again = Commanding(after).handle(NotesDecider(), KEY, noting("a"))
    assert again == replace(first, replayed=True)


def test_a_key_with_another_request_is_a_conflict(handle: Any, texts: Any) -> None:
    handle(noting("a"))
    with pytest.raises(KeyReusedError):
        handle(noting("b"))
    with pytest.raises(KeyReusedError):
        handle(finishing(key="k"))
    assert texts() == ["a"]


def test_a_key_belongs_to_one_actor_and_one_entity(handle: Any, texts: Any) -> None:
    handle(noting("a"))
    assert not handle(noting("b", actor="luis")).replayed
    assert not handle(noting("c"), OTHER_KEY).replayed
    assert texts() == ["a", "b", "c"]


@pytest.mark.parametrize(("actor", "key"), [("", "k"), ("ana", ""), ("a" * 256, "k")])
def test_an_actor_and_a_key_have_bounds(actor: str, key: str) -> None:
    with pytest.raises(ValueError, match="expected 1 to 255"):
        noting("a", actor=actor, key=key)


def test_an_expected_version_must_be_the_current_one(handle: Any, texts: Any) -> None:
    handle(noting("a", seen=0))
    handle(noting("b", key="2", seen=1))
    with pytest.raises(StaleVersionError) as stale:
        handle(noting("c", key="3", seen=1))
    assert (stale.value.expected, stale.value.current) == (1, 2)
    assert texts() == ["a", "b"]


def test_a_replay_does_not_mind_the_version_that_it_once_expected(handle: Any) -> None:
    handle(noting("a", seen=0))
    assert handle(noting("a", seen=0)).replayed


def test_two_same_requests_at_once_are_recorded_once(handle: Any, texts: Any) -> None:
    for turn in range(20):
        asked = noting(str(turn), key=str(turn))
        answers = _at_once(handle, [asked] * 4)
        assert sorted(answer.replayed for answer in answers) == [False, True, True, True]
        assert len({answer.positions for answer in answers}) == 1
    assert texts() == [str(turn) for turn in range(20)]


def test_of_two_commands_at_once_one_wins_and_the_other_hears_the_version(
    ledger: Ledger, texts: Any
) -> None:
    meeting = Barrier(2)

    class Meeting(NotesDecider):
        """Both decide on the same state before either records."""

        def decide(self, state: Notes, command: Command) -> Sequence[Event]:
            meeting.wait(10)
            return super().decide(state, command)

    def run(asked: Asked[Any]) -> Any:
        try:
            return Commanding(ledger).handle(Meeting(), KEY, asked)
        except LostRaceError as lost:
            return lost

    outcomes = _at_once(run, [noting("a", key="1"), noting("b", key="2")])
    (won,) = [one for one in outcomes if isinstance(one, CommandOutcome)]
    (lost,) = [one for one in outcomes if isinstance(one, LostRaceError)]
    assert (won.version, lost.current) == (1, 1)
    assert len(texts()) == 1


def test_tasks_of_one_event_loop_share_commits(ledger: Ledger, database: str, texts: Any) -> None:
    async def run() -> list[CommandOutcome]:
        commanding = Commanding(ledger)
        pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            database, open=False, max_size=4, kwargs={"autocommit": True, "row_factory": tuple_row}
        )
        async with pool:
            asked = [noting(str(number)) for number in range(12) for _ in range(2)]
            months = [
                PeriodKey(sostenedor=KEY.sostenedor, month=Period.of(2024, n + 1))
                for n in range(12)
                for _ in range(2)
            ]
            return await asyncio.gather(
                *(
                    commanding.handle_async(NotesDecider(), key, one, pool)
                    for key, one in zip(months, asked, strict=True)
                )
            )

    answers = asyncio.run(run())
    assert sorted(answer.replayed for answer in answers) == [False] * 12 + [True] * 12
    assert sorted(texts(), key=int) == [str(number) for number in range(12)]


def _at_once(run: Any, asked: Sequence[Asked[Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(asked)) as threads:
        return list(threads.map(run, asked))
