"""The promise: whatever is sent, the service gives an answer that its OpenAPI document describes.

The judge is schemathesis; `make fuzz` goes on for longer, and over a ledger that holds contracts.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks
from tests.conftest import Server
from tests.service.plausible import CHECKS, ENDLESS
from tests.service.serving import Service, serving

from sep_domain.rendicion.commands import RendicionCommand
from sep_service.app import create_app
from sep_service.commands.by_entity.accounting_period import ACCOUNTING_PERIOD
from sep_service.commands.by_entity.ate_contract import ATE_CONTRACT
from sep_service.commands.by_entity.ate_provider import ATE_PROVIDER
from sep_service.commands.by_entity.convenio import CONVENIO
from sep_service.commands.by_entity.finding import FINDING
from sep_service.commands.by_entity.mejora import IMPROVEMENT
from sep_service.commands.by_entity.pme import PME
from sep_service.commands.by_entity.postulacion import APPLICATION
from sep_service.commands.by_entity.procedimiento import PROCEEDING
from sep_service.commands.by_entity.reconciliation import RECONCILIATION
from sep_service.commands.by_entity.rendicion import RENDICION
from sep_service.commands.by_entity.resolucion import RESOLUTION
from sep_service.commands.by_entity.sostenedor import SOSTENEDOR
from sep_service.settings import Settings

load_all_checks()
JUDGES = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]
ENTITIES: tuple[Any, ...] = (
    RENDICION,
    ACCOUNTING_PERIOD,
    RECONCILIATION,
    CONVENIO,
    FINDING,
    PME,
    ATE_CONTRACT,
    ATE_PROVIDER,
    RESOLUTION,
    PROCEEDING,
    APPLICATION,
    IMPROVEMENT,
    SOSTENEDOR,
)
DOCUMENT = create_app(Settings(), "").openapi()
POINTS_TO_DOCUMENTS = "/commands/hallazgo/{finding}/answer"


def lighter(document: Any) -> Any:
    """Every command takes evidence in one form; one is sent it, for it takes long to think up."""
    copy = deepcopy(document)
    body = copy["paths"][POINTS_TO_DOCUMENTS]["post"]["requestBody"]["content"]["application/json"]
    for name, schema in copy["components"]["schemas"].items():
        if not body["schema"]["$ref"].endswith(f"/{name}"):
            schema.get("properties", {}).pop("evidence", None)
    return copy


schema = schemathesis.openapi.from_dict(lighter(DOCUMENT))


def operations() -> list[tuple[str, str]]:
    """Method and address of all that the document describes."""
    paths = DOCUMENT["paths"].items()
    return [(method.upper(), path) for path, item in paths for method in item if path != ENDLESS]


@pytest.fixture(scope="module")
def service(
    postgres: Server, folded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
    ):
        yield service


@pytest.mark.parametrize(("method", "path"), operations())
def test_every_answer_is_documented(method: str, path: str, service: Service) -> None:
    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,  # chance is for `make fuzz`
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: Any) -> None:
        case.call_and_validate(base_url=service.url, checks=JUDGES)

    answered()


def test_some_of_what_was_sent_was_decided(service: Service) -> None:
    with service.client() as client:
        assert client.get("/events").json(), "every request was turned away at the door"


def commands() -> dict[str, dict[str, Any]]:
    """What the document says of each command, by its address."""
    return {path: item["post"] for path, item in DOCUMENT["paths"].items() if "/commands/" in path}


def test_every_command_has_an_address() -> None:
    assert set(RENDICION.commands) >= set(RendicionCommand.__args__)
    assert len(commands()) == sum(len(entity.commands) for entity in ENTITIES)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda each: each.path)
def test_every_example_is_well_formed(entity: Any) -> None:
    for command in entity.commands:
        command.model_validate_json(json.dumps(entity.examples[command.NAME]))


@pytest.mark.parametrize(("path", "operation"), commands().items())
def test_every_command_documents_its_answers_with_examples(
    path: str, operation: dict[str, Any]
) -> None:
    assert set(operation["responses"]) == {"200", "400", "409", "412", "413", "422", "503"}
    assert operation["description"]
    assert all("description" in parameter for parameter in operation["parameters"])
