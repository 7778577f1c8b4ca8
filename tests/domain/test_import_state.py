"""The promise: of an import is known among which positions each run left its facts, whether the
last was read to the end, and whether the import counts.
"""

from datetime import date

import pytest

from sep_domain.events.base import Event
from sep_domain.events.imports import (
    ImportFinished,
    ImportReapplied,
    ImportSettled,
    ImportStarted,
    ImportWithdrawn,
)
from sep_domain.imports import OPEN_END, import_after

OF_FILE = {
    "occurred_on": date(2024, 5, 2),
    "dataset": "directorio",
    "sha256": "0" * 64,
    "file_name": "directorio_2024.csv",
}
COUNTS = dict.fromkeys(
    ("rows", "facts", "new", "restated", "equal", "superseded", "withdrawn", "rejected"), 0
)
FINISHED = ImportFinished.model_validate(OF_FILE | COUNTS)
SETTLED = ImportSettled.model_validate(OF_FILE)


def started(after: int) -> ImportStarted:
    return ImportStarted.model_validate(OF_FILE | {"after": after})


def withdrawn(reason: str | None = None) -> ImportWithdrawn:
    return ImportWithdrawn.model_validate(OF_FILE | {"reason": reason})


def reapplied(reason: str | None = None) -> ImportReapplied:
    return ImportReapplied.model_validate(OF_FILE | {"reason": reason})


@pytest.mark.parametrize(
    ("events", "runs", "is_open"),
    [
        ([], [], False),
        ([(started(10), 15)], [range(11, OPEN_END)], True),
        ([(started(10), 15), (FINISHED, 20)], [range(11, 20)], False),
        (
            [(started(10), 15), (FINISHED, 20), (started(30), 33)],
            [range(11, 20), range(31, OPEN_END)],
            True,
        ),
        # One that was cut short is open for ever, whatever a later one did.
        (
            [(started(10), 15), (started(30), 33), (FINISHED, 40)],
            [range(11, OPEN_END), range(31, 40)],
            False,
        ),
        # Read again without a new fact.
        ([(started(10), 15), (FINISHED, 20), (FINISHED, 50)], [range(11, 20)], False),
    ],
)
def test_each_run_left_its_facts_between_its_beginning_and_its_end(
    events: list[tuple[Event, int]], runs: list[range], is_open: bool
) -> None:
    state = import_after(events)
    assert (list(state.runs), state.is_open) == (runs, is_open)


def test_the_last_run_that_was_read_to_the_end_is_the_one_told() -> None:
    later = FINISHED.model_copy(update={"rows": 7})
    assert import_after([]).finished is None
    assert import_after([(started(0), 1), (FINISHED, 2), (later, 3)]).finished == later
    assert import_after([(started(0), 1), (FINISHED, 2), (started(5), 6)]).finished == FINISHED


def test_an_import_counts_unless_it_is_withdrawn_and_has_settled_when_its_facts_have() -> None:
    steps = [withdrawn("mal leído"), SETTLED, reapplied("releído"), SETTLED]
    states = [import_after([(step, at) for at, step in enumerate(steps[:n], 1)]) for n in range(5)]
    assert [state.withdrawn for state in states] == [False, True, True, False, False]
    assert [state.settled for state in states] == [True, False, True, False, True]
    assert [state.reason for state in states] == [
        None, "mal leído", "mal leído", "releído", "releído"
    ]  # fmt: skip
