"""The promise: what a command names is read off its fields, with the days that it speaks of."""

from datetime import date
from typing import ClassVar

import pytest

from sep_domain.accounting_periods import ClosePeriod, PeriodKey
from sep_domain.ate import contract_commands as of_contract
from sep_domain.ate.contract_state import AteContractKey
from sep_domain.calendar import Period
from sep_domain.convenio import commands as of_convenio
from sep_domain.convenio.state import ConvenioKey
from sep_domain.deciding import Command, EntityKey
from sep_domain.directory.mentions import Mention, Mentions, Span, mentions_of
from sep_domain.events.base import Key
from sep_domain.identifiers import Rbd, Rut
from sep_domain.reconciliation.commands import ReconciliationKey, RecordMatches
from sep_domain.streams import Dataset

HOLDER, OTHER, ADVISER = map(Rut, ("62000660-2", "11111111-1", "76086428-5"))
DAY = date(2024, 4, 29)


class OrderKey(EntityKey):
    """An act of an authority."""

    DATASET: ClassVar[Dataset] = Dataset.FINDING

    authority: str

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.authority,)


class Order(Command):
    NAME: ClassVar[str] = "order"

    rbd: Rbd
    sostenedor: Rut


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


def test_an_act_of_an_authority_looks_back() -> None:
    order = Order(occurred_on=DAY, rbd=Rbd(1), sostenedor=OTHER)
    (mention,) = mentions_of(OrderKey(authority="superintendencia"), order).holdings
    assert mention.looks_back
    assert list(mention.cuts) == list(range(2008, 2025))


def test_what_a_rule_records_names_nothing() -> None:
    key = ReconciliationKey(sostenedor=HOLDER, bank_account="1", month=Period("2024-02"))
    assert mentions_of(key, RecordMatches(occurred_on=DAY, found=())) == Mentions()
