"""The promise: what `docker compose up` runs does start, tried without Docker.

The image's entrypoint is followed step by step with the arguments of the file: `initdb`, the
server, its health check, then our own command with its settings, and its health check.
"""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml

from sep_service.settings import Settings
from sep_service.storage.postgres_cluster import Cluster

REPOSITORY = Path(__file__).parents[2]
GIVEN = {"POSTGRES_PASSWORD": "8f2c4e0a9d"}
"""What the head of the file says to put into .env."""

OF_THE_IMAGE = {"DATA_DIR", "HOST", "PORT", "BACKUP_DIR"}
"""Settings that the Dockerfile makes, since its volumes and its port stand on them, and one that is
for the private PostgreSQL alone."""

VARIABLE = re.compile(r"\$\{(\w+):([-?])([^}]*)\}")


def filled(node: Any) -> Any:
    """The file with its variables replaced as Compose does."""
    if isinstance(node, dict):
        return {key: filled(value) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value) for value in node]
    if not isinstance(node, str):
        return node
    return VARIABLE.sub(lambda found: _value(*found.groups()), node)


def _value(name: str, kind: str, other: str) -> str:
    if kind == "?":
        return GIVEN[name]
    return GIVEN.get(name, other)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = filled(
        yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["services"]
    )
    return found


@pytest.fixture(scope="module")
def image() -> str:
    """The Dockerfile, each instruction on a line."""
    return (REPOSITORY / "Dockerfile").read_text().replace("\\\n", " ")


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def database_of(service: Mapping[str, Any], folder: Path, port: int) -> Iterator[Cluster]:
    """What the entrypoint of PostgreSQL's image does with these settings."""
    environment = service["environment"]
    cluster = Cluster.at(folder)
    cluster.make_private(cluster.data)
    password = folder / "password"
    password.write_text(environment["POSTGRES_PASSWORD"])
    password.chmod(0o644)
    cluster.run(
        "initdb",
        f"--pgdata={cluster.data}",
        f"--username={environment['POSTGRES_USER']}",
        f"--pwfile={password}",
        "--auth-host=scram-sha-256",
        *shlex.split(environment["POSTGRES_INITDB_ARGS"]),
    )
    program, *options = service["command"]
    assert program == "postgres"
    here = ["--listen_addresses=127.0.0.1", f"--port={port}"]
    here += [f"--unix_socket_directories={cluster.data}"]
    cluster.run(
        "pg_ctl", "start", "--wait", "--silent", f"--pgdata={cluster.data}",
        f"--log={cluster.server_log}", f"--options={shlex.join([*options, *here])}",
    )  # fmt: skip
    try:
        url = f"postgresql://{environment['POSTGRES_USER']}@127.0.0.1:{port}/postgres"
        with psycopg.connect(
            url, password=environment["POSTGRES_PASSWORD"], autocommit=True
        ) as connection:
            connection.execute(f"create database {environment['POSTGRES_DB']}".encode())
        yield cluster
    finally:
        cluster.stop()


def made_by(image: str) -> dict[str, str]:
    """The environment that the Dockerfile makes in its last stage."""
    (line,) = re.findall(r"^ENV (PATH=.*)$", image.rpartition("FROM")[2], re.MULTILINE)
    return dict(pair.split("=", 1) for pair in line.split())


@pytest.fixture(scope="module")
def running(
    services: dict[str, Any], image: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Cluster, int, int]]:
    """The database and the service as the two files say: its files, its port, the service's."""
    folder = tmp_path_factory.mktemp("compose")
    database_port, port = free_port(), free_port()
    said = made_by(image) | services["service"]["environment"]
    address = said["SEP_LEDGER_DATABASE_URL"]
    assert "@database:5432/" in address
    here = {
        "SEP_LEDGER_DATABASE_URL": address.replace("database:5432", f"127.0.0.1:{database_port}"),
        "SEP_LEDGER_DATA_DIR": str(folder / "data"),
        "SEP_LEDGER_DOCUMENTS_URL": (folder / "documents").as_uri(),
        "SEP_LEDGER_HOST": "127.0.0.1",
        "SEP_LEDGER_PORT": str(port),
    }
    environment = os.environ | said | here | {"PATH": os.environ["PATH"]}
    (entrypoint,) = re.findall(r'^ENTRYPOINT \["(\S+)"\]$', image, re.MULTILINE)
    (command,) = re.findall(r'^CMD \["(\S+)"\]$', image, re.MULTILINE)
    program = Path(sys.executable).with_name(entrypoint)
    with database_of(services["database"], folder / "database", database_port) as cluster:
        process = subprocess.Popen([str(program), command], env=environment)
        try:
            yield cluster, database_port, port
        finally:
            process.terminate()
            process.wait(60)


