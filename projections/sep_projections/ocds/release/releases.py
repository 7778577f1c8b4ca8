"""The releases of a contracting process, one for each of its events, and its records.

A release says what its event changed; it depends on nothing recorded later, so it stays as it is
for ever. Its id is the position of the event in the log, its date when it was recorded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sep_projections.ocds.release.differences import (
    Json,
    content,
    difference,
    instant,
    merge,
    merge_versions,
)
from sep_projections.ocds.release.documents import what_event_says
from sep_projections.ocds.release.facts import ProcessFacts
from sep_projections.ocds.release.parties import Parties
from sep_projections.ocds.release.sections import release_content

CONTEST = "concurso-"
"""What precedes the number of a tender in the name of a process."""
LONE_CONTRACT = "contrato-"
"""What precedes the number of a contract without a tender."""

Names = Mapping[str, Sequence[tuple[int, str]]]
"""What advisers are called, by RUT: from which position on, and how, in order."""

_FIRST_AND_LATER = {
    "ate_tender": ("tender", "tenderUpdate"),
    "ate_contract.need_stated": ("planning", "planningUpdate"),
    "ate_tender.awarded": ("award", "awardUpdate"),
    "ate_contract": ("contract", "contractUpdate"),
    "ate_contract.amended": ("contractAmendment", "contractAmendment"),
    "ate_contract.ended": ("contractTermination", "contractTermination"),
    "ate_contract.payment_made": ("implementation", "implementationUpdate"),
    "ate_contract.started": ("implementation", "implementationUpdate"),
    "ate_contract.evaluated": ("implementation", "implementationUpdate"),
    "ate_milestone": ("implementation", "implementationUpdate"),
}
"""Tags by event, or else by the kind of thing it is about."""


class Told(NamedTuple):
    """An event of a story, and the process that it was about when it was recorded."""

    position: int
    process: str
    event: str
    recorded_at: datetime
    state: bytes
    metadata: bytes = b"{}"


@dataclass
class Record:
    """A process as known after some of its releases. Releases themselves are not kept."""

    ocid: str
    compiled: Json = field(default_factory=dict)
    versioned: Json = field(default_factory=dict)
    links: list[Json] = field(default_factory=list)

    def add(self, release: Json, url: str) -> None:
        """Takes in the next release, which can be read at `url`."""
        merge(self.compiled, content(release))
        merge_versions(self.versioned, release)
        self.links.append({"url": url, "date": release["date"], "tag": release["tag"]})

    def written(self) -> Json:
        """The record, with its releases by reference."""
        date = self.links[-1]["date"]
        compiled = {"id": f"{self.ocid}-{date}", "date": date, "tag": ["compiled"], **self.compiled}
        return {
            "ocid": self.ocid,
            "releases": self.links,
            "compiledRelease": compiled,
            "versionedRelease": self.versioned,
        }


def releases(
    prefix: str,
    process: str,
    story: Iterable[Told],
    names: Names,
    documents: str | None = None,
) -> Iterator[Json]:
    """The releases of a process, oldest first, one at a time; `documents` is where evidence is.

    The story may hold what was told of its contracts before they belonged to it; that is known from
    the first release on, and has releases of its own under the ocid of that time.
    """
    facts = ProcessFacts(_tender(process))
    ocid = f"{prefix}-{process}"
    named = {"ocid": ocid, "initiationType": "tender"}
    merged: Json = dict(named)
    seen: set[str] = set()
    for told in story:
        facts.add(told.event, what_event_says(told.state, told.metadata, documents))
        if told.process != process:
            continue
        now = named | release_content(facts, Parties(_known(names, told.position)))
        tag = _tags(told.event, seen, implies_award=bool(now.get("awards")))
        release = _release(ocid, told, tag, merged, now)
        merge(merged, content(release))
        yield release


def _tender(process: str) -> str | None:
    return process.removeprefix(CONTEST) if process.startswith(CONTEST) else None


def _release(ocid: str, told: Told, tag: list[str], before: Json, after: Json) -> Json:
    changed = difference(before, after)
    changed.pop("id", None)
    parties = _referred(after.get("parties", []), changed)
    head = {
        "ocid": ocid,
        "id": str(told.position),
        "date": instant(told.recorded_at),
        "tag": tag,
        "initiationType": "tender",
    }
    return head | ({"parties": parties} if parties else {}) | _without_parties(changed)


def _referred(parties: list[Json], changed: Json) -> list[Json]:
    """The parties that changed or that what changed refers to, each in full."""
    named = set(_identifiers(changed))
    return [party for party in parties if party["id"] in named]


def _without_parties(changed: Json) -> Json:
    return {name: value for name, value in changed.items() if name != "parties"}


def _identifiers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _identifiers(item)


def _tags(event: str, seen: set[str], *, implies_award: bool) -> list[str]:
    first, later = _FIRST_AND_LATER.get(event) or _FIRST_AND_LATER[event.partition(".")[0]]
    tags = [later if first in seen else first]
    seen.add(first)
    # A contract without a tender is awarded by being signed.
    if event == "ate_contract.signed" and implies_award and "award" not in seen:
        tags.insert(0, "award")
        seen.add("award")
    return tags


def _known(names: Names, position: int) -> dict[str, str]:
    known = {}
    for rut, history in names.items():
        found = bisect_right(history, position, key=lambda entry: entry[0])
        if found:
            known[rut] = history[found - 1][1]
    return known
