"""What is read of a file, kept on disk until all of it has been looked at: memory does not grow."""

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

Kept = TypeVar("Kept")


class Spool(Generic[Kept]):
    """Things kept in order for as long as it is open."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="sep-ledger-")  # noqa: SIM115 - closed with it
        self._kept = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._kept

    def keep(self, what: Kept) -> None:
        pickle.dump(what, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._kept += 1

    def __iter__(self) -> Iterator[Kept]:
        """All of them, from the first on; nothing may be kept meanwhile."""
        self._file.seek(0)
        for _ in range(self._kept):
            yield pickle.load(self._file)  # noqa: S301 - what was kept above
