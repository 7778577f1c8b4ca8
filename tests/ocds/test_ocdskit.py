"""The promise: the Partnership's own toolkit compiles our releases to our records, offline."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.ocds.conftest import PUBLICATION
from tests.ocds.standard import schema

from sep_projections.ocds import process_reader as reading

Json = dict[str, Any]

OCDSKIT = Path(sys.executable).with_name("ocdskit")
NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody answers at."""


def compiled(releases: Json, schema_file: Path, *options: str) -> dict[str, Json]:
    """What `ocdskit compile` makes of a package of releases, by ocid."""
    done = subprocess.run(
        [OCDSKIT, "compile", "--schema", schema_file, *options],
        input=json.dumps(releases),
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
        env=os.environ | {"http_proxy": NOWHERE, "https_proxy": NOWHERE},
    )
    found = map(json.loads, done.stdout.splitlines())
    return {one["ocid"]: one for one in found}


def test_ocdskit_compiles_our_releases_to_our_records(
    sample: str, ocds_standard: Path, tmp_path: Path
) -> None:
    with reading.open_processes(sample, PUBLICATION) as processes:
        releases = processes.releases(0, processes.known, 5_000)
        records = {record["ocid"]: record for record in processes.every_record()}
    package = PUBLICATION.releases("releases?after=0", releases)
    local = tmp_path / "release-schema.json"
    local.write_text(json.dumps(schema(ocds_standard, local.name)))

    found = compiled(package, local)

    assert len(found) > 10
    assert found == {ocid: record["compiledRelease"] for ocid, record in records.items()}
    assert compiled(package, local, "--versioned") == {
        ocid: record["versionedRelease"] for ocid, record in records.items()
    }
