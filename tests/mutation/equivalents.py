"""Mutants that behave as what they were made of, which no test can therefore kill."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True)
class Equivalent:
    """One of them: the line of a module and what it becomes, and why that is the same."""

    module: str
    line: str
    becomes: str
    why: str


def equivalents(listed: Path = LIST) -> list[Equivalent]:
    """All that are known."""
    return [Equivalent(**each) for each in tomllib.loads(listed.read_text("utf-8"))["mutant"]]


def reasons(known: Iterable[Equivalent]) -> dict[tuple[str, str, str], str]:
    """Why, by module, line and what it becomes."""
    return {(each.module, each.line, each.becomes): each.why for each in known}
