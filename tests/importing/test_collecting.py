"""Python looks for garbage less often while anybody reads rows, and then as often as before."""

import gc
from contextlib import ExitStack

from sep_ledger.importing.collecting import CONTAINERS, fewer_collections


def test_collections_are_few_until_the_last_who_asked_is_done() -> None:
    own = gc.get_threshold()
    first, second = ExitStack(), ExitStack()

    first.enter_context(fewer_collections())
    second.enter_context(fewer_collections())
    assert gc.get_threshold() == (CONTAINERS, *own[1:]) > own
    first.close()
    assert gc.get_threshold() == (CONTAINERS, *own[1:])
    second.close()
    assert gc.get_threshold() == own
