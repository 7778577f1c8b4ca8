"""The process that reads files for `beside`: it is told of a file, and answers with its batches.

Its input is closed when the importer is done or gone, and so is what it writes to.
"""

import os
import pickle
import sys
import traceback
from typing import IO

from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.reading.reader_process import Failure, Reading
from sep_ledger.facts.interpreter import fewer_collections


def main() -> None:
    """Reads file after file until there is nobody left to read for."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not be an answer
    try:
        with fewer_collections():
            while True:
                _answer(pickle.load(sys.stdin.buffer), answers)  # noqa: S301 - from who started it
    except (EOFError, BrokenPipeError):
        os._exit(0)  # an orderly exit would write once more to who is gone


def _answer(reading: Reading, answers: IO[bytes]) -> None:
    """The batches, and None after the last one or a Failure."""
    end: Failure | None = None
    try:
        for batch in reading.batches():
            _say(batch, answers)
    except BrokenPipeError:
        raise
    except (FileRefusedError, OSError) as error:
        end = Failure(traceback.format_exc(), error)
    except Exception:  # noqa: BLE001 - it is raised again by the importer
        end = Failure(traceback.format_exc())
    _say(end, answers)


def _say(answer: object, answers: IO[bytes]) -> None:
    pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()


if __name__ == "__main__":
    main()
