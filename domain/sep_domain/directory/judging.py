"""Whether what a command names is known: refused where the directory of the year says otherwise,
recorded with a flag where there is none.

The directory tells of 30 April. Between two of its days a school may have passed on at any time, so
whoever either of them names may speak for it, and so may who signed its convenio or took it over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sep_domain.deciding import RefusedError
from sep_domain.directory.flags import DirectoryFlag
from sep_domain.directory.mentions import Mention, Span
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
    return mention.rbd is None or not _entries(mention.rbd, mention.span, known)


def judge(mention: Mention, known: Directory) -> DirectoryFlag | None:
    """The flag that it is recorded with, if any. Raises RefusedError."""
    if not any(year in known.covered for year in mention.span.years):
        return DirectoryFlag.SIN_DIRECTORIO
    if mention.rbd is None:
        return _of_sostenedor(mention, known)
    entries = _entries(mention.rbd, mention.span, known)
    if not entries:
        raise _unknown_school(mention.rbd, mention.span, known)
    if mention.sostenedor is None or _holds(mention, entries, known):
        return None
    if any(entry.sostenedor is None for entry in entries):
        return DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    if mention.arriving:
        return DirectoryFlag.AUN_NO_EN_DIRECTORIO
    raise _held_by_another(mention, entries)


def _of_sostenedor(mention: Mention, known: Directory) -> DirectoryFlag | None:
    rut = mention.sostenedor
    if rut is None or any((year, rut) in known.holders for year in mention.span.cuts):
        return None
    told = _told_of(mention.span)
    like = nearest(rut, known.holders_near)
    hint = f" ¿Quiso decir {like}?" if like else ""
    raise RefusedError(
        "sostenedor_desconocido",
        f"Ningún establecimiento tiene por sostenedor a {rut} en el directorio {told}.{hint}",
        () if like is None else (f"sostenedor = {like}",),
    )


def _entries(rbd: Rbd, span: Span, known: Directory) -> list[SchoolRegistered]:
    found = (known.entries.get((rbd, year)) for year in span.cuts)
    return [entry for entry in found if entry is not None]


def _holds(mention: Mention, entries: Iterable[SchoolRegistered], known: Directory) -> bool:
    named = {entry.sostenedor for entry in entries}
    return mention.sostenedor in named | _taken_by(mention, known.taken)


def _taken_by(mention: Mention, taken: Iterable[Taken]) -> set[Rut]:
    """Who held it at the start of the span by its convenios, and who took it within."""
    steps = sorted((each.since, each.sostenedor) for each in taken if each.rbd == mention.rbd)
    before = [holder for since, holder in steps if since <= mention.span.first]
    within = (holder for since, holder in steps if mention.span.first < since <= mention.span.last)
    return {*before[-1:], *within}


def _unknown_school(rbd: Rbd, span: Span, known: Directory) -> RefusedError:
    like = nearest(str(rbd), known.schools_near)
    hint = f" ¿Quiso decir {like}?" if like else ""
    return RefusedError(
        "escuela_desconocida",
        f"El directorio {_told_of(span)} no tiene el RBD {rbd}.{hint}",
        () if like is None else (f"rbd = {like}",),
    )


def _held_by_another(mention: Mention, entries: Iterable[SchoolRegistered]) -> RefusedError:
    by_year = {entry.year: entry.sostenedor for entry in entries}
    told = ", ".join(f"{holder} en el de {year}" for year, holder in by_year.items())
    return RefusedError(
        "no_la_sostenia",
        f"El establecimiento {mention.rbd} no era de {mention.sostenedor} "
        f"{_when(mention.span)}: el directorio nombra a {told}.",
        tuple(dict.fromkeys(f"sostenedor = {holder}" for holder in by_year.values())),
    )


def _told_of(span: Span) -> str:
    years = span.cuts
    return f"de {years[0]} a {years[-1]}" if len(years) > 1 else f"de {years[0]}"


def _when(span: Span) -> str:
    if span.first == span.last:
        return f"el {span.first:%d-%m-%Y}"
    return f"entre el {span.first:%d-%m-%Y} y el {span.last:%d-%m-%Y}"
