"""Whether what a command names is known: refused where the directory of the year says otherwise,
recorded with a flag where there is none.

The directory tells of 30 April. Between two of its days a school may have passed on at any time, so
whoever either of them names may speak for it, and so may who signed its convenio or took it over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sep_domain.deciding import RefusedError
from sep_domain.directory.flags import DirectoryFlag
from sep_domain.directory.mentions import Mention
from sep_domain.events.schools import SchoolRegistered
from sep_domain.identifiers import Rbd, Rut
from sep_domain.nearest import nearest


@dataclass(frozen=True, slots=True)
class Taken:
    """A sostenedor who signed a school's convenio, or to whom it passed, from a day on."""

    rbd: Rbd
    sostenedor: Rut
    since: date


@dataclass(frozen=True)
class Directory:
    """What the log says of what a command names, and of nothing else."""

    covered: frozenset[int] = frozenset()
    """Years whose directory has been read, of those that matter."""
    entries: Mapping[tuple[Rbd, int], SchoolRegistered] = field(default_factory=dict)
    holders: frozenset[tuple[int, Rut]] = frozenset()
    """Sostenedores that the directory of a year names, of those that were asked for."""
    taken: tuple[Taken, ...] = ()
    """From convenios, of the schools whose directory names somebody else."""
    schools_near: tuple[str, ...] = ()
    """RBD of the year's directory; looked up only where one is not known."""
    holders_near: tuple[str, ...] = ()
    """As `schools_near`, the RUT of sostenedores."""


def is_unsettled(mention: Mention, known: Directory) -> bool:
    """Whether the directory alone does not bear it out, although it tells of the year."""
    try:
        judge(mention, known)
    except RefusedError:
        return True
    return False


def lacks_names(mention: Mention, known: Directory) -> bool:
    """Whether a refusal would say which known name is most like the one given."""
    return mention.rbd is None or not _entries(mention.rbd, mention, known)


def judge(mention: Mention, known: Directory) -> DirectoryFlag | None:
    """The flag that it is recorded with, if any. Raises RefusedError."""
    entries = [] if mention.rbd is None else _entries(mention.rbd, mention, known)
    if _is_borne_out(mention, entries, known):
        return None
    if not any(year in known.covered for year in mention.span.years):
        return DirectoryFlag.SIN_DIRECTORIO
    if mention.rbd is None:
        raise _unknown_sostenedor(mention, known)
    if not entries:
        raise _unknown_school(mention.rbd, mention, known)
    if any(entry.sostenedor is None for entry in entries):
        return DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    if mention.arriving:
        return DirectoryFlag.AUN_NO_EN_DIRECTORIO
    raise _held_by_another(mention, entries)


def _is_borne_out(mention: Mention, entries: Sequence[SchoolRegistered], known: Directory) -> bool:
    if mention.rbd is None:
        return any((year, mention.sostenedor) in known.holders for year in mention.cuts)
    if mention.sostenedor is None:
        return bool(entries)
    return _holds(mention, entries, known)


def _unknown_sostenedor(mention: Mention, known: Directory) -> RefusedError:
    rut = mention.sostenedor or ""
    like = nearest(rut, known.holders_near)
    hint = f" ¿Quiso decir {like}?" if like else ""
    return RefusedError(
        "sostenedor_desconocido",
        f"Ningún establecimiento tiene por sostenedor a {rut} en el directorio "
        f"{_told_of(mention.cuts)}.{hint}",
        () if like is None else (f"sostenedor = {like}",),
    )


def _entries(rbd: Rbd, mention: Mention, known: Directory) -> list[SchoolRegistered]:
    found = (known.entries.get((rbd, year)) for year in mention.cuts)
    return [entry for entry in found if entry is not None]


def _holds(mention: Mention, entries: Iterable[SchoolRegistered], known: Directory) -> bool:
    named = {entry.sostenedor for entry in entries}
    return mention.sostenedor in named | _taken_by(mention, known.taken)


def _taken_by(mention: Mention, taken: Iterable[Taken]) -> set[Rut]:
    """Who held it at the start of the span by its convenios, and who took it within."""
    steps = sorted((each.since, each.sostenedor) for each in taken if each.rbd == mention.rbd)
    if mention.looks_back:
        return {holder for since, holder in steps if since <= mention.span.last}
    before = [holder for since, holder in steps if since <= mention.span.first]
    within = (holder for since, holder in steps if mention.span.first < since <= mention.span.last)
    return {*before[-1:], *within}


def _unknown_school(rbd: Rbd, mention: Mention, known: Directory) -> RefusedError:
    like = nearest(str(rbd), known.schools_near)
    hint = f" ¿Quiso decir {like}?" if like else ""
    return RefusedError(
        "escuela_desconocida",
        f"El directorio {_told_of(mention.cuts)} no tiene el RBD {rbd}.{hint}",
        () if like is None else (f"rbd = {like}",),
    )


def _held_by_another(mention: Mention, entries: Iterable[SchoolRegistered]) -> RefusedError:
    by_year = {entry.year: entry.sostenedor for entry in entries}
    told = ", ".join(f"{holder} en el de {year}" for year, holder in by_year.items())
    return RefusedError(
        "no_la_sostenia",
        f"El establecimiento {mention.rbd} no era de {mention.sostenedor} "
        f"{_when(mention)}: el directorio nombra a {told}.",
        tuple(dict.fromkeys(f"sostenedor = {holder}" for holder in by_year.values())),
    )


def _told_of(years: range) -> str:
    return f"de {years[0]} a {years[-1]}" if len(years) > 1 else f"de {years[0]}"


def _when(mention: Mention) -> str:
    span = mention.span
    if mention.looks_back:
        return f"hasta el {span.last:%d-%m-%Y}"
    if span.first == span.last:
        return f"el {span.first:%d-%m-%Y}"
    return f"entre el {span.first:%d-%m-%Y} y el {span.last:%d-%m-%Y}"
