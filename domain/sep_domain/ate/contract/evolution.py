"""What each event makes of an advice contract, whoever recorded it and whatever order it breaks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from sep_domain.ate.contract import tender_state
from sep_domain.ate.contract.state import AteContractState, Milestone, Payment, Signed
from sep_domain.ate.contract.tender_state import OfTender, Tender
from sep_domain.ate.provider import state as provider_state
from sep_domain.ate.provider.state import AteProviderKey, AteProviderState
from sep_domain.events.base import Event
from sep_domain.events.purchasing import ate as events
from sep_domain.events.purchasing import ate_milestones
from sep_domain.events.purchasing.ate_tenders import AteTenderDeclaredVoid, AteTenderTermsApproved
from sep_domain.values.money import Clp

OfProvider = (
    events.AteProviderApplied
    | events.AteProviderCertified
    | events.AteProviderEvaluated
    | events.AteCertificationEvaluated
    | events.AteProviderSuspended
    | events.AteProviderRemoved
    | events.AteProviderReinstated
    | events.ConflictOfInterestDeclared
)
OfMilestone = (
    ate_milestones.MilestoneAgreed
    | ate_milestones.MilestoneCancelled
    | ate_milestones.MilestoneDelivered
    | ate_milestones.MilestoneReturned
    | ate_milestones.MilestoneApproved
    | ate_milestones.MilestoneInvoiced
)

_STEPS: Mapping[type[Event], Callable[[AteContractState, date], AteContractState]] = {
    events.AteContractStarted: lambda state, day: replace(state, started_on=day),
    events.AteContractEnded: lambda state, day: replace(state, ended_on=day),
    events.AteContractEvaluated: lambda state, day: replace(state, evaluated_on=day),
}


def evolve(state: AteContractState, event: Event) -> AteContractState:
    """The state after an event."""
    if isinstance(event, OfMilestone):
        after = _milestone(state.milestone(event.milestone), event)
        return state.having(event.milestone, after)
    if isinstance(event, OfTender):
        return _of_tender(state, event)
    if isinstance(event, OfProvider):
        return _of_provider(state, event)
    return _of_contract(state, event)


def _of_contract(state: AteContractState, event: Event) -> AteContractState:
    day = event.occurred_on
    if step := _STEPS.get(type(event)):
        return step(state, day)
    match event:
        case events.AteNeedStated():
            return replace(state, need=event)
        case events.AteContractSigned():
            signed = Signed(day, event.sostenedor, event.rbd, event.ate, event.amount)
            return replace(state, signed=signed)
        case events.AteContractAmended():
            signed_as = state.signed and replace(state.signed, amount=event.amount)
            return replace(state, signed=signed_as, amended_on=day)
        case events.ContractPaymentMade():
            paid = Payment(event.milestone, event.amount, day)
            return replace(state, payments={**state.payments, event.payment: paid})
    return state


def _milestone(before: Milestone, event: OfMilestone) -> Milestone:
    day = event.occurred_on
    match event:
        case ate_milestones.MilestoneAgreed():
            return replace(before, kind=event.milestone_kind, amount=event.amount)
        case ate_milestones.MilestoneCancelled():
            return replace(before, cancelled=True)
        case ate_milestones.MilestoneDelivered():
            return replace(
                before,
                delivered_on=day,
                returned_on=None,
                billed=event.participants_billed,
                attended=event.participants_attended,
            )
        case ate_milestones.MilestoneReturned():
            return replace(before, returned_on=day)
        case ate_milestones.MilestoneApproved():
            return replace(before, approved_on=day, returned_on=None)
        case ate_milestones.MilestoneInvoiced():
            return replace(
                before,
                invoiced_on=day,
                invoiced=Clp(event.amount),
                document_type=event.document_type,
                document_number=event.document_number,
            )


def _of_tender(state: AteContractState, event: OfTender) -> AteContractState:
    code = event.tender
    known = state.tendering(code, tender_state.evolve(state.tenders.get(code, Tender()), event))
    match event:
        case AteTenderTermsApproved():
            return replace(known, own_tender=code)
        case AteTenderDeclaredVoid():
            return replace(known, own_tender=None)
    return known


def _of_provider(state: AteContractState, event: OfProvider) -> AteContractState:
    before = state.providers.get(event.ate, AteProviderState(AteProviderKey(ate=event.ate)))
    after = provider_state.evolve(before, event)
    return replace(state, providers={**state.providers, event.ate: after})
