"""The queries of the README are valid, and its answers answer them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from graphql import DocumentNode, FieldNode, SelectionSetNode, parse, validate
from sep_graphql.answering.limits import Limits
from sep_graphql.schema import ledger_schema

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PAIRS = re.findall(r"```graphql\n(.*?)```.*?```json\n(.*?)```", README, re.DOTALL)
SUBSCRIPTION = re.search(r"`(subscription \{.*\})`", README)


def _shape(selection: SelectionSetNode | None) -> Any:
    if selection is None:
        return None
    fields = [field for field in selection.selections if isinstance(field, FieldNode)]
    return {field.name.value: _shape(field.selection_set) for field in fields}


def _shape_of_answer(answer: Any) -> Any:
    if isinstance(answer, list):
        return _shape_of_answer(answer[0])
    if isinstance(answer, dict):
        return {name: _shape_of_answer(value) for name, value in answer.items()}
    return None


def _operation(document: DocumentNode) -> Any:
    return _shape(document.definitions[0].selection_set)  # type: ignore[attr-defined]


def test_there_are_three_queries_with_their_answers() -> None:
    assert len(PAIRS) == 3


@pytest.mark.parametrize(("query", "answer"), PAIRS)
def test_a_query_is_valid_and_its_answer_has_its_shape(query: str, answer: str) -> None:
    document = parse(query)
    assert validate(ledger_schema(Limits())._schema, document) == []
    assert _shape_of_answer(json.loads(answer)["data"]) == _operation(document)


def test_the_subscription_is_valid() -> None:
    assert SUBSCRIPTION is not None
    assert validate(ledger_schema(Limits())._schema, parse(SUBSCRIPTION[1])) == []
