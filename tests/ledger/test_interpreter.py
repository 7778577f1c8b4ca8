"""What is another in Python itself while rows go through is so until the last who asked is done."""

import gc
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import pytest

from sep_ledger.facts.interpreter import CONTAINERS, TURN_SECONDS, fewer_collections, short_turns


@pytest.mark.parametrize(
    ("ask", "read", "wanted"),
    [
        (short_turns, sys.getswitchinterval, TURN_SECONDS),
        (fewer_collections, gc.get_threshold, (CONTAINERS, *gc.get_threshold()[1:])),
    ],
    ids=["turns", "collections"],
)
def test_it_is_as_wanted_until_the_last_who_asked_is_done(
    ask: Callable[[], AbstractContextManager[None]], read: Callable[[], Any], wanted: object
) -> None:
    own = read()
    first, second = ExitStack(), ExitStack()

    first.enter_context(ask())
    second.enter_context(ask())
    assert read() == pytest.approx(wanted) != own
    first.close()
    assert read() == pytest.approx(wanted)
    second.close()
    assert read() == own
    with ask():
        assert read() == pytest.approx(wanted)
    assert read() == own
