"""The promise: what decisions point to is published as documents of what they decided, still OCDS
1.1 to the letter.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ocdsmerge import Merger  # type: ignore[import-untyped]  # it has no types
from tests.conftest import Server
from tests.documents.given import contract_with_evidence, evidence_of
from tests.ocds.conftest import PUBLICATION
from tests.ocds.standard import schema

from sep_projections.ocds import process_reader as reading
from sep_projections.ocds.process_reader import Processes

Json = dict[str, Any]
WITH_DOCUMENTS = replace(PUBLICATION, documents="https://libro.example/documents")


@pytest.fixture(scope="module")
def processes(postgres: Server, empty_template: str) -> Iterator[Processes]:
    with postgres.fresh_database(empty_template) as conninfo:
        contract_with_evidence(conninfo)
        with reading.open_processes(conninfo, WITH_DOCUMENTS) as processes:
            yield processes


@pytest.fixture(scope="module")
def compiled(processes: Processes) -> Json:
    (record,) = [one for one in processes.every_record() if "concurso" in one["ocid"]]
    release: Json = record["compiledRelease"]
    return release


def titles(documents: list[Json]) -> list[str]:
    return [one["title"].removeprefix("Respaldo de ") for one in documents]


def test_each_document_is_where_it_belongs(compiled: Json) -> None:
    (contract,) = compiled["contracts"]
    assert titles(compiled["planning"]["documents"]) == ["state-need"]
    assert titles(compiled["tender"]["documents"]) == [
        "approve-terms",
        "Aviso en El Llanquihue",
        "announce",
        "receive-bid",
        "evaluate-bid",
    ]
    assert titles(compiled["awards"][0]["documents"]) == ["award"]
    assert titles(contract["documents"]) == ["sign", "start"]


def test_what_shows_a_milestone_says_which(compiled: Json) -> None:
    (contract,) = compiled["contracts"]
    implementation = contract["implementation"]
    told = [
        (one["title"], one["description"], one.get("documentType"))
        for one in implementation["documents"]
    ]
    assert told == [
        ("Respaldo de deliver", "Hito 1", "physicalProgressReport"),
        ("Respaldo de approve", "Hito 1", "completionCertificate"),
        ("FACE 77", "Hito 1. Monto facturado: 300 CLP", None),
        ("Respaldo de invoice", "Hito 1", None),
        ("Respaldo de pay", "Hito 1", None),
    ]
    assert not any("documents" in milestone for milestone in implementation["milestones"])


def test_a_document_says_what_it_is_and_where(compiled: Json) -> None:
    (contract,) = compiled["contracts"]
    signed, _ = contract["documents"]
    name = evidence_of("sign").sha256
    assert signed == {
        "id": name,
        "documentType": "contractSigned",
        "title": "Respaldo de sign",
        "url": f"https://libro.example/documents/{name}",
        "datePublished": "2024-02-20T00:00:00Z",
        "format": "application/pdf",
        "language": "es",
    }


def test_it_is_still_ocds(checked: Any, processes: Processes, ocds_standard: Path) -> None:
    releases = processes.releases(0, processes.known, 1_000)
    records = list(processes.every_record())
    assert checked(WITH_DOCUMENTS.releases("releases?after=0", releases)) == {}
    assert checked(WITH_DOCUMENTS.records("records", records)) == {}

    merger = Merger(schema(ocds_standard, "release-schema.json"))
    for record in records:
        told = [release for release in releases if release["ocid"] == record["ocid"]]
        assert record["compiledRelease"] == merger.create_compiled_release(told)
        assert record["versionedRelease"] == merger.create_versioned_release(told)
