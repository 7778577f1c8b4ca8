"""An adviser and a contract of 2024 for tests, said in as few words as matter to them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sep_domain.ate.contract import commands as contract_ask
from sep_domain.ate.contract.decider import AteContractDecider
from sep_domain.ate.contract.state import AteContractKey, AteContractState
from sep_domain.ate.provider import commands as provider_ask
from sep_domain.ate.provider.decider import AteProviderDecider
from sep_domain.ate.provider.state import AteProviderKey, AteProviderState
from sep_domain.decisions.deciding import Command, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import AteProviderCertified, ProviderKind
from sep_domain.values.identifiers import Rut

HOLDER, OTHER_HOLDER = Rut("62000660-2"), Rut("70000003-6")
ATE, RIVAL = Rut("76086428-5"), Rut("11111111-1")
CONTRACTS, PROVIDERS = AteContractDecider(), AteProviderDecider()
CONTRACT = AteContractKey(contract="C-1")
PROVIDER = AteProviderKey(ate=ATE)
CERTIFIED_ON = date(2023, 5, 2)

CONTRACT_COMMANDS: dict[str, type[contract_ask.AteContractCommand]] = {
    command.NAME: command for command in contract_ask.AteContractCommand.__args__
}
PROVIDER_COMMANDS: dict[str, type[provider_ask.AteProviderCommand]] = {
    command.NAME: command for command in provider_ask.AteProviderCommand.__args__
}

DAYS = {
    "state-need": date(2024, 1, 2),
    "approve-terms": date(2024, 1, 8),
    "invoke-exception": date(2024, 1, 8),
    "announce": date(2024, 1, 10),
    "receive-bid": date(2024, 1, 20),
    "evaluate-bid": date(2024, 2, 5),
    "declare-void": date(2024, 2, 8),
    "award": date(2024, 2, 8),
    "sign": date(2024, 2, 20),
    "start": date(2024, 3, 4),
    "deliver": date(2024, 4, 1),
    "return": date(2024, 4, 5),
    "approve": date(2024, 4, 12),
    "invoice": date(2024, 4, 15),
    "pay": date(2024, 4, 30),
    "amend": date(2024, 5, 2),
    "end": date(2024, 12, 20),
    "terminate": date(2024, 12, 20),
    "evaluate": date(2025, 1, 10),
}
"""On which day each command on a contract says that it happened, unless a test says otherwise."""


def instalment(kind: str, amount: int) -> dict[str, Any]:
    return {
        "milestone_kind": kind,
        "title": f"Informe {kind}",
        "due_on": date(2024, 6, 28),
        "amount": amount,
    }


_CONTENT: dict[str, dict[str, Any]] = {
    "state-need": {
        "sostenedor": HOLDER,
        "rbd": 1,
        "subject": "Comprensión lectora",
        "pme_action": "A-1",
    },
    "approve-terms": {
        "tender": "T-1",
        "procedure": "concurso",
        "criteria": [{"name": "precio", "points": 40}, {"name": "equipo", "points": 60}],
    },
    "invoke-exception": {"tender": "T-1", "letter": "g", "reason": "Proveedor único"},
    "announce": {
        "notice_medium": "regional",
        "notice_name": "El Llanquihue",
        "closes_on": date(2024, 1, 31),
    },
    "receive-bid": {"ate": ATE, "amount": 1_000},
    "evaluate-bid": {
        "ate": ATE,
        "scores": [{"criterion": "precio", "points": 30}, {"criterion": "equipo", "points": 50}],
    },
    "declare-void": {"reason": "Ofertas inadmisibles"},
    "award": {"ate": ATE, "certified_on": CERTIFIED_ON},
    "sign": {
        "starts_on": date(2024, 3, 1),
        "ends_on": date(2024, 12, 20),
        "amount": 1_000,
        "instalments": [instalment("inicio", 300), instalment("final", 700)],
    },
    "deliver": {"milestone": 1},
    "return": {"milestone": 1, "reason": "Falta el anexo"},
    "approve": {"milestone": 1},
    "invoice": {
        "milestone": 1,
        "document_type": "FACE",
        "document_number": "77",
        "amount": 300,
    },
    "pay": {"milestone": 1, "amount": 300},
    "amend": {"amount": 1_100, "adds": [instalment("avance", 100)]},
    "terminate": {"reason": "Incumplimiento"},
    "evaluate": {"deficient": False},
}

TENDERING = ("state-need", "approve-terms", "announce", "receive-bid", "evaluate-bid", "award")
SIGNED = (*TENDERING, "sign", "start")
PAID = (*SIGNED, "deliver", "approve", "invoice", "pay")
"""The straight way from a need to the first instalment."""


def certificate(**changes: Any) -> AteProviderCertified:
    """What a file says of the adviser's entry in the registry."""
    given = {
        "occurred_on": CERTIFIED_ON,
        "ate": ATE,
        "name": "Fundación Lee",
        "provider_kind": ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO,
        **changes,
    }
    return AteProviderCertified.model_validate(given)


