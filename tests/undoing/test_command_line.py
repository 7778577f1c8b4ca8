"""`sep-ledger import` and `imports` as a person uses them: what they print, and how they exit."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEADER = "from_month;clp_per_use;confidence"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(prepared: str, tmp_path: Path) -> Run:
    """`run("import", "a.csv", …)` in the test's own folder, 80 columns wide."""
    environment = {
        "SEP_LEDGER_DATABASE_URL": prepared,
        "SEP_LEDGER_DATA_DIR": str(tmp_path / "datos"),
        "COLUMNS": "80",
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
    }

    def command(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(Path(sys.executable).with_name("sep-ledger")), *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        return path

    return make


def test_an_import_is_counted_asked_about_withdrawn_and_reapplied(
    run: Run, write: Callable[..., Path]
) -> None:
    months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
    write("a.csv", *(f"{month};30000;V" for month in months))
    write("b.csv", *(f"{month};31000;V" for month in months), "x;1;V")

    first = run("import", "a.csv")
    assert first.returncode == 0, first.stderr
    assert "1 archivo: 24 filas = 24 nuevas" in first.stdout

    asked = run("import", "b.csv")
    assert asked.returncode == 5
    question = "PREGUNTA sobre b.csv: reexpresaría 24 de los 24 hechos conocidos que trae (100 %)."
    assert asked.stdout.splitlines()[0] == question
    assert "No se agregó nada de este archivo. Para seguir: --confirm" in asked.stdout

    done = run("import", "b.csv", "--confirm", "--json")
    assert done.returncode == 3  # a row was rejected
    (file,) = json.loads(done.stdout)["files"]
    assert (file["rows"], file["restated"], file["rejected"]) == (25, 24, 1)

    listed = run("imports", "--json")
    ids = {each["file"]: each["import"] for each in json.loads(listed.stdout)}
    assert ids["b.csv"] == file["import"]

    told = run("imports", "withdraw", ids["b.csv"])
    assert told.returncode == 5
    assert "Quedarían, como los dice a.csv: 24 hechos" in told.stdout
    assert "Nada ha cambiado. Para hacerlo: --confirm" in told.stdout

    undone = run("imports", "withdraw", ids["b.csv"][:6], "--confirm", "--reason", "venía mal")
    assert undone.returncode == 0, undone.stderr
    assert "Quedaron, como los dice a.csv: 24 hechos" in undone.stdout
    assert re.search(
        r"retirada\n    b\.csv\n.*\n    lo pidió \w+: venía mal", run("imports").stdout
    )

    assert json.loads(run("status", "--json").stdout)["open_imports"] == []
    again = run("import", "b.csv")
    assert again.returncode == 5
    assert f"sep-ledger imports reapply {ids['b.csv']}" in again.stdout
    assert run("imports", "reapply", ids["b.csv"], "--confirm").returncode == 0

    old = run("import", "a.csv")
    assert "24 hechos superados por b.csv" in old.stdout
    assert old.returncode == 0


def test_the_report_fits_eighty_columns(run: Run, write: Callable[..., Path]) -> None:
    write("un archivo de nombre bastante largo, como los oficiales.csv", "2024-01;1;V")
    shown = run("import", ".")
    table = [line for line in shown.stdout.splitlines() if set(line) & set("│┃")]
    assert table
    assert max(map(len, table)) <= 80


@pytest.mark.parametrize(
    ("asked", "said"),
    [("1a2b", "al menos 6"), ("ffffffff", "no hay una importación")],
)
def test_an_import_that_is_none_is_refused(run: Run, asked: str, said: str) -> None:
    refused = run("imports", "withdraw", asked)
    assert refused.returncode == 2
    assert said in " ".join(refused.stderr.replace("│", " ").split())
