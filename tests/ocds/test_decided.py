"""Given what is decided of a contract, from the need to the evaluation, then these releases."""

from datetime import UTC, datetime
from typing import Any

import orjson

from sep_projections.ocds.release.releases import Record, Told, releases

TENDER = {"tender": "T1", "occurred_on": "2026-03-02"}
CONTRACT = {"contract": "C1", "occurred_on": "2026-03-01"}
NEED = {"sostenedor": "62000660-2", "rbd": 1, "subject": "Lectura", "pme_action": "7"}
TERMS = {
    "contract": "C1",
    "procedure": "concurso",
    "criteria": [{"name": "Propuesta", "points": 60}, {"name": "Precio", "points": 40}],
}
BID = {"ate": "76000000-0", "amount": 900}
SIGNED = {"starts_on": "2026-04-01", "ends_on": "2026-11-30", "amount": 900, "ate": "76000000-0"}
PARTNER = {"sostenedor": "65000000-1", "rbd": 2, "amount": 300}
MILESTONE = {"milestone": 1, "milestone_kind": "final", "title": "Informe", "amount": 900}

SAID: list[tuple[str, dict[str, Any]]] = [
    ("ate_tender.terms_approved", TENDER | TERMS),
    ("ate_tender.bid_received", TENDER | BID),
    ("ate_tender.bid_evaluated", TENDER | BID | {"points": 90, "scores": []}),
    ("ate_contract.signed", CONTRACT | NEED | SIGNED | {"tender": "T1"}),
    ("ate_contract.associated", CONTRACT | PARTNER),
    ("ate_contract.started", CONTRACT),
    ("ate_milestone.agreed", CONTRACT | MILESTONE),
    ("ate_milestone.cancelled", CONTRACT | {"milestone": 1}),
    ("ate_contract.evaluated", CONTRACT | {"ate": "76000000-0", "deficient": False}),
]


def told() -> list[Told]:
    """The need by itself, and everything after it about the tender."""
    said = [("ate_contract.need_stated", CONTRACT | NEED), *SAID]
    return [
        Told(
            position,
            "contrato-C1" if position == 1 else "concurso-T1",
            event,
            datetime(2026, 3, 2, 12, 0, position, tzinfo=UTC),
            orjson.dumps(state),
        )
        for position, (event, state) in enumerate(said, start=1)
    ]


def published() -> list[dict[str, Any]]:
    return list(releases("ocds-sepcl0", "concurso-T1", told(), {}))


def test_each_decision_has_its_tag() -> None:
    assert [(one["id"], *one["tag"]) for one in published()] == [
        ("2", "tender"),
        ("3", "tenderUpdate"),
        ("4", "tenderUpdate"),
        ("5", "award", "contract"),
        ("6", "contractUpdate"),
        ("7", "implementation"),
        ("8", "implementationUpdate"),
        ("9", "implementationUpdate"),
        ("10", "implementationUpdate"),
    ]


def test_the_need_and_the_terms_open_the_process() -> None:
    first = published()[0]

    assert first["planning"] == {
        "rationale": "Lectura",
        "budget": {"project": "Acción del PME: 7"},
    }
    assert first["tender"]["awardCriteriaDetails"] == "Propuesta: 60 puntos; Precio: 40 puntos"
    assert (first["tender"]["status"], first["contracts"][0]["status"]) == ("planned", "pending")


def test_who_contracts_together_and_what_was_dropped_show_in_the_record() -> None:
    record = Record("ocds-sepcl0-concurso-T1")
    for release in published():
        record.add(release, "https://libro.example/ocds/releases")

    compiled = record.written()["compiledRelease"]
    buyers = [party["id"] for party in compiled["parties"] if "buyer" in party["roles"]]
    assert buyers == ["CL-RUT-620006602", "CL-RUT-650000001"]
    (contract,) = compiled["contracts"]
    assert {one["status"] for one in contract["implementation"]["milestones"]} == {"notMet"}
