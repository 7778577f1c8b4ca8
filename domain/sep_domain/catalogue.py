"""Every event type there is, by topic.

The committed JSON Schemas under `docs/events/` are this catalogue as a contract: a test compares
them, so a class cannot change without a new version and an upcaster.
"""

import re
from functools import cache
from types import ModuleType
from typing import Any

from sep_domain.events import approvals, findings, imports
from sep_domain.events.base import TOPIC_PREFIX, Event
from sep_domain.events.education import (
    agency,
    improvements,
    pme,
    pme_published,
    pupils,
    results,
    schools,
)
from sep_domain.events.funds import (
    accounting,
    entitlements,
    payments,
    periods,
    reconciliation,
    rendicion,
    restitutions,
)
from sep_domain.events.legal import acts, applications, convenios, proceedings
from sep_domain.events.purchasing import ate, ate_milestones, ate_tenders, ocds, purchase_orders

_MODULES: tuple[ModuleType, ...] = (
    schools,
    agency,
    pupils,
    results,
    payments,
    entitlements,
    accounting,
    convenios,
    restitutions,
    pme,
    pme_published,
    ate,
    ate_tenders,
    ate_milestones,
    ocds,
    purchase_orders,
    rendicion,
    periods,
    reconciliation,
    findings,
    acts,
    proceedings,
    applications,
    improvements,
    imports,
    approvals,
)
_TOPIC = re.compile(rf"^{re.escape(TOPIC_PREFIX)}(?P<name>[a-z_.]+)\.v(?P<version>\d+)$")


class UnknownTopicError(LookupError):
    """No event type has this topic."""


@cache
def event_types() -> dict[str, type[Event]]:
    """Event classes by name, in the order of the catalogue."""
    found = (
        member
        for module in _MODULES
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Event) and "NAME" in vars(member)
    )
    return {event_type.NAME: event_type for event_type in found}


@cache
def resolve(topic: str) -> tuple[type[Event], int]:
    """The class that now stands for a topic, and the version in which the topic was written.

    Raises UnknownTopicError for a topic of another system or of a later release.
    """
    match = _TOPIC.match(topic)
    event_type = event_types().get(match["name"]) if match else None
    if match is None or event_type is None or int(match["version"]) > event_type.class_version:
        raise UnknownTopicError(topic)
    return event_type, int(match["version"])


@cache
def topics_known() -> tuple[str, ...]:
    """Every topic under which an event may have been written, of earlier versions too."""
    return tuple(topic for one in event_types().values() for topic in one.topics())


def json_schema(event_type: type[Event]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event's content, named by its topic."""
    schema = event_type.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sep-ledger:event:{event_type.topic()}",
        **schema,
        "title": event_type.topic(),
    }
