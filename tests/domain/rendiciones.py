"""A rendición of 2024 for tests, said in as few words as matter to them."""

from datetime import date
from typing import Any

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.accounting import ExpenditureDeclared
from sep_domain.events.funds.rendicion import Allocation
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.decider import RendicionDecider
from sep_domain.rendicion.state import RendicionKey, RendicionState
from sep_domain.values.identifiers import Rbd, Rut

HOLDER = Rut("62000660-2")
KEY = RendicionKey(sostenedor=HOLDER, rbd=Rbd(1), year=SchoolYear(2024), subvencion="SEP")
PIE = KEY.model_copy(update={"subvencion": "PIE"})
INVOICE = Allocation(account="410605", document_type="FACE", document_number="77")
OTHER = Allocation(account="410605", document_type="FACE", document_number="78")
COMMON = {"sostenedor": HOLDER, "rbd": 1, "year": 2024, "subvencion": "SEP"}
DECIDER = RendicionDecider()

DAYS = {
    "inform-consejo": date(2025, 3, 1),
    "sign": date(2025, 3, 3),
    "declare-payroll": date(2025, 3, 4),
    "declare-books": date(2025, 3, 5),
    "accredit-balances": date(2025, 3, 6),
    "declare": date(2025, 3, 10),
    "present": date(2025, 3, 11),
    "close": date(2025, 3, 12),
    "extend": date(2025, 3, 12),
    "observe-allocation": date(2025, 5, 2),
    "correct-allocation": date(2025, 5, 20),
    "resolve-allocation": date(2025, 6, 2),
    "review": date(2025, 6, 10),
    "rectify": date(2025, 7, 1),
}
"""On which day each command says that it happened, unless a test says otherwise."""

_CONTENT: dict[str, dict[str, Any]] = {
    "declare-payroll": {"total": 600},
    "declare-books": {"opening": 1_000, "income": 5_000, "spending": 4_000},
    "accredit-balances": {
        "certificates": [
            {"bank_account": "123", "certified_on": date(2024, 12, 31), "amount": 2_000}
        ]
    },
    "declare": {"signatory": HOLDER},
    "extend": {"until": date(2025, 4, 30)},
    "observe-allocation": {"allocation": INVOICE, "amount": 100, "reason": "Sin respaldo"},
    "correct-allocation": {"allocation": INVOICE, "correction": "modificar", "amount": 80},
    "resolve-allocation": {"allocation": INVOICE, "accepted": 100, "rejected": 0},
    "review": {"accepted": 100, "rejected": 0},
    "rectify": {
        "allocation": INVOICE,
        "correction": "modificar",
        "amount": 60,
        "reason": "Error de digitación",
    },
}

COMMANDS: dict[str, type[ask.RendicionCommand]] = {
    command.NAME: command for command in ask.RendicionCommand.__args__
}

CLOSING = (
    "inform-consejo",
    "sign",
    "declare-payroll",
    "declare-books",
    "accredit-balances",
    "declare",
    "present",
    "close",
)
"""The straight way from nothing to a closed rendición."""


def command(name: str, **changes: Any) -> ask.RendicionCommand:
    """A command that is legal in its turn."""
    given = {"occurred_on": DAYS[name], **_CONTENT.get(name, {}), **changes}
    return COMMANDS[name].model_validate(given)


def document(declared: int = 100, allocation: Allocation = INVOICE) -> ExpenditureDeclared:
    """What a file says of the document of an allocation."""
    return ExpenditureDeclared.model_validate(
        {
            **COMMON,
            "occurred_on": date(2024, 6, 1),
            "account": allocation.account,
            "document_type": allocation.document_type,
            "document_number": allocation.document_number,
            "issuer": allocation.issuer,
            "document_total": declared,
            "declared": declared,
        }
    )


def given(*happened: str | ask.RendicionCommand | Event, key: RendicionKey = KEY) -> RendicionState:
    """The state after commands (by name: on their day) and facts."""
    state = DECIDER.initial(key)
    for each in happened:
        if isinstance(each, str):
            each = command(each)  # noqa: PLW2901 (the name stands for it)
        if isinstance(each, Event):
            state = DECIDER.evolve(state, each)
        else:
            state = DECIDER.fold(state, DECIDER.decide(state, each))
    return state


def when(state: RendicionState, asked: ask.RendicionCommand | str, **changes: Any) -> list[Event]:
    """The events that follow."""
    if isinstance(asked, str):
        asked = command(asked, **changes)
    return list(DECIDER.decide(state, asked))


def refused(state: RendicionState, asked: str, **changes: Any) -> RefusedError:
    """The refusal that follows."""
    try:
        events = when(state, asked, **changes)
    except RefusedError as refusal:
        return refusal
    raise AssertionError(f"{asked} was not refused, but gave {events}")
