"""The known name nearest to one that nobody knows, so that a refusal says what may be meant."""

from collections.abc import Iterable
from difflib import get_close_matches

_LIKENESS = 0.6
"""From 0 for nothing in common to 1 for the same letters; below this a guess misleads."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like it; None where none is much like it.

    Case, `_`, `-` and spaces count for nothing: `as_of` is `asOf`.
    """
    by_letters: dict[str, str] = {}
    for one in known:
        by_letters.setdefault(_letters(one), one)
    found = get_close_matches(_letters(name), by_letters, 1, _LIKENESS)
    return by_letters[found[0]] if found else None


def _letters(name: str) -> str:
    return name.casefold().translate(str.maketrans("", "", "_- "))
