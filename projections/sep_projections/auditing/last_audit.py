"""When all views were audited last, and how much was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection

from sep_ledger.database.questions import Question, Steps, answered
from sep_ledger.database.statements import statements_of
from sep_projections.engine.projection import Projection

_SQL = statements_of(__name__)


@dataclass(frozen=True, slots=True)
class LastAudit:
    """An audit that came to its end."""

    ended_at: datetime
    position: int
    """Where the log stood when it began."""
    seconds: float
    findings: int


@answered
def last_audit(views: Sequence[Projection]) -> Steps[LastAudit | None]:
    """The last audit that covered all of these; None where there was none yet."""
    found = yield Question(_SQL["last"], {"views": [view.name for view in views]}, LastAudit)
    return found[0] if found else None


def keep(
    connection: Connection,
    views: Sequence[Projection],
    position: int,
    seconds: float,
    findings: int,
) -> None:
    """Notes an audit that came to its end."""
    names = [view.name for view in views]
    row = {"views": names, "position": position, "seconds": seconds, "findings": findings}
    connection.execute(_SQL["keep"], row)
