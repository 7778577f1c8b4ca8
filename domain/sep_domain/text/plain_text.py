"""Characters that no text of the ledger holds: U+0000, which the database cannot keep, and lone
surrogates, which are halves of a character and cannot be written as UTF-8.
"""

import re

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def is_writable(text: str) -> bool:
    """Whether a text can be kept and written again."""
    return _UNWRITABLE.search(text) is None


def unwritable_in(value: object, place: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """Where in a value as JSON gives it the first text stands that is not writable; None for none.

    The names of fields are texts, too.
    """
    if isinstance(value, str):
        return None if is_writable(value) else place
    if isinstance(value, dict):
        for name, one in value.items():
            if not is_writable(name):
                return place
            if (found := unwritable_in(one, (*place, name))) is not None:
                return found
    if isinstance(value, list):
        for number, one in enumerate(value):
            if (found := unwritable_in(one, (*place, str(number)))) is not None:
                return found
    return None
