"""The promise: what a command names is read off its fields, with the days that it speaks of."""

from datetime import date
from typing import Any

import pytest

from sep_domain.accounting_period.commands import ClosePeriod
from sep_domain.accounting_period.state import PeriodKey
from sep_domain.ate.contract import commands as of_contract
from sep_domain.ate.contract.state import AteContractKey
from sep_domain.convenio import commands as of_convenio
from sep_domain.convenio.state import ConvenioKey
from sep_domain.dates.calendar import Period
from sep_domain.directory.mentions import Mention, Mentions, Span, mentions_of
from sep_domain.procedimiento import commands as of_proceeding
from sep_domain.procedimiento.state import ProceedingKey
from sep_domain.reconciliation.commands import RecordMatches
from sep_domain.reconciliation.state import ReconciliationKey
from sep_domain.resolucion import commands as of_resolution
from sep_domain.resolucion.state import ResolutionKey
from sep_domain.values.identifiers import Rbd, Rut

HOLDER, OTHER, ADVISER = map(Rut, ("62000660-2", "11111111-1", "76086428-5"))
DAY = date(2024, 4, 29)


@pytest.mark.parametrize(
    ("first", "last", "cuts"),
    [
        ((2024, 4, 29), (2024, 4, 29), [2023, 2024]),
        ((2024, 4, 30), (2024, 4, 30), [2024, 2025]),
        ((2024, 1, 1), (2024, 12, 31), [2023, 2024, 2025]),
        ((2024, 4, 30), (2025, 4, 29), [2024, 2025]),
    ],
)
def test_the_directories_that_tell_of_a_time_stand_around_it(
    first: tuple[int, int, int], last: tuple[int, int, int], cuts: list[int]
) -> None:
    assert list(Span(date(*first), date(*last)).cuts) == cuts


def test_a_month_in_the_address_is_what_the_command_speaks_of() -> None:
    key = PeriodKey(sostenedor=HOLDER, month=Period("2024-02"))
    found = mentions_of(key, ClosePeriod(occurred_on=date(2026, 1, 5)))
    span = Span(date(2024, 2, 1), date(2024, 2, 29))
    assert found == Mentions((Mention(span, sostenedor=HOLDER),))


def test_parts_of_a_body_are_named_too() -> None:
    command = of_contract.Sign.model_validate(
        {
            "occurred_on": DAY,
            "starts_on": DAY,
            "ends_on": DAY,
            "amount": 10,
            "instalments": [
                {"milestone_kind": "final", "title": "Fin", "due_on": DAY, "amount": 10}
            ],
            "associates": [{"sostenedor": OTHER, "rbd": 7, "amount": 3}],
        }
    )
    found = mentions_of(AteContractKey(contract="C-1"), command)
    assert found.holdings == (Mention(Span(DAY, DAY), Rbd(7), OTHER),)


def test_who_takes_a_school_over_is_told_apart() -> None:
    command = of_convenio.Transfer(occurred_on=DAY, sostenedor=OTHER)
    (mention,) = mentions_of(ConvenioKey(rbd=Rbd(1), number=1), command).holdings
    assert (mention.rbd, mention.sostenedor, mention.arriving) == (1, OTHER, True)


def test_an_adviser_is_named_where_the_entity_is_none() -> None:
    bid = of_contract.ReceiveBid.model_validate({"occurred_on": DAY, "ate": ADVISER, "amount": 10})
    assert mentions_of(AteContractKey(contract="C-1"), bid).adviser == ADVISER


RETENTION = {"kind": "retencion_rendicion", "from_month": "2025-05", "retained_share": "0.5"}


@pytest.mark.parametrize(
    ("said", "span", "looks_back"),
    [
        (RETENTION, Span(date(2025, 5, 1), date(2025, 5, 31)), False),
        (RETENTION | {"to_month": "2026-02"}, Span(date(2025, 5, 1), date(2026, 2, 28)), False),
        (RETENTION | {"to_month": "2025-01"}, Span(date(2025, 5, 1), date(2025, 5, 31)), False),
        ({"kind": "apercibimiento_pme"}, Span(DAY, DAY), False),
        ({"kind": "restitucion", "amount": 1}, Span(DAY, DAY), True),
    ],
)
def test_a_resolution_is_about_who_holds_the_school_in_the_months_that_it_orders(
    said: dict[str, Any], span: Span, looks_back: bool
) -> None:
    key = ResolutionKey(authority="subsecretaria", year=2024, number=1, subject="7")
    issue = of_resolution.Issue.model_validate({"occurred_on": DAY, "sostenedor": OTHER, **said})
    found = mentions_of(key, issue)
    assert found == Mentions((Mention(span, Rbd(7), OTHER, looks_back=looks_back),))


def test_a_resolution_about_a_sostenedor_names_no_school() -> None:
    key = ResolutionKey(authority="subsecretaria", year=2024, number=1, subject=OTHER)
    said = {"occurred_on": DAY, "kind": "apercibimiento_pme", "sostenedor": OTHER}
    found = mentions_of(key, of_resolution.Issue.model_validate(said))
    assert found == Mentions((Mention(Span(DAY, DAY), sostenedor=OTHER),))


@pytest.mark.parametrize(
    ("ended", "first"), [(None, date(2023, 1, 1)), (date(2023, 12, 31), date(2022, 1, 1))]
)
def test_a_proceeding_is_about_who_held_the_school_when_the_account_was_due(
    ended: date | None, first: date
) -> None:
    key = ProceedingKey(authority="superintendencia", year=2024, number=1)
    opening = of_proceeding.Open(occurred_on=DAY, sostenedor=OTHER, rbd=Rbd(7), fact_ended_on=ended)
    found = mentions_of(key, opening)
    assert found == Mentions((Mention(Span(first, ended or DAY), Rbd(7), OTHER),))


def test_what_a_rule_records_names_nothing() -> None:
    key = ReconciliationKey(sostenedor=HOLDER, bank_account="1", month=Period("2024-02"))
    assert mentions_of(key, RecordMatches(occurred_on=DAY, found=())) == Mentions()


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ((2024, 1, 1), (2024, 12, 31), [2024]),
        ((2024, 12, 31), (2025, 1, 1), [2024, 2025]),
        ((2022, 3, 1), (2024, 2, 29), [2022, 2023, 2024]),
    ],
)
def test_the_years_of_a_time_are_those_it_touches(
    first: tuple[int, int, int], last: tuple[int, int, int], years: list[int]
) -> None:
    assert list(Span(date(*first), date(*last)).years) == years


def test_a_sostenedor_is_looked_for_around_the_time_and_a_school_alone_since_the_law() -> None:
    span = Span(date(2024, 5, 10), date(2024, 5, 10))
    assert list(Mention(span, Rbd(1), HOLDER).cuts) == [2024, 2025]
    assert list(Mention(span, Rbd(1)).cuts) == list(range(2008, 2026))
    assert list(Mention(span, Rbd(1), HOLDER, looks_back=True).cuts) == list(range(2008, 2026))
