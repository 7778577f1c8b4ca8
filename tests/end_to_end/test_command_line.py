"""The installed command does the whole job: sample, import, status, query, rebuild, demo."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sep_service.storage.postgres import start

SEP_LEDGER = Path(sys.executable).parent / "sep-ledger"
EXAMPLES = ("auditor", "sostenedor", "ministerio", "integrador")
PATIENCE = 60


@dataclass(frozen=True)
class CommandLine:
    """The command with a data folder of its own, without what the surroundings may have set."""

    data: Path

    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if "SEP_LEDGER" not in name}
        # Wide enough that no line of a table or an address is broken.
        return {**kept, "SEP_LEDGER_DATA_DIR": str(self.data), "COLUMNS": "200"}

    def run(
        self, *arguments: str | Path, code: int = 0, given: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, which must be this exit code."""
        done = subprocess.run(
            [SEP_LEDGER, *arguments],
            env=self.environment(),
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def json(self, *arguments: str | Path) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run(*arguments).stdout)
        return answer


@pytest.fixture(scope="module")
def here() -> Iterator[CommandLine]:
    # Not pytest's own folder: the server's user could not enter it.
    # A server that somebody uses stays up, which spares each command a start and a stop.
    with (
        tempfile.TemporaryDirectory(prefix="sep-ledger-command-") as folder,
        start(Path(folder) / "postgres"),
    ):
        yield CommandLine(Path(folder))


@pytest.fixture(scope="module")
def sample(here: CommandLine) -> Path:
    folder = here.data / "muestra"
    size = ("--schools", "20", "--years", "2023-2024", "--seed", "5", "--no-pupils")
    here.run("sample", folder, *size)
    return folder


@dataclass(frozen=True)
class Imported:
    """What `import` reported of the sample, and what `status` said afterwards."""

    files: list[dict[str, Any]]
    refused: list[dict[str, str]]
    status: dict[str, Any]


@pytest.fixture(scope="module")
def imported(here: CommandLine, sample: Path) -> Imported:
    return Imported(**here.json("import", sample, "--json"), status=here.json("status", "--json"))


def test_a_sample_is_imported(imported: Imported, sample: Path) -> None:
    assert imported.refused == []
    sources = {path.name for path in sample.iterdir()} - {"anomalias.csv"}
    assert {Path(each["file"]).name for each in imported.files} == sources
    assert all(each["new"] and not each["rejected"] for each in imported.files)


def test_importing_it_again_records_nothing(
    here: CommandLine, imported: Imported, sample: Path
) -> None:
    again = here.json("import", sample, "--json")

    assert all((each["new"], each["restated"]) == (0, 0) for each in again["files"])
    assert sum(each["equal"] for each in again["files"]) == sum(
        each["new"] for each in imported.files
    )


def test_status_tells_head_lag_and_coverage(here: CommandLine, imported: Imported) -> None:
    recorded = sum(each["new"] for each in imported.files)
    covered = {(row["dataset"], row["year"]): row for row in imported.status["coverage"]}

    assert imported.status["head"] >= recorded > 5_000
    assert {lag["positions_behind"] for lag in imported.status["projections"]} == {0}
    assert covered["directorio", 2024]["rows"] == covered["directorio", 2024]["schools"] == 20
    assert "Cobertura" in here.run("status").stdout


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_answered(here: CommandLine, imported: Imported, example: str) -> None:
    answer = here.json("query", example)

    assert "errors" not in answer
    assert all(answer["data"].values())


def test_a_query_comes_from_a_file(here: CommandLine, imported: Imported) -> None:
    question = "query ($year: SchoolYear!) { schools(filter: {year: $year}) { totalCount } }"
    file = here.data / "pregunta.graphql"
    file.write_text(question, encoding="utf-8")

    answer = here.json("query", file, "--variables", '{"year": 2023}')

    assert answer["data"] == {"schools": {"totalCount": 20}}


def test_a_wrong_query_from_standard_input_fails_and_says_why(
    here: CommandLine, imported: Imported
) -> None:
    done = here.run("query", "-", code=1, given="{ escuelas }")

    assert "escuelas" in json.loads(done.stdout)["errors"][0]["message"]


