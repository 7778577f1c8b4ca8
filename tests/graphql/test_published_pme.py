"""The promise: what the ministry publishes of plans is shown as estimates, both files as one."""

import pytest
from tests.graphql.conftest import Ledger

from sep_domain.events.education.pme_published import PmeActionPublished, PmeImplementationPublished

ACTION = {"rbd": 1, "year": 2024, "dimension": "liderazgo"}


@pytest.fixture
def plans(ledger: Ledger) -> Ledger:
    ledger.record(
        planned("Tutorías de lectura", estimated_total=900, estimated_sep=700),
        planned("Biblioteca", estimated_total=0),
    )
    ledger.record(done("TUTORIAS  DE LECTURA", 50, 74), done("Huerto", 1, 24))
    return ledger


def planned(name: str, **said: int) -> PmeActionPublished:
    return PmeActionPublished.model_validate(
        {"occurred_on": "2024-01-01", **ACTION, "name": name, **said}
    )


def done(name: str, level_from: int, level_to: int) -> PmeImplementationPublished:
    said = {"level": "Nivel", "level_from": level_from, "level_to": level_to}
    return PmeImplementationPublished.model_validate(
        {"occurred_on": "2024-12-31", **ACTION, "name": name, **said}
    )


def actions(ledger: Ledger, filters: str = "rbd: 1") -> list[tuple[object, ...]]:
    asked = f"""{{ publishedPmeActions(filter: {{ {filters} }}) {{ nodes {{
        name estimatedTotal estimatedSep levelFrom levelTo }} }} }}"""
    return [tuple(one.values()) for one in ledger.data(asked)["publishedPmeActions"]["nodes"]]


def test_an_action_of_both_files_is_one(plans: Ledger) -> None:
    assert actions(plans) == [
        ("Biblioteca", 0, None, None, None),
        ("Huerto", None, None, 1, 24),
        ("Tutorías de lectura", 900, 700, 50, 74),
    ]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ("levelBelow: 25", ["Huerto"]),
        ("withoutEstimate: false", ["Tutorías de lectura"]),
        ("year: 2023", []),
        ("dimension: CONVIVENCIA_ESCOLAR", []),
    ],
)
def test_actions_are_found_by_how_they_stand(plans: Ledger, filters: str, names: list[str]) -> None:
    assert [name for name, *_ in actions(plans, filters)] == names


def test_a_later_file_restates_an_estimate(plans: Ledger) -> None:
    plans.record(planned("Biblioteca", estimated_total=50))
    assert actions(plans, "rbd: 1, withoutEstimate: true") == [("Huerto", None, None, 1, 24)]
