"""The promise: a school is found by its RBD whoever mentions it, its history bounded in time."""

from typing import Any

from tests.graphql.conftest import Ledger
from tests.graphql.given import OTHER, convenio
from tests.projections.given import category, payment, result, school


def names(answer: dict[str, Any]) -> list[int]:
    return [node["rbd"] for node in answer["schools"]["nodes"]]


def test_who_held_a_school_is_told_from_when_to_when(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2021), school(1, 2022), school(1, 2023, sostenedor=OTHER), school(1, 2025)
    )
    spans = ledger.data(
        "{ school(rbd: 1) { sostenedorSpans {"
        " sostenedorRut fromYear toYear fromDate toDate sostenedor { rut } } } }"
    )["school"]["sostenedorSpans"]
    assert [tuple(span.values())[:5] for span in spans] == [
        ("62000660-2", 2021, 2022, "2021-04-30", "2023-04-29"),
        (OTHER, 2023, 2023, "2023-04-30", "2025-04-29"),
        ("62000660-2", 2025, 2025, "2025-04-30", None),
    ]
    assert [span["sostenedor"]["rut"] for span in spans] == ["62000660-2", OTHER, "62000660-2"]


def test_dependency_and_category_have_their_own_spans(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2021),
        school(1, 2022, dependency="slep"),
        category(1, 2016, "medio"),
        category(1, 2017, "medio"),
        category(1, 2018, "insuficiente"),
    )
    found = ledger.data(
        "{ school(rbd: 1) { dependencySpans { dependency fromYear toYear }"
        " categorySpans { category fromYear toYear toDate } statusSpans { status toDate } } }"
    )["school"]
    assert found["dependencySpans"] == [
        {"dependency": "MUNICIPAL_DAEM", "fromYear": 2021, "toYear": 2021},
        {"dependency": "SLEP", "fromYear": 2022, "toYear": 2022},
    ]
    assert found["categorySpans"] == [
        {"category": "MEDIO", "fromYear": 2016, "toYear": 2017, "toDate": "2018-12-30"},
        {"category": "INSUFICIENTE", "fromYear": 2018, "toYear": 2018, "toDate": None},
    ]
    assert found["statusSpans"] == [{"status": "FUNCIONANDO", "toDate": None}]


def test_a_school_is_described_as_of_a_year(ledger: Ledger) -> None:
    ledger.record(school(1, 2020, name="VIEJA"), school(1, 2023, name="NUEVA"))
    document = "query ($y: SchoolYear) { school(rbd: 1, effectiveOn: $y) { name year } }"
    described = {
        year: tuple(ledger.data(document, y=year)["school"].values())
        for year in (None, 2019, 2020, 2022, 2023, 2030)
    }
    old, new = ("VIEJA", 2020), ("NUEVA", 2023)
    assert described == {None: new, 2019: old, 2020: old, 2022: old, 2023: new, 2030: new}


def test_a_school_that_the_register_does_not_list_takes_its_name_from_elsewhere(
    ledger: Ledger,
) -> None:
    ledger.record(
        result(1, 2018, lect=250),
        payment(2, "2024-03", 1),
        category(3, 2018, "medio"),
        convenio(4, 2020),
    )
    document = "query ($rbd: Rbd!) { school(rbd: $rbd) { name nameSource year } }"
    assert [ledger.data(document, rbd=rbd)["school"] for rbd in (1, 2, 3, 4, 5)] == [
        {"name": "ESCUELA UNO", "nameSource": "simce", "year": None},
        {"name": "ESCUELA UNO", "nameSource": "subvenciones", "year": None},
        {"name": "ESCUELA UNO", "nameSource": "categorias", "year": None},
        {"name": None, "nameSource": None, "year": None},
        None,
    ]


def test_schools_are_those_of_the_latest_edition_or_of_the_year_asked_for(ledger: Ledger) -> None:
    ledger.record(school(1, 2024), school(2, 2024), school(2, 2025))
    assert names(ledger.data("{ schools { nodes { rbd } } }")) == [2]
    assert names(ledger.data("{ schools(filter: { year: 2024 }) { nodes { rbd } } }")) == [1, 2]


def test_filters_narrow_together(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2025, name="LICEO ÑUBLE", region=16, comuna=16101),
        school(2, 2025, name="Liceo Sur", region=10, comuna=10101, status="cerrado"),
        school(3, 2025, name="ESCUELA", region=10, comuna=10101, rural=True, sostenedor=OTHER),
    )
    chosen = {
        filters: names(ledger.data(f"{{ schools(filter: {{ {filters} }}) {{ nodes {{ rbd }} }} }}"))
        for filters in (
            'nameContains: "liceo"',
            'nameContains: "ñuble"',
            'nameContains: "%"',
            "region: LOS_LAGOS",
            "comuna: 16101",
            "rural: true",
            "status: CERRADO, region: LOS_LAGOS",
            f'sostenedor: "{OTHER}"',
            "dependency: SLEP",
        )
    }
    assert list(chosen.values()) == [[1, 2], [1], [], [2, 3], [1], [3], [2], [3], []]


def test_what_changed_between_editions_is_listed(ledger: Ledger) -> None:
    ledger.record(school(1, 2024), school(1, 2025, sostenedor=OTHER, name="OTRA"))
    transitions = ledger.data(
        "{ school(rbd: 1) { transitions { kind previousYear year previousSostenedor fields"
        " source { kind rule } } } }"
    )["school"]["transitions"]
    assert {one["kind"]: (one["previousYear"], one["year"]) for one in transitions} == {
        "changed": (2024, 2025),
        "sostenedor_changed": (2024, 2025),
    }
    assert {one["source"]["kind"] for one in transitions} == {"derived"}
