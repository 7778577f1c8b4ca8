"""Whatever files arrive, in whatever batches, each stream tells its distinct states in order."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from tests.staged import FactAppend, StagedFact

from sep_domain.streams import twin_stream
from sep_ledger.facts.verdicts import BatchOutcome

Row = tuple[int, str]
File = list[list[Row]]

# Keys 2 and 3 may have twins. Few keys and few contents, so that they meet.
files_of_rows = st.lists(
    st.lists(
        st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ABC")), max_size=6), max_size=4
    ),
    max_size=4,
)


class Model:
    """What the log should hold, one row at a time."""

    def __init__(self) -> None:
        self.histories: dict[UUID, list[str]] = {}

    def batch(
        self, staged: list[StagedFact], shown: Counter[UUID]
    ) -> tuple[Counter[str], list[int]]:
        """Counts and repeated rows of a batch; `shown` are the keys of its file until now."""
        counts: Counter[str] = Counter()
        repeated = []
        for fact in staged:
            verdict = self._judge(fact, shown[fact.stream])
            shown[fact.stream] += 1
            counts[verdict] += 1
            if verdict == "repeated":
                repeated.append(fact.row)
        return counts, repeated

    def _judge(self, fact: StagedFact, times: int) -> str:
        stream = twin_stream(fact.stream, times) if fact.twins else fact.stream
        history = self.histories.setdefault(stream, [])
        content = fact.state.decode()
        if history and history[-1] == content:
            return "equal"
        if times and not fact.twins:
            return "repeated"
        history.append(content)
        return "new" if len(history) == 1 else "restated"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=files_of_rows)
def test_each_stream_holds_its_distinct_consecutive_states(
    files: list[File],
    conn: Connection[Any],
    fact: Callable[..., StagedFact],
    history: Callable[[UUID], list[str]],
    fresh_key: Callable[[], str],
) -> None:
    model, salt = Model(), fresh_key()
    for file in files:
        append, shown, row = FactAppend(conn), Counter[UUID](), 0
        for batch in file:
            staged = [
                fact(row := row + 1, f"{salt} {key}", content, twins=key >= 2)
                for key, content in batch
            ]
            outcome = append.append(staged)
            assert as_counts(staged, outcome) == model.batch(staged, shown)
    for stream, states in model.histories.items():
        assert history(stream) == states
    gaps = conn.execute("select count(*) - max(position) from ledger.events").fetchone()
    assert gaps in {(0,), (None,)}


def as_counts(staged: list[StagedFact], outcome: BatchOutcome) -> tuple[Counter[str], list[int]]:
    counts = Counter(
        new=outcome.new,
        restated=outcome.restated,
        equal=outcome.equal,
        repeated=len(outcome.repeated),
    )
    return counts, [staged[place].row for place in outcome.repeated]
