"""Where the facts about an advice contract are recorded that files bring.

A file's amendments are out of reach: their streams follow from their day, which no command knows.
"""

from collections.abc import Iterator
from uuid import UUID

from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract.state import MAX_MILESTONES, AteContractKey
from sep_domain.ate.provider.state import AteProviderKey, fact_streams
from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import (
    AteContractEnded,
    AteContractSigned,
    AteTenderAnnounced,
    AteTenderAwarded,
    ContractPaymentMade,
)
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneAgreed,
    MilestoneApproved,
    MilestoneDelivered,
    MilestoneInvoiced,
    MilestoneReturned,
)
from sep_domain.streams import fact_stream

_ON_CONTRACT: tuple[type[Fact], ...] = (AteContractSigned, AteContractEnded)
_ON_MILESTONE: tuple[type[Fact], ...] = (
    MilestoneAgreed,
    MilestoneDelivered,
    MilestoneReturned,
    MilestoneApproved,
    MilestoneInvoiced,
    ContractPaymentMade,  # numbered like them, from 1 on
)
_ON_TENDER: tuple[type[Fact], ...] = (AteTenderAnnounced, AteTenderAwarded)


def contract_streams(key: AteContractKey, command: ask.AteContractCommand) -> Iterator[UUID]:
    """The streams of the contract, and of the tender or the adviser that a command cites."""
    for step in _ON_CONTRACT:
        yield _stream(step, key.contract)
    for step in _ON_MILESTONE:
        for number in range(1, MAX_MILESTONES + 1):
            yield _stream(step, key.contract, number)
    if isinstance(command, ask.Sign) and command.tender is not None:
        for step in _ON_TENDER:
            yield _stream(step, command.tender)
    if isinstance(command, ask.Award):
        yield AteProviderKey(ate=command.ate).stream()
        yield from fact_streams(command.ate, command.certified_on)


def _stream(step: type[Fact], *key: str | int) -> UUID:
    return fact_stream(step.DATASET, 0, 0, (step.NAME, *key))
