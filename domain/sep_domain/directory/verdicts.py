"""Whether what a command names is known: refused where the directory of the year says otherwise,
recorded with a flag where there is none.

The directory tells of 30 April. Between two of its days a school may have passed on at any time, so
whoever either of them names may speak for it, and so may who signed its convenio or took it over.
Whom it names without a RUT, a person or before 2016 anybody, may be who is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sep_domain.decisions.deciding import RefusedError
from sep_domain.directory.flags import DirectoryFlag
from sep_domain.directory.mentions import Mention
from sep_domain.events.education.schools import SchoolRegistered
from sep_domain.text.nearest import nearest
from sep_domain.values.identifiers import Rbd, Rut

_FIRST_WITH_RUT = 2016
"""The first edition of the Directorio oficial that has `RUT_SOSTENEDOR`."""
_A_PERSON = "una persona natural sin RUT"


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
    sostenedores: frozenset[tuple[int, Rut]] = frozenset()
    """Sostenedores that the directory of a year names, of those that were asked for."""
    taken: tuple[Taken, ...] = ()
    """From convenios, of the schools whose directory names somebody else."""
    schools_near: tuple[str, ...] = ()
    """RBD of the year's directory; looked up only where one is not known."""
    sostenedores_near: tuple[str, ...] = ()
    """As `schools_near`, the RUT of sostenedores."""


def is_unsettled(mention: Mention, known: Directory) -> bool:
    """Whether the directory alone does not bear it out, although it tells of the year."""
    try:
        return judge(mention, known) is DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    except RefusedError:
        return True


def lacks_names(mention: Mention, known: Directory) -> bool:
    """Whether it is refused and the refusal would say which known name is most like it."""
    try:
        judge(mention, known)
    except RefusedError:
        return mention.rbd is None or not _entries(mention.rbd, mention, known)
    return False


def judge(mention: Mention, known: Directory) -> DirectoryFlag | None:
    """The flag that it is recorded with, if any. Raises RefusedError."""
    entries = [] if mention.rbd is None else _entries(mention.rbd, mention, known)
    if _is_borne_out(mention, entries, known):
        return None
    if not any(year in known.covered for year in mention.span.years):
        return DirectoryFlag.SIN_DIRECTORIO
    if mention.rbd is None:
        if _has_no_rut(mention, known):
            return DirectoryFlag.SIN_RUT_EN_DIRECTORIO
        raise _unknown_sostenedor(mention, known)
    if not entries:
        raise _unknown_school(mention.rbd, mention, known)
    if any(_may_be(mention.sostenedor, entry) for entry in entries):
        return DirectoryFlag.SIN_RUT_EN_DIRECTORIO
    if mention.arriving:
        return DirectoryFlag.AUN_NO_EN_DIRECTORIO
    raise _held_by_another(mention, entries, known)


def _may_be(sostenedor: Rut | None, entry: SchoolRegistered) -> bool:
    """Whether the entry, which names no RUT, may mean the sostenedor: a body is no person."""
    if entry.sostenedor is not None or sostenedor is None:
        return False
    return entry.sostenedor_mrun is None or not sostenedor.is_of_body


def _has_no_rut(mention: Mention, known: Directory) -> bool:
    """Whether a sostenedor may hold schools though no directory that was read names its RUT."""
    if mention.sostenedor is not None and not mention.sostenedor.is_of_body:
        return True
    return any(year < _FIRST_WITH_RUT for year in _read(mention, known))


def _read(mention: Mention, known: Directory) -> list[int]:
    """The years of the directories that were read, of those that may bear it out."""
    return [year for year in mention.cuts if year in known.covered]


def _is_borne_out(mention: Mention, entries: Sequence[SchoolRegistered], known: Directory) -> bool:
    if mention.rbd is None:
        return any((year, mention.sostenedor) in known.sostenedores for year in mention.cuts)
    if mention.sostenedor is None:
        return bool(entries)
    return _holds(mention, entries, known)


def _unknown_sostenedor(mention: Mention, known: Directory) -> RefusedError:
    rut = mention.sostenedor or ""
    like = nearest(rut, known.sostenedores_near)
    hint = f" ¿Quiso decir {like}?" if like else ""
    return RefusedError(
        "sostenedor_desconocido",
        f"Ningún establecimiento tiene por sostenedor a {rut} en el directorio "
        f"{_told_of(_read(mention, known))}.{hint}",
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
        return {sostenedor for since, sostenedor in steps if since <= mention.span.last}
    before = [sostenedor for since, sostenedor in steps if since <= mention.span.first]
    within = (
        sostenedor for since, sostenedor in steps if mention.span.first < since <= mention.span.last
    )
    return {*before[-1:], *within}


def _unknown_school(rbd: Rbd, mention: Mention, known: Directory) -> RefusedError:
    like = nearest(str(rbd), known.schools_near)
    hint = f" ¿Quiso decir {like}?" if like else ""
    return RefusedError(
        "escuela_desconocida",
        f"El directorio {_told_of(_read(mention, known))} no tiene el RBD {rbd}.{hint}",
        () if like is None else (f"rbd = {like}",),
    )


def _held_by_another(
    mention: Mention, entries: Sequence[SchoolRegistered], known: Directory
) -> RefusedError:
    named: dict[str, list[int]] = {}
    for entry in entries:
        named.setdefault(entry.sostenedor or _A_PERSON, []).append(entry.year)
    told = ", ".join(f"{sostenedor} en el {_told_of(years)}" for sostenedor, years in named.items())
    by_convenio = sorted(_taken_by(mention, known.taken) - {*named})
    if by_convenio:
        told += f"; su convenio es de {' y '.join(by_convenio)}"
    sostenedores = [sostenedor for sostenedor in (*named, *by_convenio) if sostenedor != _A_PERSON]
    return RefusedError(
        "no_la_sostenia",
        f"El establecimiento {mention.rbd} no era de {mention.sostenedor} "
        f"{_when(mention)}: el directorio nombra a {told}.",
        tuple(f"sostenedor = {sostenedor}" for sostenedor in sostenedores),
    )


def _told_of(years: Sequence[int]) -> str:
    """Years as they are told, each run of them by its ends."""
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    runs = [
        f"{first} a {last}" if last > first else f"{first}"
        for first, last in zip(starts, ends, strict=True)
    ]
    return "de " + (", ".join(runs[:-1]) + " y " if len(runs) > 1 else "") + runs[-1]


def _when(mention: Mention) -> str:
    span = mention.span
    if mention.looks_back:
        return f"hasta el {span.last:%d-%m-%Y}"
    if span.first == span.last:
        return f"el {span.first:%d-%m-%Y}"
    return f"entre el {span.first:%d-%m-%Y} y el {span.last:%d-%m-%Y}"
