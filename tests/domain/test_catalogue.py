"""The committed catalogue of events is a contract: classes may not drift from it."""

import json
from pathlib import Path

import jsonschema
import pytest

from sep_domain.catalogue import UnknownTopicError, event_types, json_schema, resolve
from sep_domain.events.base import Event, Fact

CATALOGUE = Path(__file__).parents[2] / "docs" / "events"
EVENT_TYPES = list(event_types().values())


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: event_type.NAME)
def test_an_event_is_as_the_catalogue_says(event_type: type[Event]) -> None:
    committed = json.loads((CATALOGUE / f"{event_type.topic()}.json").read_text("utf-8"))
    assert json_schema(event_type) == committed, (
        "an event changed: give it a new class_version and an upcaster, then `make contracts`"
    )


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: event_type.NAME)
def test_every_schema_is_valid_json_schema(event_type: type[Event]) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(event_type))


@pytest.mark.parametrize("file", sorted(CATALOGUE.glob("*.json")), ids=lambda file: file.stem)
def test_every_topic_ever_published_can_still_be_read(file: Path) -> None:
    event_type, version = resolve(file.stem)
    for step in range(version, event_type.class_version):
        assert hasattr(event_type, f"upcast_v{step}_v{step + 1}")


def test_names_are_unique() -> None:
    names = [name for event_type in EVENT_TYPES for name in event_type.topics()]
    assert len(names) == len(set(names))


def test_every_fact_says_which_dataset_it_comes_from() -> None:
    assert all(
        hasattr(event_type, "DATASET") for event_type in EVENT_TYPES if issubclass(event_type, Fact)
    )


@pytest.mark.parametrize(
    "topic",
    ["", "cl.sep.payment.disbursed", "cl.sep.payment.disbursed.v99", "sep_domain:Payment", "x.v1"],
)
def test_an_unknown_topic_is_an_error(topic: str) -> None:
    with pytest.raises(UnknownTopicError):
        resolve(topic)
