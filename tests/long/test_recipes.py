"""The promise: who follows the recipes has a dataset with its view, and a field more."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Server

REPOSITORY = Path(__file__).parents[2]
LAYERS = ("domain", "ledger", "intake", "projections", "graphql", "service", "sample")

STEP = re.compile(r"^\*\*(\d+)\.\*\* (.*?)(?=^\*\*\d+\.\*\*|^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"```\w+\n(.*?)```", re.DOTALL)
NEW = re.compile(r"New,\s+`(?P<file>\S+)`")
AT_THE_END = re.compile(r"At the end of\s+`(?P<file>\S+)`")
IN = re.compile(r"In\s+`(?P<file>\S+)`")
AFTER = re.compile(r"after\s+`([^`]+)`")
LAST = re.compile(r"[Tt]he\s+last\s+`([^`]+)`\s+becomes")

VISITS = """\
rbd;fecha_visita;visitante;horas_visita;motivo_visita
1;2024-04-02;Supervisor A;3;Plan lector
2;2024-04-03;Supervisor B;2;Convivencia
1;2024-05-02;Supervisor B;4;Plan lector
1;2024-05-xx;Supervisor C;4;Plan lector
"""

ASKED = """query ($first: Int, $after: String, $last: Int, $before: String) {
  supportVisits(first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    nodes { rbd visitedOn visitor hours source { fileName row } } } }"""


@dataclass
class Copy:
    """A copy of the sources, and a database that its commands work on."""

    folder: Path
    conninfo: str

    def follow(self, recipe: str) -> int:
        """Takes every step of a recipe; how many there were."""
        steps = STEP.findall((REPOSITORY / "docs" / recipe).read_text())
        for number, (told, text) in enumerate(steps, start=1):
            assert int(told) == number
            self._take(text)
        return len(steps)

    def _take(self, step: str) -> None:
        blocks, prose = BLOCK.findall(step), BLOCK.sub("", step)
        if found := NEW.match(prose):
            file = self.folder / found["file"]
            assert not file.exists()
            file.write_text(blocks.pop(0))
            assert not blocks
            return
        if found := AT_THE_END.match(prose):
            file = self.folder / found["file"]
            file.write_text(f"{file.read_text()}\n\n{blocks.pop(0)}")
        else:
            found = IN.match(prose)
            assert found, f"no step: {prose}"
            file = self.folder / found["file"]
            for anchor in AFTER.findall(prose):
                head, line, rest = file.read_text().rpartition(f"{anchor}\n")
                assert line, f"{found['file']} has no line {anchor!r}"
                file.write_text(f"{head}{line}{blocks.pop(0)}{rest}")
        for line in LAST.findall(prose):
            head, found_line, rest = file.read_text().rpartition(f"{line}\n")
            assert found_line, f"{file} has no line {line!r}"
            file.write_text(f"{head}{blocks.pop(0)}{rest}")
        assert not blocks, f"a block is in no place: {prose}"

    def run(self, *words: str, given: str = "", expected: int = 0) -> str:
        """Runs the copy's `sep-ledger`; what it says."""
        paths = [str(self.folder / layer) for layer in LAYERS]
        done = subprocess.run(
            [sys.executable, "-c", "from sep_service.cli import main; main()", *words],
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join(paths),
                "SEP_LEDGER_DATABASE_URL": self.conninfo,
                "SEP_LEDGER_DATA_DIR": str(self.folder / "data"),
            },
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        assert done.returncode == expected, done.stdout + done.stderr
        return done.stdout

    def ask(self, document: str, **variables: Any) -> Any:
        answer = json.loads(
            self.run("query", "-", "--variables", json.dumps(variables), given=document)
        )
        assert "errors" not in answer, answer
        return answer["data"]


@pytest.fixture(scope="module")
def copy(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    folder = tmp_path_factory.mktemp("copia")
    for layer in LAYERS:
        shutil.copytree(
            REPOSITORY / layer, folder / layer, ignore=shutil.ignore_patterns("__pycache__")
        )
    with postgres.fresh_database() as conninfo:
        yield Copy(folder, conninfo)


@pytest.mark.timeout(300)
def test_a_dataset_with_its_view_is_eight_places(copy: Copy) -> None:
    assert copy.follow("add-a-dataset.md") <= 8
    file = copy.folder / "visitas.csv"
    file.write_text(VISITS)

    report = copy.run("import", "--json", str(file), expected=3)
    rejected = (copy.folder / "visitas.csv.rechazos.csv").read_text()
    assert "fecha_visita" in rejected
    assert json.loads(report)["files"][0]["new"] == 3

    first = copy.ask(ASKED, first=2)["supportVisits"]
    assert first["totalCount"] == 3
    assert first["pageInfo"]["hasNextPage"]
    assert [(one["rbd"], one["visitedOn"], one["hours"]) for one in first["nodes"]] == [
        (1, "2024-04-02", 3),
        (1, "2024-05-02", 4),
    ]
    assert first["nodes"][1]["source"] == {"fileName": "visitas.csv", "row": 3}
    rest = copy.ask(ASKED, first=2, after=first["pageInfo"]["endCursor"])["supportVisits"]
    assert [one["rbd"] for one in rest["nodes"]] == [2]
    back = copy.ask(ASKED, last=2, before=rest["pageInfo"]["startCursor"])["supportVisits"]
    assert back["nodes"] == first["nodes"]

    filtered = copy.ask('{ supportVisits(filter: {visitor: "Supervisor B"}) { nodes { rbd } } }')
    assert [one["rbd"] for one in filtered["supportVisits"]["nodes"]] == [1, 2]
    before = '{ supportVisits(asOf: "2020-01-01T00:00:00Z") { totalCount } }'
    assert copy.ask(before)["supportVisits"]["totalCount"] == 0
    covered = json.loads(copy.run("status", "--json"))["coverage"]
    assert covered == [{"dataset": "visitas", "year": 2024, "rows": 3, "schools": 2}]


@pytest.mark.timeout(300)
def test_a_field_is_three_places(copy: Copy) -> None:
    assert copy.follow("add-a-view.md") <= 3
    copy.run("status")  # which builds the view anew
    nodes = copy.ask("{ supportVisits { nodes { purpose } } }")["supportVisits"]["nodes"]
    assert [one["purpose"] for one in nodes] == ["Plan lector", "Plan lector", "Convivencia"]
    described = copy.ask('{ __type(name: "SupportVisit") { fields { name description } } }')[
        "__type"
    ]["fields"]
    assert {"name": "purpose", "description": "What it was for, as the visitor wrote."} in described