def test_views_built_anew_hold_the_same(here: CommandLine, imported: Imported) -> None:
    here.run("rebuild")

    after = here.json("status", "--json")
    assert after["head"] == imported.status["head"]
    assert after["coverage"] == imported.status["coverage"]


def test_a_row_that_cannot_be_read_is_told_in_spanish(here: CommandLine) -> None:
    header = "rut_sostenedor;rut_relacionado;relacion;porcentaje_capital;desde;hasta"
    file = here.data / "partes_relacionadas.csv"
    rows = (
        "57000101-9;32000022-K;socio;50;2020-03-01;",
        "57000101-0;32000022-K;socio;;2020-03-01;",
    )
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")

    done = here.run("import", file, code=3)

    assert "1 fila rechazada" in done.stdout
    (rejected,) = here.data.glob("partes_relacionadas*.rechazos.csv")
    text = rejected.read_text(encoding="utf-8-sig")
    assert "57000101-0" in text
    assert "RUT" in text
    assert "dígito verificador" in text


def test_a_file_that_is_none_of_ours_is_refused_in_spanish(here: CommandLine) -> None:
    file = here.data / "otra_cosa.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")

    done = here.run("import", file, code=3)

    assert "No se importó" in done.stdout
    assert "otra_cosa.csv" in done.stdout


def test_an_unknown_dataset_is_a_usage_error(here: CommandLine, sample: Path) -> None:
    done = here.run("import", sample, "--dataset", "nada", code=2)

    assert "nada" in done.stderr
    assert "directorio" in done.stderr


@contextmanager
def demonstration(here: CommandLine) -> Iterator[tuple[list[str], httpx.Client]]:
    """What `demo` prints until it serves, and a client of it; ended as a user does, with Ctrl-C."""
    port = str(free_port())
    size = ("--schools", "20", "--years", "2023-2024")
    with subprocess.Popen(
        [SEP_LEDGER, "demo", *size, "--port", port],
        env=here.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            printed = until_it_serves(process)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                wait_for(client)
                yield printed, client
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(PATIENCE)
        assert code == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def until_it_serves(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    printed: list[str] = []
    for line in process.stdout:
        printed.append(line.rstrip())
        if line.startswith("Sirviendo"):
            return printed
    raise AssertionError("\n".join(printed))


def wait_for(client: httpx.Client) -> None:
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, base_url=client.base_url) as patient:
        assert patient.get("/graphql", headers={"accept": "text/html"}).status_code == 200


def server_of(data: Path) -> int:
    """Process id of the private PostgreSQL."""
    (file,) = (data / "demo").rglob("postmaster.pid")
    return int(file.read_text(encoding="utf-8").splitlines()[0])


def is_running(process: int) -> bool:
    """Whether it still does anything; a container may keep the entry of one that has ended."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def head_of(client: httpx.Client) -> int:
    answer = client.post("/graphql", json={"query": "{ projections { position } }"}).json()
    return int(max(each["position"] for each in answer["data"]["projections"]))


def test_the_demonstration_serves_stops_cleanly_and_starts_again_on_kept_data() -> None:
    with tempfile.TemporaryDirectory(prefix="sep-ledger-demo-") as folder:
        here = CommandLine(Path(folder))
        with demonstration(here) as (printed, client):
            address = str(client.base_url.join("/graphql"))
            text = "\n".join(printed)
            assert address in text
            assert sum(line.startswith("query ") for line in printed) == 3
            assert "Importación" in text

            counts = {"query": "{ schoolCounts(by: [YEAR]) { schools } }"}
            answer = client.post("/graphql", json=counts).json()
            assert answer["data"] == {"schoolCounts": [{"schools": 20}]}
            events = client.get("/events", params={"limit": 3}).json()
            assert [each["specversion"] for each in events] == ["1.0"] * 3
            head, server = head_of(client), server_of(here.data)
            assert is_running(server)

            refused = here.run("demo", "--fresh", "--no-serve", code=1)
            assert "deténgalo antes" in refused.stderr
            assert head_of(client) == head
        assert not is_running(server)
        assert not list(here.data.rglob("postmaster.pid"))

        with demonstration(here) as (printed, client):
            assert "Importación" not in "\n".join(printed)
            assert head_of(client) == head
            server = server_of(here.data)
        assert not is_running(server)
