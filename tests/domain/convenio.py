"""A convenio, what is asked about it and what happened to it, said in as few words as matter."""

from datetime import date
from typing import Any

import pytest

from sep_domain.convenio import commands as ask
from sep_domain.convenio.decider import ConvenioDecider
from sep_domain.convenio.state import ConvenioKey, ConvenioState
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event, Fact
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioRequested,
    ConvenioSettled,
    ConvenioSigned,
    SaldoPlanPresented,
)
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

DAEM, SLEP = Rut("62000660-2"), Rut("11111111-1")
KEY = ConvenioKey(rbd=Rbd(1), number=1)
NEXT = ConvenioKey(rbd=Rbd(1), number=2)
COMMON = {"rbd": 1, "number": 1}
FROM, TO = date(2020, 3, 1), date(2024, 2, 29)
LATEST_NOTICE = date(2023, 12, 31)
LATEST_EXTENSION = date(2025, 2, 28)
DECIDER = ConvenioDecider()
COMMANDS: dict[str, Any] = {command.NAME: command for command in ask.ConvenioCommand.__args__}

CONTENT: dict[str, dict[str, Any]] = {
    "request": {"occurred_on": date(2019, 8, 20), "sostenedor": DAEM},
    "sign": {
        "occurred_on": date(2020, 2, 3),
        "sostenedor": DAEM,
        "from_date": FROM,
        "to_date": TO,
        "classification": "emergente",
    },
    "request-renewal": {"occurred_on": date(2023, 11, 30)},
    "extend": {"occurred_on": TO, "until": date(2024, 8, 31)},
    "renew": {"occurred_on": date(2024, 5, 2)},
    "refuse-renewal": {"occurred_on": TO},
    "expire": {"occurred_on": TO},
    "renounce": {"occurred_on": date(2024, 1, 31)},
    "transfer": {"occurred_on": date(2024, 1, 1), "sostenedor": SLEP},
    "settle": {"occurred_on": date(2025, 6, 1), "restored": 7_000},
    "present-saldo-plan": {
        "occurred_on": date(2026, 4, 15),
        "saldo": 9_000,
        "deadline": date(2026, 9, 30),
    },
    "execute-saldo-plan": {"occurred_on": date(2026, 8, 31), "executed": 6_000},
}
"""Each command as it is legal in its turn."""


def command(name: str, **changes: Any) -> Any:
    return COMMANDS[name].model_validate(CONTENT[name] | changes)


def given(*happened: str | Event, key: ConvenioKey = KEY) -> ConvenioState:
    state = DECIDER.initial(key)
    for each in happened:
        events = [each] if isinstance(each, Event) else DECIDER.decide(state, command(each))
        state = DECIDER.fold(state, events)
    return state


def when(state: ConvenioState, name: str, **changes: Any) -> list[Event]:
    return list(DECIDER.decide(state, command(name, **changes)))


def refused(state: ConvenioState, name: str, **changes: Any) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        when(state, name, **changes)
    return refusal.value


SIGNED = ("request", "sign")
ASKED = (*SIGNED, "request-renewal")


FACTS: dict[str, Fact] = {
    "requested": ConvenioRequested(occurred_on=date(2019, 8, 1), sostenedor=DAEM, **COMMON),
    "signed": ConvenioSigned(
        occurred_on=date(2020, 2, 1),
        sostenedor=DAEM,
        from_date=FROM,
        to_date=TO,
        classification="emergente",
        **COMMON,
    ),
    "asked": ConvenioRenewalRequested(occurred_on=date(2024, 1, 20), **COMMON),
    "renewed": ConvenioRenewed(occurred_on=TO, **COMMON),
    "ended": ConvenioEnded(occurred_on=TO, reason=ConvenioEndReason.CADUCADO, **COMMON),
    "settled": ConvenioSettled(occurred_on=TO, restored=Clp(1), **COMMON),
    "planned": SaldoPlanPresented(
        occurred_on=date(2026, 4, 1),
        saldo=Clp(8_000),
        deadline=date(2026, 9, 30),
        executed=Clp(1_000),
        **COMMON,
    ),
}
"""What a file may say, in whatever order."""
