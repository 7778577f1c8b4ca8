"""A fact finds its stream by what it is about, and streams of one period lie together."""

from itertools import combinations
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.streams import FIRST_ENTITY, MAX_TWINS, Dataset, fact_stream, twin_stream

datasets = st.sampled_from(Dataset)
years = st.integers(1990, 2090)
keys = st.lists(st.text(min_size=1, max_size=8) | st.integers(0, 99_999), min_size=1, max_size=4)


@given(datasets, years, keys)
def test_a_stream_is_a_uuid_of_version_8(dataset: Dataset, year: int, key: list[str]) -> None:
    stream = fact_stream(dataset, year, 0, key)
    assert (stream.version, stream.variant) == (8, RFC_4122)
    assert UUID(str(stream)) == stream


@given(datasets, years, st.integers(1, 12), keys)
def test_the_same_fact_finds_the_same_stream(
    dataset: Dataset, year: int, month: int, key: list[str]
) -> None:
    assert fact_stream(dataset, year, month, key) == fact_stream(dataset, year, month, tuple(key))


@given(st.lists(st.tuples(datasets, years, keys.map(tuple)), unique=True, max_size=20))
def test_different_facts_find_different_streams(
    facts: list[tuple[Dataset, int, tuple[str, ...]]],
) -> None:
    streams = {fact_stream(dataset, year, 0, key) for dataset, year, key in facts}
    texts = {(dataset, year, tuple(map(str, key))) for dataset, year, key in facts}
    assert len(streams) == len(texts)


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    one, other = (
        fact_stream(Dataset.SIMCE, 2024, 0, ("1", "23")),
        fact_stream(Dataset.SIMCE, 2024, 0, ("12", "3")),
    )
    assert one != other


@given(datasets, years, years, keys, keys)
def test_streams_of_a_dataset_sort_by_period(
    dataset: Dataset, year: int, other: int, key: list[str], other_key: list[str]
) -> None:
    if year < other:
        assert fact_stream(dataset, year, 12, key) < fact_stream(dataset, other, 1, other_key)


def test_twins_are_apart_and_beside_each_other() -> None:
    first = fact_stream(Dataset.DOCUMENTOS, 2023, 0, ("invoice", 7))
    twins = [twin_stream(first, twin) for twin in (0, 1, 2, MAX_TWINS - 1)]
    assert twins[0] == first
    assert all(one < other for one, other in combinations(twins, 2))


def test_too_many_twins_are_an_error() -> None:
    with pytest.raises(ValueError, match="share one key"):
        twin_stream(fact_stream(Dataset.DOCUMENTOS, 2023, 0, ("x",)), MAX_TWINS)


def test_stored_identifiers_never_change() -> None:
    assert str(fact_stream(Dataset.SIMCE, 2024, 0, ("test_result.published", 1, "4b"))) == (
        "00020003-16a0-85a6-9392-35b621a04000"
    )


@given(datasets, years, keys)
def test_streams_of_entities_stand_after_those_of_facts(
    dataset: Dataset, year: int, key: list[str]
) -> None:
    decides = dataset >= Dataset.RENDICION
    assert (fact_stream(dataset, year, 0, key) > FIRST_ENTITY) == decides


@pytest.mark.parametrize("twin", [-1, MAX_TWINS])
def test_there_are_so_many_twins_and_no_more(twin: int) -> None:
    with pytest.raises(ValueError, match="rows share one key"):
        twin_stream(fact_stream(Dataset.DOCUMENTOS, 2023, 0, ("invoice", 7)), twin)


STORED = {
    "DIRECTORIO": 1,
    "SIMCE": 2,
    "CATEGORIA_DESEMPENO": 3,
    "SUBVENCIONES": 4,
    "DOCUMENTOS": 5,
    "ESTADO_RESULTADO": 6,
    "ALUMNOS_SEP": 7,
    "PLAN_DE_CUENTAS": 8,
    "USE": 9,
    "CONVENIOS": 10,
    "PME": 11,
    "ATE_REGISTRO": 12,
    "CONCURSOS_ATE": 13,
    "CONTRATOS_ATE": 14,
    "HITOS_ATE": 15,
    "PAGOS_ATE": 16,
    "MOVIMIENTOS_BANCARIOS": 17,
    "RENDICIONES": 18,
    "CERTIFICADOS_SALDO": 19,
    "ASISTENCIA": 20,
    "PARTES_RELACIONADAS": 21,
    "INVENTARIO": 22,
    "PLANES_SALDO": 23,
    "IPC": 24,
    "OCDS": 25,
    "ASOCIADOS_ATE": 26,
    "PME_PUBLICADO": 27,
    "ORDENES_COMPRA": 28,
    "RESOLUCIONES": 29,
    "PROCEDIMIENTOS": 30,
    "UTM": 31,
    "COMUNICACIONES_AGENCIA": 32,
    "POSTULACIONES_ELEVADAS": 60,
    "MEJORAS": 61,
    "EVALUACIONES_ATE": 33,
    "DERIVED": 64,
    "RENDICION": 128,
    "RECONCILIATION": 129,
    "ACCOUNTING_PERIOD": 130,
    "CONVENIO": 131,
    "PLAN_DE_MEJORAMIENTO": 132,
    "ATE_PROVIDER": 133,
    "ATE_CONTRACT": 134,
    "FINDING": 135,
    "IMPORTACION": 136,
    "RESOLUCION": 137,
    "PROCEDIMIENTO": 138,
    "POSTULACION": 139,
    "MEJORA": 150,
    "SOSTENEDOR": 140,
}
"""In the identifiers of what is stored, in whatever version of the code it was."""


def test_the_number_of_a_dataset_is_what_is_stored() -> None:
    assert {name: int(each) for name, each in Dataset.__members__.items()} == STORED
    assert len(set(STORED.values())) == len(STORED)


def test_an_identifier_is_laid_out_as_it_says() -> None:
    stream = fact_stream(Dataset.SIMCE, 2024, 3, ("1", "23"))
    number = stream.int
    assert number >> 112 == Dataset.SIMCE
    assert number >> 80 & 0xFFFFFFFF == 202403
    assert number & 0xFFF == 0
    assert twin_stream(stream, 5).int & 0xFFF == 5
    assert stream == UUID("00020003-16a3-898e-b08e-850cea173000")
