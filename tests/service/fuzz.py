"""Sends a listening service what schemathesis can think of, for as long as it is told to.

    python -m tests.service.fuzz --seconds 600 --report docs/results/rest.md

The service holds contracts, folds what is decided and signs its log meanwhile. Fails when an answer
is not one that the OpenAPI document describes, or when the views cannot fold what was recorded.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic

import httpx
import psycopg
from tests.conftest import REPOSITORY, Server, memory, private_server
from tests.service import plausible
from tests.service.serving import Service, serving

from sep_intake.engine.importer import import_files
from sep_projections.update import prepare, update
from sep_sample import generate
from sep_service.live_evidence import LiveEvidence
from sep_service.live_views import LiveProjections
from sep_service.settings import Settings

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
ORIGIN = "ledger.example/fuzz"
PHASES = "examples,coverage,fuzzing,stateful"


@dataclass(frozen=True)
class Told:
    """What a run came to."""

    passed: bool
    took: float
    doors: dict[str, Counter[int]]
    """Answers by the first part of their address and by status."""
    operations: int
    recorded: int
    """Events that commands recorded."""
    parked: int
    """Events that a view could not fold."""


@contextmanager
def country(folder: Path) -> Iterator[Service]:
    """A service over the files of twenty fictional schools in two years."""
    sample = folder / "sample"
    generate(sample, schools=20, years=range(2023, 2025), seed=11, pupils=False)
    settings = Settings(data_dir=folder)
    with private_server(memory()) as dsn, Server(dsn).fresh_database() as conninfo:
        prepare(conninfo)
        import_files(conninfo, [sample], rejections_in=folder)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            update(connection)
        with (
            LiveProjections(conninfo),
            LiveEvidence(conninfo, folder / "log.key", ORIGIN, seconds=1),
            serving(conninfo, settings) as service,
        ):
            yield service


def judged(service: Service, seconds: int, seed: int, folder: Path) -> Told:
    """Lets schemathesis talk to the service, and counts."""
    described = operations(service)  # made now, which takes its time, and kept by the service
    before, started = head(service), monotonic()
    code = subprocess.run(
        [
            SCHEMATHESIS, "run", f"{service.url}/openapi.json", "--no-color",
            f"--phases={PHASES}", f"--checks={','.join(plausible.CHECKS)}",
            f"--max-time={seconds}", f"--seed={seed}", "--workers=1", "--continue-on-failure",
            f"--exclude-path={plausible.ENDLESS}", "--generation-database=none",
            f"--report-ndjson-path={folder / 'told.ndjson'}", "--suppress-health-check=all",
            "--request-timeout=60",
        ],
        cwd=folder,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": plausible.__name__,
            "PYTHONPATH": str(REPOSITORY),
            plausible.HELD: held(service),
        },
        check=False,
    ).returncode  # fmt: skip
    took, recorded = monotonic() - started, head(service) - before
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
        row = connection.execute("select count(*) from projections.parked").fetchone()
    assert row is not None
    passed = code == 0 and row[0] == 0
    doors = counted(folder / "told.ndjson")
    return Told(passed, took, doors, described, recorded, row[0])


def held(service: Service) -> str:
    """The schools of the country's last directory, and who holds them."""
    with psycopg.connect(service.conninfo) as connection:
        rows = connection.execute(
            "select rbd, sostenedor from schools.school_year"
            " where sostenedor is not null and year = 2024 order by rbd"
        ).fetchall()
    return " ".join(f"{rbd}:{rut}" for rbd, rut in rows)


def head(service: Service) -> int:
    with service.client() as client:
        answer = client.get("/readyz").json()
    return int(answer["head"])


def operations(service: Service) -> int:
    """How many the document describes, but for the endless one."""
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        paths = client.get("/openapi.json").json()["paths"]
    return sum(len(item) for path, item in paths.items() if path != plausible.ENDLESS)


def counted(told: Path) -> dict[str, Counter[int]]:
    """The answers in schemathesis' own record of a run."""
    doors: dict[str, Counter[int]] = {}
    with told.open(encoding="utf-8") as lines:
        for line in lines:
            finished = json.loads(line).get("ScenarioFinished", {})
            for exchange in finished.get("recorder", {}).get("interactions", {}).values():
                if exchange["response"]:
                    door = "/" + httpx.URL(exchange["request"]["uri"]).path.split("/")[1]
                    doors.setdefault(door, Counter())[exchange["response"]["status_code"]] += 1
    return doors


def main() -> int:
    """Run; 0 where every answer was described and every event folded."""
    asked = arguments()
    with (
        tempfile.TemporaryDirectory(prefix="sep-ledger-fuzz-") as folder,
        country(Path(folder)) as service,
    ):
        told = judged(service, asked.seconds, asked.seed, Path(folder))
    page = report(told, asked.seconds, asked.seed)
    print(page)
    if told.passed and asked.report:
        asked.report.write_text(page, encoding="utf-8")
    return 0 if told.passed else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="write what was counted to this file")
    return parser.parse_args()


PAGE = """\
# What the REST API answers

    make fuzz SECONDS={seconds} SEED={seed}

{today:%Y-%m-%d}, {cores} cores, Python {python}, schemathesis {schemathesis}: {requests:,} requests
in {minutes:.0f} minutes to {operations} operations ({phases}),
{failures}.

The service listens, folds and signs meanwhile, over the files of twenty fictional schools in two
years. Judged of every answer: no 5xx that is an accident, a status, a media type, headers and a
body that the OpenAPI document describes. What was sent led to {recorded:,} events, {parked} of
which the views could not fold. Left out is `{endless}`, which does not end.

{table}
"""


def report(told: Told, seconds: int, seed: int) -> str:
    """The page of results."""
    statuses = sorted({status for answers in told.doors.values() for status in answers})
    rows = [
        "| answers of | " + " | ".join(map(str, statuses)) + " | all |",
        "|---|" + "---:|" * (len(statuses) + 1),
    ]
    everything = sum(told.doors.values(), Counter[int]())
    for door, answers in [*sorted(told.doors.items()), ("**all**", everything)]:
        numbers = [*(answers[status] for status in statuses), answers.total()]
        name = door if door.startswith("*") else f"`{door}`"
        rows.append(f"| {name} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    return PAGE.format(
        seconds=seconds,
        seed=seed,
        today=datetime.now(UTC),
        cores=os.cpu_count(),
        python=platform.python_version(),
        schemathesis=version("schemathesis"),
        requests=everything.total(),
        minutes=told.took / 60,
        operations=told.operations,
        phases=PHASES.replace(",", ", "),
        failures="without a failure" if told.passed else "with failures",
        recorded=told.recorded,
        parked=told.parked,
        endless=plausible.ENDLESS,
        table="\n".join(rows),
    )


if __name__ == "__main__":
    sys.exit(main())
