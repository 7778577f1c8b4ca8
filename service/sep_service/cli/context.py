"""What every command starts from: the settings, a database, a console, progress bars."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from sep_service.settings import Settings
from sep_service.storage import database


@dataclass(frozen=True)
class Context:
    """Settings, and the console for people. Progress goes to standard error, answers to output."""

    settings: Settings
    out: Console = field(default_factory=Console)
    err: Console = field(default_factory=lambda: Console(stderr=True))

    @contextmanager
    def database(self) -> Iterator[str]:
        """Connection string of the database in use, started where it is a private one."""
        with database.open_database(self.settings) as conninfo:
            yield conninfo

    def progress(self) -> Progress:
        """Bars on standard error; gone when done."""
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[detail]}"),
            TimeElapsedColumn(),
            TextColumn("quedan"),
            TimeRemainingColumn(),
            console=self.err,
            transient=True,
        )


class FoldBar:
    """A bar for the folding of projections, told position and head."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def __call__(self, names: str, position: int, head: int) -> None:
        """What `sep_projections` calls after each range."""
        if self._task is None:
            self._task = self._progress.add_task("Proyectando", total=head, detail="")
        self._progress.update(self._task, completed=position, total=head, detail=names[:40])