def command(name: str, **changes: Any) -> contract_ask.AteContractCommand:
    """A command on the contract that is legal in its turn."""
    given = {"occurred_on": DAYS[name], **_CONTENT.get(name, {}), **changes}
    return CONTRACT_COMMANDS[name].model_validate(given)


def given(*happened: str | Command | Event) -> AteContractState:
    """The contract after commands (by name: on their day) and facts; the adviser is certified."""
    state = CONTRACTS.evolve(CONTRACTS.initial(CONTRACT), certificate())
    for each in happened:
        if isinstance(each, Event):
            state = CONTRACTS.evolve(state, each)
        else:
            asked = command(each) if isinstance(each, str) else each
            state = CONTRACTS.fold(state, CONTRACTS.decide(state, asked))  # type: ignore[arg-type]  # tests name only commands on contracts
    return state


def when(state: AteContractState, name: str, **changes: Any) -> list[Event]:
    """The events that follow."""
    return list(CONTRACTS.decide(state, command(name, **changes)))


def refused(state: AteContractState, name: str, **changes: Any) -> RefusedError:
    """The refusal that follows."""
    try:
        events = when(state, name, **changes)
    except RefusedError as refusal:
        return refusal
    raise AssertionError(f"{name} was not refused, but gave {events}")


_ENTRY: dict[str, dict[str, Any]] = {
    "apply": {"name": "Fundación Lee", "provider_kind": "juridica_sin_fines_de_lucro"},
    "evaluate": {"contract": "C-1", "deficient": True},
    "evaluate-certification": {"process": "2024", "deficient": True},
    "suspend": {"reason": "Deudas previsionales"},
    "remove": {"reason": "A solicitud"},
    "declare-conflict": {"sostenedor": HOLDER, "share": "12.5", "description": "Socio"},
}


def on_entry(name: str, day: date = date(2024, 1, 1), **changes: Any) -> Any:
    """A command on the adviser's entry in the registry."""
    given = {"occurred_on": day, **_ENTRY.get(name, {}), **changes}
    return PROVIDER_COMMANDS[name].model_validate(given)


def entry(*happened: str | Command | Event) -> AteProviderState:
    """The adviser after commands and facts."""
    state = PROVIDERS.initial(PROVIDER)
    for each in happened:
        if isinstance(each, Event):
            state = PROVIDERS.evolve(state, each)
        else:
            asked = on_entry(each) if isinstance(each, str) else each
            state = PROVIDERS.fold(state, PROVIDERS.decide(state, asked))  # type: ignore[arg-type]  # tests name only commands on advisers
    return state


def entry_refused(state: AteProviderState, name: str, **changes: Any) -> RefusedError:
    """The refusal that follows."""
    try:
        events: Sequence[Event] = PROVIDERS.decide(state, on_entry(name, **changes))
    except RefusedError as refusal:
        return refusal
    raise AssertionError(f"{name} was not refused, but gave {events}")
