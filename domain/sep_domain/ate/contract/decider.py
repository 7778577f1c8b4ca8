"""The decisions of an advice contract, from the need of a school to how the service was judged."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sep_domain.ate import law
from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract import contract_decisions, evolution, reporting, tender_decisions
from sep_domain.ate.contract.facts import contract_streams
from sep_domain.ate.contract.rules import ORDER
from sep_domain.ate.contract.state import AteContractKey, AteContractState
from sep_domain.dates.calendar import Period
from sep_domain.decisions.book_pages import BookPage
from sep_domain.decisions.deciding import Decider
from sep_domain.events.base import Event


class AteContractDecider(Decider[AteContractKey, AteContractState, ask.AteContractCommand]):
    """Refuses what the state contradicts; codes are those of the modules of this package."""

    NAME: ClassVar[str] = "contrato-ate"

    def __init__(self, final_share: Decimal | None = None) -> None:
        """With another least part (0 to 1) of the last instalment than the data's."""
        self._final_share = final_share

    def initial(self, key: AteContractKey) -> AteContractState:
        return AteContractState(key)

    def decide(self, state: AteContractState, command: ask.AteContractCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        if isinstance(command, ask.OnTender):
            return tender_decisions.decide(state, command)
        if isinstance(command, ask.OnReport):
            return [reporting.decide(state, command)]
        share = self._final_share
        if share is None:
            share = law.final_share(command.occurred_on)
        return contract_decisions.decide(state, command, share)

    def evolve(self, state: AteContractState, event: Event) -> AteContractState:
        return evolution.evolve(state, event)

    def facts(self, key: AteContractKey, command: ask.AteContractCommand) -> Iterable[UUID]:
        return contract_streams(key, command)

    def pages(self, state: AteContractState, command: ask.AteContractCommand) -> list[BookPage]:
        """Of whoever signed; what others who joined bear is theirs to enter."""
        if not isinstance(command, ask.Pay) or state.signed is None:
            return []
        day, signed = command.occurred_on, state.signed
        fund = law.contract_subvencion(day) or "SEP"
        month = Period.of(day.year, day.month)
        return [BookPage(signed.sostenedor, month, signed.rbd, fund)]
