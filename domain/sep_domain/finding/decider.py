"""The decisions of a finding: who questions, who answers, who judges the answer.

Whether a position or a figure exists is not asked here: it is for the view to show what a finding
is about.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, TypedDict
from uuid import UUID

from sep_domain.decisions.deciding import Decider
from sep_domain.events.base import Event
from sep_domain.events.findings import (
    FindingAccepted,
    FindingAnswered,
    FindingClosed,
    FindingEscalated,
    FindingOpened,
    FindingRejected,
    FindingWithdrawn,
)
from sep_domain.finding import commands as ask
from sep_domain.finding.rules import ORDER
from sep_domain.finding.state import FindingKey, FindingState, evolve

_BY_TEXT: Mapping[
    type[ask.FindingCommand], type[FindingAccepted | FindingRejected | FindingWithdrawn]
] = {
    ask.Accept: FindingAccepted,
    ask.Reject: FindingRejected,
    ask.Withdraw: FindingWithdrawn,
}
"""Steps of the auditor that say nothing but why."""


class _Common(TypedDict):
    """What every event of a finding says."""

    occurred_on: date
    finding: UUID


class FindingDecider(Decider[FindingKey, FindingState, ask.FindingCommand]):
    """Refuses what does not follow from where the finding stands."""

    NAME: ClassVar[str] = "hallazgo"

    def initial(self, key: FindingKey) -> FindingState:
        return FindingState(key)

    def decide(self, state: FindingState, command: ask.FindingCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        common = _Common(occurred_on=command.occurred_on, finding=state.key.finding)
        return [_step(command, common)]

    def evolve(self, state: FindingState, event: Event) -> FindingState:
        return evolve(state, event)


def _step(command: ask.FindingCommand, common: _Common) -> Event:
    match command:
        case ask.Open():
            return _opening(command, common)
        case ask.Answer():
            pieces = tuple(document.sha256 for document in command.evidence)
            return FindingAnswered(**common, text=command.text, evidence=pieces)
        case ask.Accept() | ask.Reject() | ask.Withdraw():
            return _BY_TEXT[type(command)](**common, text=command.text)
        case ask.Escalate():
            return FindingEscalated(**common, authority=command.authority)
        case ask.Close():
            return FindingClosed(**common, outcome=command.outcome)


def _opening(command: ask.Open, common: _Common) -> FindingOpened:
    return FindingOpened(
        **common,
        subject_kind=command.subject_kind,
        subject=command.subject,
        rule=command.rule,
        rbd=command.rbd,
        sostenedor=command.sostenedor,
        amount=command.amount,
        text=command.text,
    )
