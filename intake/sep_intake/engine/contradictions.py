"""What a file has stated so far, so that a row that says otherwise is told."""

from collections.abc import Sequence
from operator import eq

from sep_ledger.facts.encoding import EncodedFact

_FACTS_THAT_TELL = 100_000
"""Facts after which a layout that has stated one in each row is taken to do so always."""


class ShownFacts:
    """The facts that the rows of one file have stated, those that may have twins left out.

    Of a row of several facts the log would turn away the one that is repeated and take the
    others; but a row is loaded whole or not at all. Where rows state one fact each, which the
    first many show, the log alone tells, and no memory (some 200 bytes a fact) is spent on it.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, int] | None = {}
        self._several = False

    def contradict(self, stated: Sequence[EncodedFact]) -> bool:
        """Whether a row states otherwise what an earlier row stated. Remembers it where not."""
        self._several = self._several or len(stated) > 1
        if not stated or stated[0].twins:
            return False
        if len(stated) == 1:
            return not all(self.agree([stated[0].stream], [stated[0].state]))
        if self._known is None:
            return False
        said = {fact.stream: hash(fact.state) for fact in stated}
        if any(self._known.get(stream, state) != state for stream, state in said.items()):
            return True
        self._known |= said
        return False

    def agree(self, streams: Sequence[bytes], states: Sequence[bytes]) -> list[bool]:
        """Of rows that state one fact each, by stream and state, which agree with earlier ones;
        empty where the log alone tells."""
        if self._known is None:
            return []
        if len(self._known) >= _FACTS_THAT_TELL and not self._several:
            self._known = None
            return []
        said = list(map(hash, states))
        return list(map(eq, map(self._known.setdefault, streams, said), said))
