"""Turns of threads are short while anybody asks for it, and then as long as they were."""

import sys
from contextlib import ExitStack

from sep_ledger.turns import SECONDS, short_turns


def test_turns_are_short_until_the_last_who_asked_is_done() -> None:
    own = sys.getswitchinterval()
    first, second = ExitStack(), ExitStack()

    first.enter_context(short_turns())
    second.enter_context(short_turns())
    assert sys.getswitchinterval() == SECONDS < own
    first.close()
    assert sys.getswitchinterval() == SECONDS
    second.close()
    assert sys.getswitchinterval() == own
