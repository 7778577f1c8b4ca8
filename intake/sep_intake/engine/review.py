"""A file held against what the log knows, before any of it is appended.

Only a file about datasets and years that the log knows something of is reviewed. What it would take
away is asked first: a whole rewrite, a field left without value throughout, an earlier edition.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import orjson
from psycopg import Connection

from sep_domain.events.imports import FactWithdrawn
from sep_intake.columns.layout import Layout
from sep_intake.engine.editions import EditionRank, EditionSeen, Scope, scope_of
from sep_intake.engine.reading.opened_file import Opened, blank_columns
from sep_intake.engine.row_facts import Batch
from sep_intake.imports.event_values import Told, leaves, told_by
from sep_intake.imports.known_values import span_bounds, spans_of
from sep_intake.imports.register import finished_imports
from sep_intake.reports.questions import Doubt, Question
from sep_ledger.database.statements import statement
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.packed_facts import PackedFacts, unpack_contents
from sep_ledger.facts.verdicts import Contested, Verdict

MOST_RESTATED = Fraction(1, 2)
"""Of the facts known that a file states, the share that it may restate unasked."""

FEW = 20
"""Facts restated of which no share is asked about: what a person corrects by hand."""


_WITHDRAWN = frozenset(FactWithdrawn.topics())


class Elsewhere(NamedTuple):
    """A fact that stands and that the file does not state."""

    stream: bytes
    topic: str
    state: bytes
    metadata: bytes


@dataclass(slots=True)
class Review:
    """What has been seen of one file, batch by batch."""

    conn: Connection
    opened: Opened
    insisting: bool
    read_before: bool
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    scopes: set[Scope] = field(default_factory=set)
    spans: set[bytes] = field(default_factory=set)
    """Datasets and years, as streams begin."""
    topics: set[str] = field(default_factory=set)
    edition: EditionSeen = field(init=False)
    _standing: set[tuple[EditionRank, str]] = field(default_factory=set)
    """Later editions that stand for facts of the file, and their files."""
    _lost: Counter[Told] = field(default_factory=Counter)
    """What stands and the file would take away, by how many facts."""
    _kept: set[Told] = field(default_factory=set)
    """What some contested fact of the file does say."""
    _lacking: Counter[Told] = field(default_factory=Counter)
    """What names facts that stand in the file's scopes and that it does not state."""
    _changed: Counter[str] = field(default_factory=Counter)
    _others: int = 0
    """Facts whose identity the file changes, so that it would put others in their place."""
    _rehearsal: FactAppend = field(init=False)

    @property
    def layout(self) -> Layout:
        return self.opened.layout

    def __post_init__(self) -> None:
        self.edition = EditionSeen(self.layout.complete_in)
        self._rehearsal = FactAppend(
            self.conn, insisting=self.insisting, read_before=self.read_before
        )

    def look(self, batch: Batch) -> None:
        """Judge a batch and take notice of what it would take away."""
        facts = batch.facts
        if not facts:
            return
        rehearsal = self._rehearsal.rehearse(facts)
        self.verdicts.update(rehearsal.verdicts)
        self.spans.update(spans_of(facts.streams))
        self.edition.note(batch)
        self._note_scopes(facts)
        for contested in rehearsal.contested:
            if contested.topic in _WITHDRAWN:
                self._count_as_new(contested)
            elif contested.verdict is Verdict.RESTATED:
                self._compare(facts, contested)
            elif contested.verdict is Verdict.OUTDATED:
                day = date.fromisoformat(contested.edition_day or "")
                self._standing.add((EditionRank.of(day, None), contested.file_name or ""))

    def questions(self, batches: Iterable[Batch]) -> list[Question]:
        """What must be asked before the file is appended; `batches` are all that were looked at."""
        if not self._would_append:
            return []
        earlier = self._earlier_edition()
        if earlier is not None:
            return [earlier]  # which tells of all that it would restate
        asked = (self._other_things(), self._whole_rewrite(), self._lost_values(batches))
        return [question for question in asked if question is not None]

    @property
    def known(self) -> int:
        """Facts of the file of which the log knows a version."""
        return self.verdicts.total() - self.verdicts[Verdict.NEW] - self.verdicts[Verdict.REPEATED]

    @property
    def _would_append(self) -> int:
        changing = (Verdict.NEW, Verdict.RESTATED, Verdict.OUTDATED)
        return sum(self.verdicts[verdict] for verdict in changing)

    def _count_as_new(self, contested: Contested) -> None:
        """What was withdrawn has no value to lose."""
        if contested.verdict is Verdict.RESTATED:
            self.verdicts[Verdict.RESTATED] -= 1
            self.verdicts[Verdict.NEW] += 1

    def _note_scopes(self, facts: PackedFacts) -> None:
        for content in facts.contents:
            topic, state, metadata = unpack_contents(content)
            self.topics.add(topic.decode())
            self.edition.note_day(metadata)
            if self.layout.complete_in:
                self.scopes.add(scope_of(orjson.loads(state), self.layout.complete_in))

    def _compare(self, facts: PackedFacts, contested: Contested) -> None:
        topic, state, _ = unpack_contents(facts.contents[contested.place])
        stands, says = leaves(orjson.loads(contested.state)), leaves(orjson.loads(state))
        told = set(told_by(topic.decode(), says))
        self._lost.update(set(told_by(contested.topic, stands)) - told)
        self._kept |= told
        paths = stands.keys() | says.keys()
        changed = {path for path in paths if stands.get(path) != says.get(path)}
        self._changed.update(set(map(self._named, changed)))
        self._others += not changed.isdisjoint(self.layout.identity)

    @property
    def changed(self) -> dict[str, int]:
        """What the file restates, as its columns name it, and of how many facts."""
        return dict(sorted(self._changed.items()))

    def _named(self, path: str) -> str:
        return ", ".join(self._columns_of(path)) or path

    def _earlier_edition(self) -> Question | None:
        """Facts know the edition that first said what they say; imports know what was read since.

        Asked of files that state a whole. Where each row has an edition of its own, as an order
        that was changed, the earlier ones are superseded one by one.
        """
        if not self.layout.complete_in:
            return None
        mine = self.edition.standing
        later = {
            (EditionRank.of(done.edition_day, done.edition), done.file_name)
            for done in finished_imports(self.conn, self.layout.dataset)
            if done.edition_day is not None and not self.edition.scopes.isdisjoint(done.scopes)
        }
        found = max(later | self._standing, default=None)
        if found is None or (mine is not None and found[0] <= mine):
            return None
        standing, name = found
        loaded = f"la que ya está cargada ({standing.day}, «{name}»)"
        which = f"no dice de qué edición es, y {loaded} lo dice"
        if mine is not None:
            own = f"{mine.day}" + ("" if mine.is_final else ", preliminar")
            which = f"es una edición anterior ({own}) a {loaded}"
        restated = self.verdicts[Verdict.OUTDATED] + self.verdicts[Verdict.RESTATED]
        new = self.verdicts[Verdict.NEW]
        effect = f"reexpresaría {_facts(restated)} y agregaría {_facts(new)}"
        return Question(Doubt.EARLIER_EDITION, f"{which}: {effect}")

    def standing_elsewhere(self) -> Iterator[Elsewhere]:
        """Facts that stand in the file's scopes; none where its layout has no complete scopes."""
        if not self.layout.complete_in or not self.scopes:
            return
        bounds = [span_bounds(span) for span in sorted(self.spans)]
        given = {
            "firsts": [first for first, _ in bounds],
            "ends": [end for _, end in bounds],
            "topics": sorted(self.topics),
            "written": _written(self.scopes),
        }
        with self.conn.transaction(), self.conn.cursor("absent") as cursor:
            cursor.execute(statement("absent", "sep_intake.engine"), given)
            for stream, topic, state, metadata in cursor:
                if self._in_scope(state):
                    self._lacking.update(self._naming(topic, state))
                    yield Elsewhere(stream.bytes, topic, state, metadata)

    def _naming(self, topic: str, state: bytes) -> Iterator[Told]:
        """What of a fact names it: a file in which it is blank throughout would state others."""
        said = orjson.loads(state)
        named = {name: said[name] for name in self.layout.named_by if name in said}
        return told_by(topic, leaves(named))

    def _in_scope(self, state: bytes) -> bool:
        return scope_of(orjson.loads(state), self.layout.complete_in) in self.scopes

    def _other_things(self) -> Question | None:
        if not self._others:
            return None
        names = ", ".join(name for field in self.layout.identity for name in [self._named(field)])
        return Question(
            Doubt.OTHER_THINGS,
            f"reemplazaría {_facts(self._others)} por otros, con otro {names}: si es otra página o"
            " cartola de los mismos días, impórtela junto con la anterior, en una misma orden",
        )

    def _whole_rewrite(self) -> Question | None:
        restated, known = self.verdicts[Verdict.RESTATED], self.known
        if restated < FEW or Fraction(restated, known) <= MOST_RESTATED:
            return None
        return Question(
            Doubt.WHOLE_REWRITE,
            f"reexpresaría {restated} de los {known} hechos conocidos que trae"
            f" ({100 * restated // known} %)",
        )

    def _lost_values(self, batches: Iterable[Batch]) -> Question | None:
        lost = {told: facts for told, facts in self._lost.items() if told not in self._kept}
        for told, facts in self._lacking.items():
            lost[told] = max(facts, lost.get(told, 0))
        lost = _without_stated(lost, batches)
        spread = {told: facts for told, facts in self._lost.items() if self._is_spread(told)}
        if not lost and not spread:
            return None
        blank = blank_columns(self.opened)
        lost |= {
            told: facts
            for told, facts in spread.items()
            if not set(blank).isdisjoint(self._columns_of(told.path))
        }
        if not lost:
            return None
        by_name: Counter[str] = Counter()
        for told, facts in lost.items():
            name = self._spoken(told.path, blank)
            by_name[name] = max(by_name[name], facts)
        named = ", ".join(f"{name} ({_facts(facts)})" for name, facts in sorted(by_name.items()))
        text = f"dejaría sin valor, o en cero, en todo el archivo lo que hoy lo tiene: {named}"
        if blank and not all(self.layout.columns_of(told.path) for told in lost):
            text += f"; no dicen nada en el archivo: {', '.join(blank)}"
        return Question(Doubt.LOST_VALUES, text)

    def _spoken(self, path: str, blank: Sequence[str]) -> str:
        """A path as the file's own columns, those that are blank where any is; as it is where the
        layout does not tell which it is read from."""
        columns = self._columns_of(path)
        return ", ".join([each for each in columns if each in blank] or columns) or path

    def _columns_of(self, path: str) -> list[str]:
        return list(map(self.layout.head.as_written, self.layout.columns_of(path)))

    def _is_spread(self, told: Told) -> bool:
        """Whether several columns say it, as those of the kinds of teaching: of one that is blank
        another row's may say the same."""
        return len(self.layout.columns_of(told.path)) > 1


def _facts(number: int) -> str:
    return f"{number} hecho" if number == 1 else f"{number} hechos"


def _without_stated(lost: Mapping[Told, int], batches: Iterable[Batch]) -> dict[Told, int]:
    """What no fact of the whole file says."""
    left = dict(lost)
    for batch in batches if lost else ():
        for content in batch.facts.contents:
            topic, state, _ = unpack_contents(content)
            for told in told_by(topic.decode(), leaves(orjson.loads(state))):
                left.pop(told, None)
            if not left:
                return {}
    return left


_MOST_TOLD_BY_BYTES = 16
"""Scopes up to which looking for their bytes is quicker than decoding whatever is in their
years."""


def _written(scopes: Sequence[Scope] | set[Scope]) -> str | None:
    """What events of a scope have written in them, as a JSON list of lists of texts."""
    if len(scopes) > _MOST_TOLD_BY_BYTES:
        return None
    words = [[_member(name, value) for name, value in scope] for scope in sorted(scopes, key=str)]
    return orjson.dumps(words).decode()


def _member(name: str, value: Any) -> str:
    return f'"{name}":{orjson.dumps(value).decode()}'
