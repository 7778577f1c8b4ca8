"""The promise: what the domain has decided with does not change under anybody's hands."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest
from pydantic import BaseModel

import sep_domain

GATHERED = {"ContractJudged", "ProviderJudged", "Weighing", "_Crowd"}
"""What is filled step by step while a question is answered, and forgotten with it."""


def declared() -> Iterator[type]:
    """Every class that a module of the domain declares."""
    for module in pkgutil.walk_packages(sep_domain.__path__, "sep_domain."):
        here = vars(importlib.import_module(module.name)).values()
        yield from (c for c in here if isinstance(c, type) and c.__module__ == module.name)


@pytest.mark.parametrize(
    "kind", [c for c in declared() if is_dataclass(c)], ids=lambda c: c.__name__
)
def test_a_record_is_frozen(kind: type) -> None:
    frozen = kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # of every dataclass
    assert frozen == (kind.__name__ not in GATHERED)


@pytest.mark.parametrize(
    "kind", [c for c in declared() if issubclass(c, BaseModel)], ids=lambda c: c.__name__
)
def test_a_model_is_frozen_and_takes_nothing_unknown(kind: type[BaseModel]) -> None:
    assert kind.model_config.get("frozen")
    assert kind.model_config.get("extra") == "forbid"
