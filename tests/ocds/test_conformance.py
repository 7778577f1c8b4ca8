"""The promise: what we publish is OCDS 1.1 to the letter, by the judgement of the Open Contracting
Partnership's own checker, and its own merging tool comes to our records from our releases.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from ocdsmerge import Merger  # type: ignore[import-untyped]  # it has no types
from tests.ocds.conftest import PUBLICATION
from tests.ocds.standard import schema

from sep_projections.ocds import process_reader as reading

Json = dict[str, Any]


@pytest.fixture(scope="module")
def releases(sample: str) -> list[Json]:
    with reading.open_processes(sample, PUBLICATION) as processes:
        return processes.releases(0, processes.known, 5_000)


@pytest.fixture(scope="module")
def records(sample: str) -> list[Json]:
    with reading.open_processes(sample, PUBLICATION) as processes:
        return list(processes.every_record())


def test_releases_have_no_fault(checked: Any, releases: list[Json]) -> None:
    assert checked(PUBLICATION.releases("releases?after=0", releases)) == {}


def test_records_have_no_fault(checked: Any, records: list[Json]) -> None:
    assert checked(PUBLICATION.records("records", records)) == {}


def test_the_checker_would_have_told(checked: Any, releases: list[Json]) -> None:
    tender = next(release for release in releases if release["tag"] == ["tender"])
    spoilt = tender | {"tag": ["nada"], "sobra": 1}

    found = checked(PUBLICATION.releases("releases?after=0", [spoilt]))

    assert {"additional_closed_codelist_values", "all_additional_fields"} <= found.keys()


def test_merging_the_releases_comes_to_the_records(
    ocds_standard: Path, releases: list[Json], records: list[Json]
) -> None:
    merger = Merger(schema(ocds_standard, "release-schema.json"))
    by_ocid = defaultdict(list)
    for release in releases:
        by_ocid[release["ocid"]].append(release)

    assert len(records) == len(by_ocid) > 10
    for record in records:
        told = by_ocid[record["ocid"]]
        assert record["compiledRelease"] == merger.create_compiled_release(told)
        assert record["versionedRelease"] == merger.create_versioned_release(told)
        assert [link["date"] for link in record["releases"]] == [one["date"] for one in told]


def test_every_event_of_a_process_has_one_release(sample: str, releases: list[Json]) -> None:
    with reading.open_processes(sample, PUBLICATION) as processes:
        rows = processes._connection.execute(
            "select position from ledger.events where topic ~ 'ate_(tender|contract|milestone)[.]'"
        ).fetchall()
    assert sorted(int(one["id"]) for one in releases) == sorted(position for (position,) in rows)
