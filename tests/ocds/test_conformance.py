"""The promise: what we publish is OCDS 1.1 to the letter, by the judgement of the Open Contracting
Partnership's own checker, and its own merging tool comes to our records from our releases.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from libcoveocds.api import ocds_json_output  # type: ignore[import-untyped]  # it has no types
from libcoveocds.config import LibCoveOCDSConfig  # type: ignore[import-untyped]  # it has no types
from ocdsmerge import Merger  # type: ignore[import-untyped]  # it has no types
from tests.ocds.conftest import PUBLICATION
from tests.ocds.standard import schema

from sep_projections.ocds import reading

Json = dict[str, Any]

FAULTS = (
    "validation_errors",
    "deprecated_fields",
    "additional_closed_codelist_values",
    "additional_open_codelist_values",
    "additional_checks",
    "all_additional_fields",
)


@pytest.fixture(scope="module")
def releases(sample: str) -> list[Json]:
    with reading.opened(sample, PUBLICATION) as processes:
        return processes.releases(0, processes.known, 5_000)


@pytest.fixture(scope="module")
def records(sample: str) -> list[Json]:
    with reading.opened(sample, PUBLICATION) as processes:
        return list(processes.every_record())


@pytest.fixture
def checked(
    ocds_standard: Path, extension: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Any:
    """What the checker finds in a package."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    config = LibCoveOCDSConfig()
    config.config |= {"standard_zip": ocds_standard.as_uri(), "context": "api"}

    def check(package: Json) -> Json:
        found = ocds_json_output(
            str(tmp_path),
            json_data=package | {"extensions": [extension]},
            lib_cove_ocds_config=config,
        )
        assert not found["extensions"]["invalid_extensions"]
        found["all_additional_fields"] = list(filter(_is_avoidable, found["all_additional_fields"]))
        return {fault: found[fault] for fault in FAULTS if found[fault]}

    return check


def _is_avoidable(additional: Json) -> bool:
    """The checker extends the schema of releases, not that of versioned ones."""
    where = f"{additional['path']}/{additional['field_name']}"
    return not where.startswith(
        "/records/versionedRelease/contracts/implementation/transactions/"
        "relatedImplementationMilestone"
    )


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
    with reading.opened(sample, PUBLICATION) as processes:
        rows = processes._connection.execute(
            "select position from ledger.events where topic ~ 'ate_(tender|contract|milestone)[.]'"
        ).fetchall()
    assert sorted(int(one["id"]) for one in releases) == sorted(position for (position,) in rows)
