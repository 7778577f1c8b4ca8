"""The promise: whatever is sent to `/documents`, the OpenAPI document describes the answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from tests.conftest import Server
from tests.service.serving import Service, serving

from sep_service.app import create_app
from sep_service.settings import Settings

load_all_checks()
CHECKS = [
    schemathesis.checks.CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
DOCUMENT = create_app(Settings(), "").openapi()
schema = schemathesis.openapi.from_dict(DOCUMENT).include(path_regex="^/documents")


@pytest.fixture(scope="module")
def service(
    postgres: Server, folded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("datos"), documents_max_mb=1)
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
    ):
        yield service


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_documented(case: Any, service: Service) -> None:
    case.call_and_validate(base_url=service.url, checks=CHECKS)


def test_each_problem_has_an_example() -> None:
    operations = [
        operation
        for path, item in DOCUMENT["paths"].items()
        if path.startswith("/documents")
        for operation in item.values()
    ]
    assert len(operations) == 3
    for operation in operations:
        for status, answer in operation["responses"].items():
            problem = answer.get("content", {}).get("application/problem+json")
            assert status < "400" or problem["example"]["status"] == int(status)


def test_the_folder_of_data_is_made_when_it_is_needed(tmp_path: Path) -> None:
    create_app(Settings(data_dir=tmp_path / "datos"), "")
    assert not (tmp_path / "datos").exists()
