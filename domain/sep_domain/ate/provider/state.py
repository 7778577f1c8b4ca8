"""Where an adviser stands in the registry, folded from decisions and from what files brought."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar
from uuid import UUID

from sep_domain.ate.law import deficient_in_a_row
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.purchasing.ate import (
    AteCertificationEvaluated,
    AteContractSigned,
    AteProviderApplied,
    AteProviderCertified,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    ConflictOfInterestDeclared,
    ProviderKind,
)
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.identifiers import Rut


class AteProviderKey(EntityKey):
    """Which adviser."""

    DATASET: ClassVar[Dataset] = Dataset.ATE_PROVIDER

    ate: Rut

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return (self.ate,)


@dataclass(frozen=True)
class AteProviderState:
    """An adviser. Days are valid time; None while the step is not done."""

    key: AteProviderKey
    applied_on: date | None = None
    name: str | None = None
    kind: ProviderKind | None = None
    certificates: Mapping[date, date | None] = field(default_factory=dict)
    """The days of certification, and the last day for which each holds."""
    suspended_on: date | None = None
    suspended_until: date | None = None
    removed_on: date | None = None
    reinstated_on: date | None = None
    kinds: Mapping[date, ProviderKind] = field(default_factory=dict)
    """What each certificate, by its day, says that it is."""
    evaluations: Mapping[str, tuple[date, bool]] = field(default_factory=dict)
    """Of the users, by contract, and whether it was deficient."""
    certifications: Mapping[str, tuple[date, bool]] = field(default_factory=dict)
    """Of the ministry, by process of certification, and whether it was deficient."""
    contracts: Mapping[str, AteContractSigned] = field(default_factory=dict)
    """Only the one that an evaluation of the users names is looked up."""
    conflicts: Mapping[Rut, ConflictOfInterestDeclared] = field(default_factory=dict)
    """By sostenedor, as last declared."""

    @property
    def is_listed(self) -> bool:
        """Whether the registry has certified it and not removed it since."""
        return bool(self.certificates) and self.removed_on is None

    @property
    def last_step_on(self) -> date | None:
        """The last day on which its standing changed."""
        steps = (self.applied_on, *self.certificates, self.suspended_on, self.removed_on)
        return max((day for day in (*steps, self.reinstated_on) if day is not None), default=None)

    @property
    def last_evaluated_on(self) -> date | None:
        return max((day for day, _ in self.evaluations.values()), default=None)

    @property
    def last_certification_evaluated_on(self) -> date | None:
        return max((day for day, _ in self.certifications.values()), default=None)

    @property
    def deficient_in_a_row(self) -> int:
        """Of the ministry, up to the last, as the law counts them."""
        return deficient_in_a_row(self.certifications.values(), self.reinstated_on)

    def kind_on(self, day: date) -> ProviderKind | None:
        """What the last certificate up to a day says that it is, else its application."""
        last = max((each for each in self.kinds if each <= day), default=None)
        return self.kind if last is None else self.kinds[last]

    def is_suspended(self, day: date) -> bool:
        if self.suspended_on is None or day < self.suspended_on:
            return False
        return self.suspended_until is None or day <= self.suspended_until

    def is_certified(self, day: date) -> bool:
        """Whether a certificate covers the day and nothing takes it away."""
        covered = any(
            since <= day and (until is None or day <= until)
            for since, until in self.certificates.items()
        )
        removed = self.removed_on is not None and self.removed_on <= day
        return covered and not removed and not self.is_suspended(day)


def fact_streams(ate: Rut, certified_on: date | None = None) -> list[UUID]:
    """Where files record the steps of an adviser, and one certification by its day."""
    steps = (AteProviderSuspended, AteProviderRemoved, AteProviderReinstated)
    streams = [fact_stream(Dataset.ATE_REGISTRO, 0, 0, (step.NAME, ate)) for step in steps]
    if certified_on is not None:
        key = (AteProviderCertified.NAME, ate, certified_on.isoformat())
        streams.append(fact_stream(Dataset.ATE_REGISTRO, 0, 0, key))
    return streams


def evaluation_stream(ate: Rut, contract: str) -> UUID:
    """Where a file records how a service was judged."""
    return fact_stream(Dataset.ATE_REGISTRO, 0, 0, (AteProviderEvaluated.NAME, ate, contract))


def certification_stream(ate: Rut, process: str) -> UUID:
    """Where a file records how the ministry judged an adviser."""
    key = (AteCertificationEvaluated.NAME, ate, process)
    return fact_stream(AteCertificationEvaluated.DATASET, 0, 0, key)


def contract_streams(contract: str) -> list[UUID]:
    """Where a file, and a command, record that a contract was signed."""
    signed = fact_stream(AteContractSigned.DATASET, 0, 0, (AteContractSigned.NAME, contract))
    return [signed, fact_stream(Dataset.ATE_CONTRACT, 0, 0, (contract,))]


_Step = Callable[[AteProviderState, date], AteProviderState]
_STEPS: Mapping[type[Event], _Step] = {
    AteProviderRemoved: lambda state, day: replace(state, removed_on=day),
    AteProviderReinstated: lambda state, day: replace(
        state, reinstated_on=day, removed_on=None, suspended_on=None, suspended_until=None
    ),
}


def evolve(state: AteProviderState, event: Event) -> AteProviderState:
    """The state after an event, whoever recorded it and whatever order it breaks."""
    if step := _STEPS.get(type(event)):
        return step(state, event.occurred_on)
    day = event.occurred_on
    match event:
        case AteProviderApplied(name=name, provider_kind=kind):
            return replace(state, applied_on=day, name=name, kind=kind)
        case AteProviderCertified(name=name, provider_kind=kind):
            certificates = {**state.certificates, day: event.valid_until}
            kinds = {**state.kinds, day: kind}
            return replace(state, name=name, kind=kind, certificates=certificates, kinds=kinds)
        case AteProviderSuspended():
            return replace(state, suspended_on=day, suspended_until=event.until)
    return _noted(state, event)


def _noted(state: AteProviderState, event: Event) -> AteProviderState:
    """What is known of it, its standing being the same."""
    match event:
        case AteProviderEvaluated():
            judged = event.occurred_on, event.deficient
            return replace(state, evaluations={**state.evaluations, event.contract: judged})
        case AteCertificationEvaluated():
            judged = event.occurred_on, event.deficient
            return replace(state, certifications={**state.certifications, event.process: judged})
        case AteContractSigned():
            return replace(state, contracts={**state.contracts, event.contract: event})
        case ConflictOfInterestDeclared():
            return replace(state, conflicts={**state.conflicts, event.sostenedor: event})
    return state
