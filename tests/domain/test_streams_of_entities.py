"""The promise: the stream of an entity is named by what tells it from the others and by nothing
that could change, for what is stored stands there in whatever version of the code.
"""

import importlib
import pkgutil
from typing import Any

import pytest

import sep_domain
from sep_domain.decisions.deciding import EntityKey

SAID: dict[str, Any] = {
    "sostenedor": "62000660-2",
    "rbd": 1,
    "year": 2024,
    "month": "2024-03",
    "number": 2,
    "subvencion": "SEP",
    "ate": "76086428-5",
    "contract": "C-1",
    "finding": "00000000-0000-8000-8000-000000000007",
    "dataset": "directorio",
    "sha256": "0" * 64,
    "name": "a.csv",
    "cycle": 2024,
    "bank_account": "123",
    "authority": "superintendencia",
    "subject": "1",
}
STORED = {
    "ApplicationKey": "008b0003-16a0-86b8-9ac9-cffcd3f38000",
    "AteContractKey": "00860000-0000-807e-a6a5-a5955fd72000",
    "AteProviderKey": "00850000-0000-8aa1-a950-fba505ed6000",
    "ConvenioKey": "00830000-0000-811f-814c-2a0967ffe000",
    "FindingKey": "00870000-0000-8557-9542-1d7baf877000",
    "ImportKey": "00880000-0000-8728-b728-c230f477e000",
    "ImprovementKey": "00960000-0000-811f-814c-2a0967ffe000",
    "PeriodKey": "00820003-16a3-84eb-a660-8428ac1e6000",
    "PmeKey": "00840003-16a0-86b8-9ac9-cffcd3f38000",
    "ProceedingKey": "008a0000-0000-8314-b896-fa6a0189a000",
    "ReconciliationKey": "00810003-16a3-8de4-8de3-e492dc106000",
    "RendicionKey": "00800003-16a0-87a6-ab3a-e8907a7d0000",
    "ResolutionKey": "00890000-0000-83ae-b429-00b89d678000",
    "SostenedorKey": "008c0000-0000-84eb-a660-8428ac1e6000",
}


def entity_keys() -> list[type[EntityKey]]:
    """Of every entity of the domain."""
    for module in pkgutil.walk_packages(sep_domain.__path__, "sep_domain."):
        importlib.import_module(module.name)
    found = [each for each in EntityKey.__subclasses__() if each.__module__.startswith("sep_")]
    return sorted(found, key=lambda each: each.__name__)


def test_every_entity_is_among_them() -> None:
    assert [each.__name__ for each in entity_keys()] == list(STORED)


@pytest.mark.parametrize("kind", entity_keys(), ids=lambda kind: kind.__name__)
def test_an_entity_finds_its_stored_stream(kind: type[EntityKey]) -> None:
    key = kind.model_validate({name: SAID[name] for name in kind.model_fields})
    assert str(key.stream()) == STORED[kind.__name__]
