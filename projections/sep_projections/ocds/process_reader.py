"""Reads contracting processes: their releases by position, their records by ocid, bit by bit.

What is held in memory is a page of releases or one process, never all of them.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import orjson
from psycopg import Connection
from psycopg.rows import args_row, tuple_row
from psycopg.sql import Composed

from sep_domain.values.identifiers import Rut
from sep_projections.ate.projection import ATE
from sep_projections.ocds.packages import Publication
from sep_projections.ocds.projection import OCDS
from sep_projections.ocds.release.differences import Json
from sep_projections.ocds.release.releases import (
    CONTEST,
    LONE_CONTRACT,
    Names,
    Record,
    Told,
    releases,
)
from sep_projections.reading import statements
from sep_projections.reading.schemas import SEARCH_PATH

_NAMES = [ATE.name, OCDS.name]
_PROCESSES_AT_ONCE = 1_000


@dataclass(frozen=True)
class Chosen:
    """Which part of the processes; all of them where nothing is said."""

    year: int | None = None
    """In which it happened that the release tells."""
    sostenedor: Rut | None = None
    """Who buys, alone or together with others."""


_ALL = Chosen()


@dataclass(frozen=True)
class Processes:
    """The processes as known at a position, to be read while their transaction is open."""

    known: int
    publication: Publication
    _connection: Connection[Any] = field(repr=False)

    def releases(self, after: int, upto: int, limit: int, chosen: Chosen = _ALL) -> list[Json]:
        """The releases at positions in (after, upto], at most `limit`, in order; fewer where there
        are no more."""
        upto = min(upto, self.known)
        found: list[Json] = []
        while (rest := limit - len(found)) > 0:
            page = self._run("ocds_page", after=after, upto=upto, limit=rest, **asdict(chosen))
            found += self._releases_at(page)
            if len(page) < rest:
                break
            after = page[-1][0]
        return found

    def _releases_at(self, page: list[tuple[int, str]]) -> list[Json]:
        """The releases at the positions of a page, which names the process of each."""
        wanted = {position for position, _ in page}
        last = max(wanted, default=0)
        found = {
            int(release["id"]): release
            for process in dict.fromkeys(process for _, process in page)
            for release in self._releases_of(process, last)
            if int(release["id"]) in wanted
        }
        return [found[position] for position in sorted(found)]

    def records(self, after: str, limit: int, chosen: Chosen = _ALL) -> list[Json]:
        """The records of at most `limit` processes, in the order of their ocids, after one; fewer
        where there are no more.

        Of a year those in which something happened in it, each whole.
        """
        name = after.removeprefix(f"{self.publication.prefix}-")
        return list(islice(self.every_record(chosen, name), limit))

    def every_record(self, chosen: Chosen = _ALL, after: str = "") -> Iterator[Json]:
        """Every record after the process of a name, one at a time."""
        name, more = after, True
        given = {"upto": self.known, "limit": _PROCESSES_AT_ONCE, **asdict(chosen)}
        while more:
            page = self._run("processes", after=name, **given)
            more = len(page) == _PROCESSES_AT_ONCE
            for (name,) in page:
                if record := self._record(name):
                    yield record

    def record(self, ocid: str) -> Json | None:
        """The record of one of our own processes."""
        own = f"{self.publication.prefix}-"
        process = ocid.removeprefix(own)
        is_named = process.startswith((CONTEST, LONE_CONTRACT))
        return self._record(process) if ocid.startswith(own) and is_named else None

    def published(self, ocid: str | None = None, after: str = "", limit: int = 1) -> list[Json]:
        """Record packages as others have published them, the latest of each ocid, by ocid."""
        page = self._run("ocds_published", ocid=ocid, after=after, upto=self.known, limit=limit)
        return [_as_published(orjson.loads(state)) for _, state in page]

    def every_published(self) -> Iterator[Json]:
        """Every record package that others have published, one at a time."""
        after = ""
        while page := self.published(after=after, limit=_PROCESSES_AT_ONCE):
            yield from page
            after = page[-1]["records"][0]["ocid"]

    def every_published_release(self, ocid: str | None = None) -> Iterator[Json]:
        """Release packages as others have published them, or those of one process, in the order in
        which they were imported."""
        together = itemgetter("package")
        for package, said in groupby(self._published_releases(ocid), key=together):
            yield {**package, "releases": [one["release"] for one in said]}

    def published_of(self, ocid: str) -> Json | None:
        """What others have published of a process as a record package: their record, or else one of
        the releases that are known of it."""
        if records := self.published(ocid):
            return records[0]
        said = sorted(self._published_releases(ocid), key=itemgetter("released_at"))
        if not said:
            return None
        found = [one["release"] for one in said]
        return {**said[-1]["package"], "records": [{"ocid": ocid, "releases": found}]}

    def _published_releases(self, ocid: str | None) -> Iterator[Json]:
        """What the events say, a page at a time."""
        given = {"ocid": ocid, "upto": self.known, "limit": _PROCESSES_AT_ONCE}
        after = 0
        while page := self._run("ocds_published_releases", after=after, **given):
            yield from (orjson.loads(state) for _, state in page)
            after = page[-1][0]

    def _record(self, process: str) -> Json | None:
        record = Record(f"{self.publication.prefix}-{process}")
        for release in self._releases_of(process, self.known):
            record.add(release, self.publication.url_of_release(release["id"]))
        return record.written() if record.links else None

    def _releases_of(self, process: str, upto: int) -> Iterator[Json]:
        story = self._story(process, upto)
        names = self._names(story, upto)
        published = self.publication
        return releases(published.prefix, process, story, names, published.documents)

    def _story(self, process: str, upto: int) -> list[Told]:
        tender = process.removeprefix(CONTEST) if process.startswith(CONTEST) else None
        contract = None if tender is not None else process.removeprefix(LONE_CONTRACT)
        params = {"tender": tender, "contract": contract, "upto": upto}
        with self._connection.cursor(row_factory=args_row(Told)) as cursor:
            return cursor.execute(_query("ocds_story"), params).fetchall()

    def _names(self, story: list[Told], upto: int) -> Names:
        said = [orjson.loads(told.state) for told in story]
        ates = {one["ate"] for one in said if "ate" in one}
        ates |= {bidder for one in said for bidder in one.get("bidders", ())}
        names: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for ate, position, name in self._run("ocds_names", ates=list(ates), upto=upto):
            names[ate].append((position, name))
        return names

    def _run(self, name: str, **params: Any) -> list[Any]:
        return self._connection.execute(_query(name), params).fetchall()


@contextmanager
def open_processes(conninfo: str, publication: Publication) -> Iterator[Processes]:
    """The processes as known now, read from one snapshot on a connection of its own."""
    with Connection.connect(conninfo, row_factory=tuple_row) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])
        connection.execute("set local jit = off")
        row = connection.execute(
            statements.named_statement("known_now"), {"projections": _NAMES}
        ).fetchone()
        yield Processes(int(row[0]) if row else 0, publication, connection)


def _query(name: str) -> Composed:
    return statements.part(name)


def _as_published(said: Json) -> Json:
    return {**said["package"], "records": [said["record"]]}