def test_the_database_is_healthy_by_its_own_check(
    services: dict[str, Any], running: tuple[Cluster, int, int]
) -> None:
    cluster, port, _ = running
    kind, program, *words = services["database"]["healthcheck"]["test"]
    assert kind == "CMD"
    done = subprocess.run(
        [str(cluster.binaries / program), *words], env={"PGPORT": str(port)}, check=False
    )
    assert done.returncode == 0


def test_the_service_becomes_healthy_by_its_own_check(
    image: str, running: tuple[Cluster, int, int]
) -> None:
    _, _, port = running
    (code,) = re.findall(r'CMD \["python", "-c", "(.*)"\]', image)
    asked = [sys.executable, "-c", code.replace("8008", str(port))]
    assert str(port) in asked[-1]
    until = time.monotonic() + 90
    while subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        assert time.monotonic() < until, "never healthy"
        time.sleep(0.5)
    answer = httpx.post(
        f"http://127.0.0.1:{port}/graphql",
        json={"query": "{ payments { totalCount } }"},
        trust_env=False,
    )
    assert answer.json()["data"] == {"payments": {"totalCount": 0}}


def test_the_database_sorts_as_the_private_one_does(
    services: dict[str, Any], running: tuple[Cluster, int, int]
) -> None:
    _, port, _ = running
    environment = services["database"]["environment"]
    with psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=environment["POSTGRES_USER"],
        password=environment["POSTGRES_PASSWORD"],
        dbname=environment["POSTGRES_DB"],
    ) as connection:
        row = connection.execute(
            "select pg_encoding_to_char(encoding), datlocprovider, datlocale from pg_database"
            " where datname = current_database()"
        ).fetchone()
    assert row == ("UTF8", "b", "C.UTF-8")


def test_every_setting_can_be_chosen(services: dict[str, Any]) -> None:
    passed = set(services["service"]["environment"]) | set(GIVEN)
    settings = {name.upper() for name in Settings.model_fields} - OF_THE_IMAGE
    assert {f"SEP_LEDGER_{name}" for name in settings} - passed == set()


def test_what_is_left_empty_keeps_its_default(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in services["service"]["environment"].items():
        monkeypatch.setenv(name, value)
    chosen = {"database_url", "documents_url", "log_format"}
    assert Settings().model_dump(exclude=chosen) == Settings.model_construct().model_dump(
        exclude=chosen
    )


@pytest.mark.parametrize("service", ["database", "service"])
def test_a_container_is_bounded(services: dict[str, Any], service: str) -> None:
    said = services[service]
    assert set(said["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert said["cap_drop"] == ["ALL"]
    assert said["read_only"] is True
    assert all("size=" in each for each in said["tmpfs"])


def test_images_are_named_by_digest(services: dict[str, Any], image: str) -> None:
    digest = re.compile(r"@sha256:[0-9a-f]{64}\b")
    bases = re.findall(r"^FROM (\S+)", image, re.MULTILINE)
    named = [services["database"]["image"], *bases]
    assert len(named) == 3
    assert all(digest.search(each) for each in named)


def test_compose_understands_the_file() -> None:
    compose = ["docker", "compose"]
    if shutil.which("docker") is None or _fails([*compose, "version"]):
        pytest.skip("needs docker with its compose")
    done = subprocess.run(
        [*compose, "config", "--quiet"],
        cwd=REPOSITORY,
        env=os.environ | GIVEN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _fails(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode != 0
