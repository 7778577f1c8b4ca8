"""Asks the log for what it says of what a command names: directory, convenios, registry.

Everything is read from the log itself and not from a view, so that no answer depends on how far a
view has folded. What is asked next depends on what came before (`database.questions`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sep_domain.convenio.state import LAST_NUMBER, ConvenioKey
from sep_domain.decisions.deciding import RefusedError
from sep_domain.directory.flags import DirectoryFlag
from sep_domain.directory.mentions import Mention, Mentions
from sep_domain.directory.verdicts import Directory, Taken, is_unsettled, judge, lacks_names
from sep_domain.events.base import Event
from sep_domain.events.education.schools import SchoolRegistered
from sep_domain.events.imports import FactWithdrawn
from sep_domain.events.legal.convenios import ConvenioSigned, ConvenioTransferred
from sep_domain.events.purchasing.ate import AteProviderApplied, AteProviderCertified
from sep_domain.streams import Dataset, fact_stream, period_bytes
from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.database.questions import Question, Steps
from sep_ledger.database.statements import statements_of
from sep_ledger.reading.events import read_streams
from sep_ledger.records.recorded import RecordedEvent
from sep_ledger.records.stored import StoredEvent

_SQL = statements_of(__name__)
_LOW_BITS = 80
_DATASET_BITS = 112
_TAKING: tuple[type[ConvenioSigned | ConvenioTransferred], ...] = (
    ConvenioSigned,
    ConvenioTransferred,
)


Decode = Callable[[StoredEvent], RecordedEvent]


@dataclass(frozen=True)
class Met:
    """How what a command names stands against what is known."""

    flags: tuple[DirectoryFlag, ...] = ()
    refusal: RefusedError | None = None
    """Why the command must not be recorded, where it must not."""


def meet_directory(mentions: Mentions, decode: Decode) -> Steps[Met]:
    """The questions that tell whether all that a command names is known."""
    flags: list[DirectoryFlag | None] = []
    try:
        if mentions.holdings:
            flags += yield from _held(mentions.holdings, decode)
        if mentions.adviser is not None:
            flags.append((yield from _adviser(mentions.adviser)))
    except RefusedError as refusal:
        return Met(refusal=refusal)
    return Met(tuple(dict.fromkeys(flag for flag in flags if flag is not None)))


def _held(holdings: Sequence[Mention], decode: Decode) -> Steps[list[DirectoryFlag | None]]:
    known = yield from _directory(holdings, decode)
    unsettled = [mention for mention in holdings if is_unsettled(mention, known)]
    if taken_up := {each.rbd for each in unsettled if each.rbd and each.sostenedor}:
        known = replace(known, taken=(yield from _taken(taken_up, decode)))
    unnamed = [
        mention
        for mention in unsettled
        if is_unsettled(mention, known) and lacks_names(mention, known)
    ]
    if unnamed:
        known = yield from _with_names(known, unnamed)
    return [judge(mention, known) for mention in holdings]


def _directory(holdings: Sequence[Mention], decode: Decode) -> Steps[Directory]:
    years = sorted({year for each in holdings for year in each.cuts})
    ranges = _years(years)
    covered = yield Question(_SQL["covered"], ranges)
    if not covered:
        return Directory()
    schools = {each.rbd for each in holdings if each.rbd is not None}
    entries = yield from _entries(schools, years, decode)
    alone = {each.sostenedor for each in holdings if each.rbd is None and each.sostenedor}
    sostenedores = yield from _known_sostenedores(alone, ranges)
    return Directory(frozenset(year for (year,) in covered), entries, sostenedores)


def _entries(
    schools: Iterable[Rbd], years: Sequence[int], decode: Decode
) -> Steps[dict[tuple[Rbd, int], SchoolRegistered]]:
    streams = [
        fact_stream(Dataset.DIRECTORIO, year, 0, (SchoolRegistered.NAME, rbd))
        for rbd in schools
        for year in years
    ]
    said = yield from _said_now(streams, decode)
    return {(event.rbd, event.year): event for event in said if isinstance(event, SchoolRegistered)}


def _known_sostenedores(
    ruts: Iterable[Rut], ranges: dict[str, Any]
) -> Steps[frozenset[tuple[int, Rut]]]:
    names = sorted(ruts)
    if not names:
        return frozenset()
    written = [f'"sostenedor":"{rut}"'.encode() for rut in names]
    rows = yield Question(_SQL["holders"], {**ranges, "ruts": names, "written": written})
    return frozenset((year, Rut(rut)) for year, rut in rows)


def _taken(schools: Iterable[Rbd], decode: Decode) -> Steps[tuple[Taken, ...]]:
    """Who signed the schools' convenios, in files and by command, and who took them over."""
    keys = [
        ConvenioKey(rbd=rbd, number=number)
        for rbd in schools
        for number in range(1, LAST_NUMBER + 1)
    ]
    facts = [
        fact_stream(Dataset.CONVENIOS, 0, 0, (step.NAME, *key.key()))
        for key in keys
        for step in _TAKING
    ]
    told = yield from _said_now(facts, decode)
    rows = yield from read_streams.within([key.stream() for key in keys])
    decided = [decode(row).event for row in rows]
    return tuple(
        Taken(event.rbd, event.sostenedor, event.occurred_on)
        for event in (*told, *decided)
        if isinstance(event, ConvenioSigned | ConvenioTransferred)
    )


def _said_now(streams: Sequence[UUID], decode: Decode) -> Steps[list[Event]]:
    """What each of some streams of facts says now."""
    rows = yield from read_streams.within(streams)
    latest = {row.originator_id: decode(row).event for row in rows}
    return list(latest.values())


def _with_names(known: Directory, unnamed: Iterable[Mention]) -> Steps[Directory]:
    years = {year for each in unnamed for year in each.span.years}
    rows = yield Question(_SQL["names"], _years(sorted(years)))
    schools = tuple(sorted({rbd for rbd, _ in rows if rbd}))
    sostenedores = tuple(sorted({rut for _, rut in rows if rut}))
    return replace(known, schools_near=schools, sostenedores_near=sostenedores)


def _adviser(ate: Rut) -> Steps[DirectoryFlag | None]:
    within = (Dataset.ATE_REGISTRO, Dataset.ATE_PROVIDER)
    kinds = (AteProviderApplied, AteProviderCertified)
    ((named,),) = yield Question(
        _SQL["registry_named"],
        {
            "firsts": [UUID(int=dataset << _DATASET_BITS) for dataset in within],
            "beyonds": [UUID(int=(dataset + 1) << _DATASET_BITS) for dataset in within],
            "topics": [topic for kind in kinds for topic in kind.topics()],
            "withdrawn": FactWithdrawn.topic(),
            "written": f'"ate":"{ate}"'.encode(),
        },
    )
    return None if named else DirectoryFlag.ASESOR_NO_INSCRITO


def _years(years: Sequence[int]) -> dict[str, Any]:
    """The streams of some years' directories."""
    begins = [int.from_bytes(period_bytes(Dataset.DIRECTORIO, year, 0), "big") for year in years]
    return {
        "years": list(years),
        "firsts": [UUID(int=begin << _LOW_BITS) for begin in begins],
        "beyonds": [UUID(int=(begin + 1) << _LOW_BITS) for begin in begins],
        "topics": SchoolRegistered.topics(),
    }
