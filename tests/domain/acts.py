"""Deciding in tests: a story of commands, and the code of a refusal."""

from collections.abc import Sequence
from typing import Any

import pytest

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event


def told(decider: Decider[Any, Any, Any], key: Any, *commands: Any) -> tuple[Any, list[Event]]:
    """The state after some commands, and their events."""
    state, events = decider.initial(key), []
    for command in commands:
        decided = list(decider.decide(state, command))
        state = decider.fold(state, decided)
        events += decided
    return state, events


def refused(decider: Decider[Any, Any, Any], key: Any, before: Sequence[Any], command: Any) -> str:
    """The code with which a command is refused after others."""
    state, _ = told(decider, key, *before)
    with pytest.raises(RefusedError) as error:
        decider.decide(state, command)
    return error.value.code
