"""Errors as callers see them: wrong questions explained, inner failures behind a reference."""

import logging
from uuid import uuid4

import psycopg
from psycopg.errors import QueryCanceled
from psycopg_pool import PoolTimeout
from strawberry.extensions import MaskErrors

from graphql import GraphQLError
from sep_ledger.reading.generations import BeyondHeadError, OtherGenerationError
from sep_projections.log.names import UnknownNameError, UnknownTopicNameError
from sep_projections.outcomes.group_comparison import BaselineError
from sep_projections.outcomes.matching import BandsError
from sep_projections.reading.cursors import CursorError
from sep_projections.reading.known import FutureInstantError, NaiveInstantError
from sep_projections.reading.listing import TooManyRowsError
from sep_projections.reading.read_your_writes import NotYetFoldedError, WrongPositionError
from sep_projections.schools.groups import NoCriterionError

MOST_ERRORS = 50
"""Errors that one answer lists; the last one tells under `omitted` how many more there were."""

logger = logging.getLogger(__name__)


class ArgumentError(ValueError):
    """An argument, or a combination of arguments, that no answer exists for."""


class DataArgumentError(ArgumentError):
    """An argument holds a value that the ledger cannot compare with anything."""


class UndeclaredVariableError(ArgumentError):
    """A variable was given that the operation does not declare, and that nothing would read."""

    def __init__(self, name: str, meant: str | None) -> None:
        hint = f"; did you mean '${meant}'?" if meant else ""
        super().__init__(f"the operation declares no variable '${name}'{hint}")
        self.nearest = meant


class ReversedSpanError(ArgumentError):
    """A span begins after its end: nothing can be in it, which is no answer."""

    def __init__(self, begin: str, end: str, values: tuple[object, object]) -> None:
        super().__init__(f"{begin} ({values[0]}) is after {end} ({values[1]})")


class PageSizeError(ArgumentError):
    """More rows were asked for than a page may hold, or fewer than one."""

    def __init__(self, first: int, most: int) -> None:
        super().__init__(f"first is {first}; expected 1 to {most}")


class BudgetError(TooManyRowsError):
    """All lists of the question together select more rows than one answer may hold."""


class BusyError(Exception):
    """The service is busy: try again in a moment."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class SlowQuestionError(Exception):
    """The question took too long: ask for fewer years, schools or groups."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


CODES: dict[type[Exception], str] = {
    CursorError: "BAD_CURSOR",
    NaiveInstantError: "BAD_INSTANT",
    FutureInstantError: "BAD_INSTANT",
    WrongPositionError: "BAD_POSITION",
    NotYetFoldedError: "NOT_YET",
    PageSizeError: "BAD_PAGE_SIZE",
    UndeclaredVariableError: "UNKNOWN_VARIABLE",
    ReversedSpanError: "BAD_ARGUMENT",
    DataArgumentError: "BAD_ARGUMENT",
    NoCriterionError: "BAD_ARGUMENT",
    BandsError: "BAD_ARGUMENT",
    BaselineError: "BAD_ARGUMENT",
    ArgumentError: "BAD_ARGUMENT",
    BudgetError: "TOO_MANY_ROWS",
    TooManyRowsError: "TOO_MANY_ROWS",
    UnknownNameError: "BAD_ARGUMENT",
    UnknownTopicNameError: "UNKNOWN_TOPIC",
    BeyondHeadError: "CURSOR_BEYOND_HEAD",
    OtherGenerationError: "GENERATION_CHANGED",
    SlowQuestionError: "TOO_SLOW",
    BusyError: "BUSY",
}
"""`extensions.code` of each error that a caller can mend."""


UNREADABLE = "BAD_DOCUMENT"
"""The code of what is wrong with the document itself, or with the values of its variables."""


def code_of(error: Exception) -> str:
    """The code of an error that a caller can mend."""
    return CODES[type(error)]


def told_with(error: Exception) -> dict[str, object]:
    """What an error tells to programs: its code, and what belongs to it."""
    told: dict[str, object] = {"code": code_of(error)}
    match error:
        case UnknownNameError(nearest=str()) | UndeclaredVariableError(nearest=str()):
            told["nearest"] = error.nearest
        case BeyondHeadError() | OtherGenerationError():
            told |= {"head": error.standing.head, "generation": str(error.standing.generation)}
    if isinstance(error, OtherGenerationError):
        told["shared"] = error.shared or 0
    return told


def error_for_caller(error: BaseException | None) -> Exception | None:
    """The error to show to a caller who can mend it; None for one that is not theirs."""
    if isinstance(error, QueryCanceled):
        return SlowQuestionError()
    if isinstance(error, PoolTimeout):
        return BusyError()
    if isinstance(error, psycopg.DataError):
        return DataArgumentError(DataArgumentError.__doc__)
    return error if isinstance(error, Exception) and type(error) in CODES else None


class ExplainErrors(MaskErrors):
    """Gives a code to errors that a caller can mend, and hides all others behind a reference.

    What is hidden is logged in full under that reference.
    """

    def __init__(self) -> None:
        super().__init__(should_mask_error=_is_ours)

    def _process_errors(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        # One cause can fail thousands of rows; a caller needs to see it, not to see it so often.
        shown = super()._process_errors(errors[:MOST_ERRORS])
        if omitted := len(errors) - len(shown):
            shown[-1].extensions = dict(shown[-1].extensions or {}) | {"omitted": omitted}
        return shown

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """The error as the caller sees it."""
        shown = error_for_caller(error.original_error)
        if shown is not None:
            return _like(error, str(shown), told_with(shown))
        reference = uuid4().hex[:12]
        logger.error(
            "internal error in a GraphQL answer",
            exc_info=error.original_error,
            extra={"reference": reference, "path": error.path},
        )
        message = f"Internal error. Quote the reference {reference} when you report it."
        return _like(error, message, {"code": "INTERNAL", "reference": reference})


def _is_ours(error: GraphQLError) -> bool:
    # Without a path it comes from parsing or validation, and says what is wrong with the document;
    # or from what is done before or beside the fields, such as following the log.
    cause = error.original_error
    about_the_document = cause is None or isinstance(cause, GraphQLError | ValueError)
    return error.path is not None or error_for_caller(cause) is not None or not about_the_document


def give_codes(errors: list[GraphQLError]) -> None:
    """A code to each error that tells what is wrong with the document and has none."""
    for error in errors:
        if error.path is None:
            error.extensions = {"code": UNREADABLE} | dict(error.extensions or {})


def _like(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
