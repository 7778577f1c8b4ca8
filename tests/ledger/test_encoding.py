"""Facts encoded together are the bytes that each by itself would be."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.staged import StagedFact

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact
from sep_domain.events.funds.accounting import AccountDefined, AccountKind, ExpenditureDeclared
from sep_domain.provenance import FileSource, Provenance
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_ledger.facts.encoding import FileMetadata, packed_facts
from sep_ledger.facts.packed_facts import PackedFacts

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
years = st.integers(2010, 2026).map(SchoolYear)

accounts = st.builds(
    AccountDefined,
    occurred_on=st.dates(date(2010, 1, 1), date(2026, 12, 31)),
    year=years,
    account=st.sampled_from(["410101", "310100"]),
    name=texts,
    kind=st.sampled_from(AccountKind),
    parent=texts,
)
expenditures = st.builds(
    ExpenditureDeclared,
    occurred_on=st.dates(date(2010, 1, 1), date(2026, 12, 31)),
    year=years,
    sostenedor=st.just(Rut("57000101-9")),
    rbd=st.none() | st.integers(1, 99_999).map(Rbd),
    subvencion=texts,
    account=texts,
    document_type=texts,
    document_number=st.none() | texts,
    issuer=st.none() | st.just(Rut("57000101-9")),
    document_total=st.integers(0, 10**12).map(Clp),
    declared=st.integers(0, 10**12).map(Clp),
)
sources = st.builds(FileSource, sha256=st.just("a" * 64), name=texts, dataset=texts, row=st.just(0))


@given(st.lists(st.tuples(st.integers(1, 10**7), accounts | expenditures), max_size=12), sources)
def test_facts_encoded_together_are_those_encoded_one_by_one(
    stated: list[tuple[int, Fact]], source: FileSource
) -> None:
    together = packed_facts(stated, FileMetadata(source))

    apart = PackedFacts()
    for row, fact in stated:
        provenance = Provenance(source=source.model_copy(update={"row": row}))
        _, stream, topic, state, metadata, twins = StagedFact.of(row, fact, provenance)
        apart.add(row, stream.bytes, topic.encode(), state, metadata, twins=twins)
    assert together == apart
