"""Statements of an account that continue each other, in one file or in several of a folder.

Banks part a statement into pages, and a day into statements. The lines of a page that begins in the
middle of a day are numbered on from those of the same day before it. Which page comes before is
told, in this order, by:

1. its number, where it says that it is the second page or a later one; it is then not read without
   the page before, for its lines would take the places of that page's;
2. the balance: it begins on the day and with the balance with which the other ends;
3. its place in the file, for statements without balances that share a day and say different things.

Anything else that shares days with another statement says the same again, and is numbered as it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sep_intake.banks.lines import BankStatement, BankStatementLine, StatementPage
from sep_intake.columns.layout import FileRefusedError

_NEXT = range(32)
"""Days from the last of a page to the first of the next one; numbers come again every year."""
_SAME_DAY = range(1)

Said = tuple[int | None, str, str, str]
"""What tells a line from another of its day."""


@dataclass(frozen=True, slots=True)
class Span:
    """What of a statement tells which others it continues."""

    file: str
    place: int
    """In the file, from 0."""
    account: tuple[str, ...]
    page: StatementPage | None
    opening: int | None
    opening_stated: bool
    closing: int | None
    days: tuple[date, ...]
    """Its first and its last; none where it has no lines."""
    head: tuple[Said, ...]
    """The lines of its first day."""
    tail: tuple[Said, ...]
    """The lines of its last day."""

    @property
    def first(self) -> date | None:
        return self.days[0] if self.days else None

    @property
    def last(self) -> date | None:
        return self.days[-1] if self.days else None

    @property
    def continues(self) -> bool:
        return self.page is not None and self.page.number > 1

    @property
    def order(self) -> tuple[str, int]:
        return self.file, self.place


def span_of(file: str, place: int, account: tuple[str, ...], statement: BankStatement) -> Span:
    days = [line.day for line in statement.lines if line.day]
    ends = (days[0], days[-1]) if days else ()
    return Span(
        file,
        place,
        account,
        statement.page,
        statement.opening,
        statement.opening_stated,
        statement.closing,
        ends,
        tuple(_said(line) for line in statement.lines if line.day in ends[:1]),
        tuple(_said(line) for line in statement.lines if line.day in ends[1:]),
    )


class Spans:
    """Statements among which pages are looked for, in order of their accounts and last days."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._by_last: dict[tuple[tuple[str, ...], date | None], list[Span]] = defaultdict(list)
        self._by_file: dict[tuple[tuple[str, ...], str], list[Span]] = defaultdict(list)
        for span in spans:
            self._by_last[span.account, span.last].append(span)
            self._by_file[span.account, span.file].append(span)
        for of_file in self._by_file.values():
            of_file.sort(key=_last_day)

    def already(self, span: Span) -> int:
        """How many lines of its first day stand on the pages before it.

        Raises FileRefusedError where it says that it continues a page and that is not there.
        """
        if span.continues and span.page and self._before(span) is None:
            raise FileRefusedError(
                f"{span.file} trae la página {span.page.number} de una cartola de la cuenta "
                f"{span.account[2]}, y la página anterior no está; se esperan todas las páginas en "
                "un archivo o en una misma carpeta"
            )
        return sum(len(each.tail) for each in self._pages_before(span))

    def gap_before(self, span: Span) -> int | None:
        """What is between the page or statement before it, in pages or in its file, and its opening
        balance; None where nothing tells."""
        before = self._before(span) if span.continues else self._statement_before(span)
        if before is None or before.closing is None:
            return None
        if span.opening is None or not span.opening_stated:
            return None
        return span.opening - before.closing

    def _statement_before(self, span: Span) -> Span | None:
        """The last one of its file whose days end before its own."""
        of_file = self._by_file[span.account, span.file]
        place = bisect_left(of_file, span.first or date.min, key=_last_day)
        before = of_file[place - 1] if place else None
        return before if before and before.days else None

    def _pages_before(self, span: Span) -> list[Span]:
        """The pages with lines of its first day, the nearest first."""
        path = [span]
        page = self._before(span)
        while page is not None:
            if page in path:
                return _up_to_the_oldest(path, page)
            if page.days and page.last != span.first:
                break
            path.append(page)
            page = self._before(page)
        return path[1:]

    def _before(self, span: Span) -> Span | None:
        others = [each for each in self._ending_near(span) if each is not span]
        for told in (_by_number, _by_balance, _by_place):
            found = [each for each in others if told(each, span)]
            if found:
                return max(found, key=lambda each: _nearness(each, span))
        return None

    def _ending_near(self, span: Span) -> Iterator[Span]:
        """Statements of its account that end shortly before it begins, or have no lines."""
        if span.first is None:
            for (account, _), spans in self._by_last.items():
                yield from spans if account == span.account else ()
            return
        for days in _NEXT if span.continues else _SAME_DAY:
            yield from self._by_last.get((span.account, span.first - timedelta(days)), ())
        yield from self._by_last.get((span.account, None), ())


def _last_day(span: Span) -> date:
    return span.last or date.min


def _up_to_the_oldest(path: list[Span], met: Span) -> list[Span]:
    """Pages of one day that add up to nothing follow from each other in a circle; it begins with
    the first in the order of files."""
    circle = path[path.index(met) :]
    oldest = min(circle, key=lambda each: each.order)
    return path[1 : path.index(oldest) + 1]


def _by_number(before: Span, span: Span) -> bool:
    return (
        span.page is not None
        and span.continues
        and before.page == StatementPage(span.page.statement, span.page.number - 1)
    )


def _by_balance(before: Span, span: Span) -> bool:
    if not before.days or before.closing is None or before.closing != span.opening:
        return False
    if span.continues:
        return before.page != span.page
    return not _said_again(before, span)


def _by_place(before: Span, span: Span) -> bool:
    known = span.opening is not None and span.opening_stated and before.closing is not None
    return (
        not known
        and bool(span.days)
        and before.file == span.file
        and before.place < span.place
        and before.last == span.first
        and not _alike(before.tail, span.head)
    )


def _said_again(before: Span, span: Span) -> bool:
    """Whether lines that add up to nothing are those of the other statement, not more of them."""
    amounts = [amount or 0 for amount, *_ in before.tail]
    return not sum(amounts) and span.head[: len(before.tail)] == before.tail


def _alike(one: Sequence[Said], other: Sequence[Said]) -> bool:
    """Whether one begins with the other."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _nearness(before: Span, span: Span) -> tuple[bool, bool, bool, tuple[str, int]]:
    same_file = before.file == span.file
    return (
        before.closing is not None and before.closing == span.opening,
        same_file,
        same_file and before.place < span.place,
        before.order,
    )


def _said(line: BankStatementLine) -> Said:
    return line.amount, line.text, line.reference, line.mark
