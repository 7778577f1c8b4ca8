"""The documented values lead somewhere: of the country that the demonstration shows, every question
has an answer worth reading."""

import inspect
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.conftest import Server
from tests.end_to_end.conftest import asking
from tests.end_to_end.figures import Ask
from tests.questions import ASKED, COMMANDS, DOCUMENT
from typer.testing import CliRunner

from sep_projections.update import prepare
from sep_service.cli.app import app
from sep_service.cli.demonstration.demo import demo

_SECTION = re.compile(r"\n## (\d+)\. (.*?)(?=\n## |\Z)", re.S)
_VALUES = re.compile(r"`(\{ \".*?\})`", re.S)
_QUERY = re.compile(r"```graphql\n(query (\w+)(.*?)\{.*?)```", re.S)


def questions() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each query's name and text, with the values that stand before it, the nearest first."""
    for _, text in _SECTION.findall(DOCUMENT.read_text(encoding="utf-8")):
        for found in _QUERY.finditer(text):
            values: dict[str, Any] = {}
            for given in _VALUES.findall(text[: found.start()]):
                values |= json.loads(given)
            names = re.findall(r"\$(\w+):", found[3])
            yield found[2], found[1], {name: values[name] for name in names if name in values}


QUESTIONS = list(questions())


@pytest.fixture(scope="module")
def shown(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database as `sep-ledger demo` fills it."""
    with postgres.fresh_database() as conninfo, pytest.MonkeyPatch.context() as patched:
        prepare(conninfo)
        patched.setenv("SEP_LEDGER_DATABASE_URL", conninfo)
        patched.setenv("SEP_LEDGER_DATA_DIR", str(tmp_path_factory.mktemp("demo")))
        for arguments in (["demo", "--no-serve"], ["checkpoint"]):
            done = CliRunner().invoke(app, arguments)
            assert done.exit_code == 0, done.output
        yield conninfo


@pytest.fixture(scope="module")
def ask_demo(shown: str) -> Ask:
    return asking(shown)


def told(answer: Any) -> bool:
    """Whether an answer, or every list in it that is asked for at its root, says something."""
    match answer:
        case None | []:
            return False
        case {"nodes": nodes}:
            return told(nodes)
        case dict():
            return any(told(each) for each in answer.values())
        case list():
            return any(told(each) for each in answer)
        case _:
            return True


@pytest.mark.parametrize(("name", "query", "values"), QUESTIONS, ids=[one for one, *_ in QUESTIONS])
def test_the_documented_values_have_an_answer(
    name: str, query: str, values: dict[str, Any], ask_demo: Ask
) -> None:
    answer = ask_demo(query, **values)
    silent = [root for root, each in answer.items() if not told(each)]
    assert silent == [], f"{name} says nothing of {silent}"


@pytest.mark.parametrize("number", sorted(COMMANDS))
def test_the_documented_commands_have_an_answer(
    number: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", shown)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, shlex.split(COMMANDS[number])[1:])
    assert done.exit_code == 0, done.output
    files = [path.read_text() for path in tmp_path.glob("*.json")]
    said = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert [json.loads(text) for text in files + said]


def test_every_question_is_among_them() -> None:
    asked = {name for name, *_ in QUESTIONS} | set(COMMANDS)
    assert [number for number in ASKED if f"P{number}" not in asked] == []


def test_the_demonstration_is_that_of_the_command() -> None:
    """Its defaults are what the document's values were chosen for."""
    given = {name: each.default for name, each in inspect.signature(demo).parameters.items()}
    assert (given["schools"], given["years"], given["seed"]) == (60, "2014-2025", 1)


def test_the_ledger_holds_it(shown: str) -> None:
    with psycopg.connect(shown) as connection:
        [head] = connection.execute("select position from ledger.head").fetchone() or [0]
    assert head > 100_000
