"""The promise: the published schema is the one that answers, and says what everything in it is."""

from importlib.resources import files

import pytest

from graphql import (
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_introspection_type,
    parse,
    validate,
)
from sep_graphql.export import CONTRACT, contract

SCHEMA = build_schema(contract())
EXAMPLES = files("sep_graphql") / "examples"


def test_the_committed_contract_is_the_schema() -> None:
    """Where it is not: `python -m sep_graphql.export`."""
    assert CONTRACT.read_text(encoding="utf-8") == contract()


def test_every_type_says_what_it_is() -> None:
    silent = [
        name
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and not is_introspection_type(kind)
        and not kind.description
    ]
    assert silent == []


OF_THE_LAW = {"obligations"}
"""Data of the law, with the days from and to which it holds; the log does not know them."""


def test_every_view_says_what_it_answers_and_takes_a_known_time() -> None:
    assert SCHEMA.query_type is not None
    for name, view in SCHEMA.query_type.fields.items():
        assert view.description, name
        assert "asOf" in view.args or name in OF_THE_LAW, name


def test_only_estimates_are_floats() -> None:
    """Never an amount, a mean or a share."""
    floats = {
        kind
        for kind, definition in SCHEMA.type_map.items()
        if isinstance(definition, GraphQLObjectType)
        for field in definition.fields.values()
        if get_named_type(field.type).name == "Float"
    }
    assert floats == {"AdviceEstimate", "BalanceSides", "Correlation", "Difference"}


@pytest.mark.parametrize("user", ["auditor", "sostenedor", "ministerio", "integrador", "contadora"])
def test_the_example_of_each_kind_of_user_is_valid(user: str) -> None:
    document = parse((EXAMPLES / f"{user}.graphql").read_text(encoding="utf-8"))
    assert validate(SCHEMA, document) == []
