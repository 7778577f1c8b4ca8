"""Who picks the project up finds what its pages promise: files, names, checks, one version."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from graphql import parse, validate
from sep_graphql.schema import ledger_schema

REPOSITORY = Path(__file__).parent.parent
ARCHITECTURE = REPOSITORY / "docs" / "architecture.md"
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md")

_ROW = re.compile(r"^\| (?P<question>[^|]+) \| `(?P<file>[^`]+)` \| `(?P<name>[^`]+)` \|$", re.M)
_NAMED_IN_LINK = re.compile(r"`(?P<name>\w+)`[^`\[\]]*\(\[[^\]]+\]\((?P<file>[^)]+)\)")
_LINK = re.compile(r"\]\((?!https?:)(?P<file>[^)#]+)(?:#[^)]*)?\)")
_ENTRY = re.compile(r"^ +entry: (.+)$", re.M)
_USES = re.compile(r"^ *- uses: (.+)$", re.M)


class Answer(NamedTuple):
    """Where the page says that a question is answered."""

    question: str
    file: str
    name: str


def answers() -> list[Answer]:
    return [Answer(*found.groups()) for found in _ROW.finditer(ARCHITECTURE.read_text())]


def holds(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.question)
def test_each_question_of_a_newcomer_is_answered_where_the_page_says(answer: Answer) -> None:
    assert holds((REPOSITORY / answer.file).read_text(), answer.name)


def test_the_page_answers_what_newcomers_ask_first() -> None:
    asked = " ".join(answer.question for answer in answers())
    for what in ("70 %", "balance", "/events", "dataset", "view", "command", "rule"):
        assert what in asked


def test_the_ways_through_the_house_name_what_is_there() -> None:
    named = list(_NAMED_IN_LINK.finditer(ARCHITECTURE.read_text()))
    assert len(named) >= 6
    for found in named:
        file = ARCHITECTURE.parent / found["file"]
        assert holds(file.read_text(), found["name"]), found.group()


def test_the_query_of_the_page_can_be_asked() -> None:
    (query,) = re.findall(r"^`(\{.+\})`:$", ARCHITECTURE.read_text(), re.MULTILINE)
    assert validate(ledger_schema()._schema, parse(query)) == []


@pytest.mark.parametrize("page", PAGES)
def test_each_link_of_a_page_leads_somewhere(page: str) -> None:
    at = REPOSITORY / page
    broken = [
        found["file"]
        for found in _LINK.finditer(at.read_text())
        if not (at.parent / found["file"]).exists()
    ]
    assert broken == []


def test_what_runs_before_a_commit_is_what_make_lint_runs() -> None:
    hooks = _ENTRY.findall((REPOSITORY / ".pre-commit-config.yaml").read_text())
    (lint,) = re.findall(r"^lint:.*\n((?:\t.+\n)+)", (REPOSITORY / "Makefile").read_text(), re.M)
    commands = [line.strip().replace("$(VENV)", ".venv") for line in lint.splitlines()]
    assert hooks == [command.removesuffix(" .") for command in commands]


def test_the_workflow_only_calls_what_everyone_can_run_and_may_only_read() -> None:
    workflow = (REPOSITORY / ".github" / "workflows" / "ci.yml").read_text()
    assert re.findall(r"^ *- run: (.+)$", workflow, re.MULTILINE) == [".ci/run"]
    assert re.findall(r"permissions:\n((?:  .+\n)+)", workflow) == ["  contents: read\n"]
    uses = _USES.findall(workflow)
    assert uses
    for action in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_every_place_that_states_the_version_states_the_same_one() -> None:
    stated = {
        tomllib.loads((REPOSITORY / folder / "pyproject.toml").read_text())["project"]["version"]
        for folder in ("", "sample")
    }
    released = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\]", (REPOSITORY / "CHANGELOG.md").read_text(), re.M
    )
    assert stated == {released[0]}
    # What reads its own database must be kept from every release before this one.
    kept = {path.name for path in (REPOSITORY / "tests" / "upgrades").iterdir() if path.is_dir()}
    assert set(released[1:]) <= kept
