"""Reads the rows of files in a process of its own, beside the one that appends them.

Rows cost more to read than to append, and one Python process uses one core. The state that goes
across rows (sums, contradictions, what is remembered) stays together in the one process that reads.
Batches come back over a pipe, which holds next to nothing: so the reader is at most a batch ahead.

Whichever of the two processes dies, the other notices that the pipe is closed: the reader ends, and
the import of the file has failed.
"""

import pickle
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from signal import Signals
from types import TracebackType
from typing import IO, Self, cast

from sep_domain.provenance import FileSource
from sep_intake.columns.layout import Layout
from sep_intake.engine.row_facts import Batch, Staging
from sep_intake.files.tables import Table

# Without -P a module of the folder that one stands in could take the place of Python's own.
_READER = (sys.executable, "-P", "-m", "sep_intake.engine.reading.reader_main")


Batches = Generator[Batch, None, None]


class ReadingFailedError(RuntimeError):
    """Reading the rows of a file failed in the process beside; its trace follows."""

    def __init__(self, name: str, trace: str) -> None:
        super().__init__(f"reading the rows of {name} failed in the process beside:\n{trace}")


class ReaderGoneError(RuntimeError):
    """The process that reads a file's rows has ended before the file (the message is Spanish)."""

    def __init__(self, name: str, exit_code: int) -> None:
        ended = f"código {exit_code}" if exit_code >= 0 else Signals(-exit_code).name
        super().__init__(
            f"el proceso que leía {name} terminó antes que el archivo ({ended}); lo que ya se cargó"
            " queda: vuelva a importarlo para completarlo"
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A file whose rows are to be read: all that is known of it, its bytes scanned."""

    table: Table
    layout: type[Layout]
    source: FileSource
    batch_rows: int

    def batches(self) -> Batches:
        """The same wherever it runs. Raises FileRefusedError, OSError."""
        staging = Staging(self.table, self.layout(self.table.head), self.source)
        return staging.batches(self.batch_rows)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a reader says instead of a batch."""

    trace: str
    error: Exception | None = None
    """Where it is one that the importer knows how to tell a person."""


class Reader:
    """The process that reads, started when it is first needed; it reads one file at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> "subprocess.Popen[bytes]":
        """Returns at once, while the process is still starting."""
        if self._process is None:
            # In a session of its own, for Ctrl-C is the importer's to answer.
            self._process = subprocess.Popen(  # noqa: S603 - Python itself and our own module
                _READER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
        return self._process

    def stop(self) -> None:
        """Whatever it is doing: it holds nothing that could be lost."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def batches(self, reading: Reading) -> Batches:
        """What `reading.batches()` gives, and the errors that it raises.

        Raises ReadingFailedError for any other error, with its trace; ReaderGoneError.
        """
        process = self.start()
        to_reader, from_reader = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        finished = False
        try:
            pickle.dump(reading, to_reader)
            to_reader.flush()
            while isinstance(said := pickle.load(from_reader), Batch):  # noqa: S301 - our own child
                yield said
            finished = True
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise ReaderGoneError(reading.table.head.name, process.wait()) from None
        finally:
            if not finished:
                self.stop()
        if isinstance(said, Failure):
            trace = ReadingFailedError(reading.table.head.name, said.trace)
            raise trace if said.error is None else said.error from trace
