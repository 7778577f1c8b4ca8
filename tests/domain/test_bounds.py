"""The promise: what a command takes ends where it says, on both sides."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sep_domain.ate.contract import commands as of_contract
from sep_domain.ate.contract.state import MAX_MILESTONES
from sep_domain.decisions.deciding import Command, Line, Reason
from sep_domain.evidence_documents import MediaType, Title
from sep_domain.mejora.commands import Plan
from sep_domain.mejora.state import ImprovementKey
from sep_domain.pme.state import Cycle


def all_commands() -> list[type[Command]]:
    """Every command of every entity."""
    below = list(Command.__subclasses__())
    return [each for each in below if each.__module__.startswith("sep_domain.")]


JSON_SAFE = 9_007_199_254_740_991
"""2^53 - 1: from the next one on a reader that knows only doubles reads another number."""

AMOUNT_OF_PLAN = TypeAdapter[Any](Plan.__pydantic_fields__["amount"].rebuild_annotation())
NUMBER_OF_IMPROVEMENT = TypeAdapter[Any](
    ImprovementKey.__pydantic_fields__["number"].rebuild_annotation()
)


@pytest.mark.parametrize(
    ("bounded", "least", "most"),
    [
        (TypeAdapter(of_contract.Amount), 1, JSON_SAFE),
        (TypeAdapter(of_contract.People), 0, 1_000_000),
        (TypeAdapter(of_contract.Points), 0, 1_000),
        (TypeAdapter(of_contract.Number), 1, MAX_MILESTONES),
        (AMOUNT_OF_PLAN, 1, JSON_SAFE),
        (NUMBER_OF_IMPROVEMENT, 1, 9_999),
    ],
)
def test_a_number_ends_where_it_says(bounded: TypeAdapter[Any], least: int, most: int) -> None:
    assert (bounded.validate_python(least), bounded.validate_python(most)) == (least, most)
    for beyond in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            bounded.validate_python(beyond)


@pytest.mark.parametrize(("text", "most"), [(Line, 200), (Title, 200), (Reason, 2_000)])
def test_a_text_has_a_letter_at_least_and_so_many_at_most(text: Any, most: int) -> None:
    read = TypeAdapter[str](text).validate_python
    assert (read("a"), read(" a "), len(read("a" * most))) == ("a", "a", most)
    for refused in ("", "  ", "a" * (most + 1), "a\x00b", "a\x7f"):
        with pytest.raises(ValidationError):
            read(refused)


def test_a_plan_begins_in_a_year_of_the_law() -> None:
    read = TypeAdapter[int](Cycle).validate_python
    assert (read(2008), read(2096)) == (2008, 2096)
    for beyond in (2007, 2097):
        with pytest.raises(ValidationError, match="los planes comienzan entre"):
            read(beyond)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" application/pdf ", "application/pdf"),
        ("text/plain", "text/plain"),
        ("Application/PDF", "application/pdf"),
    ],
)
def test_a_media_type_is_kept_in_lower_case_without_space(written: str, read: str) -> None:
    assert TypeAdapter[str](MediaType).validate_python(written) == read


@pytest.mark.parametrize("written", ["pdf", "text/", "/plain", "text/plain; charset=utf-8", "a/-"])
def test_what_is_no_media_type_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](MediaType).validate_python(written)


def test_only_a_reason_may_have_lines() -> None:
    assert TypeAdapter[str](Reason).validate_python("a\nb\tc") == "a\nb\tc"
    with pytest.raises(ValidationError):
        TypeAdapter[str](Line).validate_python("a\nb")


def largest(schema: Any) -> Iterator[int]:
    """The greatest numbers that a schema lets by, where it says any."""
    if isinstance(schema, dict):
        if isinstance(most := schema.get("maximum"), int):
            yield most
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from largest(part)


@pytest.mark.parametrize("command", all_commands(), ids=lambda command: command.__qualname__)
def test_an_amount_is_read_alike_by_every_reader_of_json(command: type[Command]) -> None:
    amounts = [most for most in largest(command.model_json_schema()) if most > 10**12]
    assert set(amounts) <= {JSON_SAFE}


def test_a_bid_has_one_score_of_each_criterion() -> None:
    said = {"occurred_on": date(2024, 5, 2), "ate": "76086428-5"}
    price, quality = {"criterion": "Precio", "points": 10}, {"criterion": "Calidad", "points": 10}
    assert of_contract.EvaluateBid.model_validate({**said, "scores": [price, quality]})
    with pytest.raises(ValidationError, match="más de un puntaje de un mismo criterio"):
        of_contract.EvaluateBid.model_validate({**said, "scores": [price, quality, price]})
