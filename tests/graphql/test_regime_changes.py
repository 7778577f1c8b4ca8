"""The promise: what changes from year to year within the regime is told school by school, and
schools without data are counted by reason."""

from datetime import date
from typing import Any

from tests.graphql.conftest import Ledger
from tests.projections.entitlements_given import attendance, attended, convenio, counts
from tests.projections.given import payment, result, school

from sep_domain.events.pme import PmeActionPlanned
from sep_domain.events.pupils import PupilCountsPublished


def pupils(rbd: int, year: int, prioritarios: int | None, total: int) -> PupilCountsPublished:
    """Two grades, of which the second has one pupil."""
    given: dict[str, Any] = {"beneficiarios": 0, "preferentes": None}
    grades = [
        {"grade": "1B", "total": total - 1, "prioritarios": prioritarios, **given},
        {"grade": "2B", "total": 1, "prioritarios": 0, **given},
    ]
    row = counts(year, rbd=rbd).model_dump(mode="json")
    return PupilCountsPublished.model_validate({**row, "grades": grades})


def planned(rbd: int, year: int, presented_on: date) -> PmeActionPlanned:
    return PmeActionPlanned.model_validate(
        {
            "occurred_on": presented_on,
            "rbd": rbd,
            "cycle": year,
            "year": year,
            "action": "1",
            "name": "Biblioteca",
            "dimension": "gestion_pedagogica",
            "subdimension": "gestion_curricular",
            "starts_on": date(year, 3, 1),
            "ends_on": date(year, 12, 31),
            "sep_budget": 1,
            "total_budget": 1,
            "needs_ate": False,
            "justifies_staff": False,
        }
    )


def test_pupils_beside_the_year_before_and_missing_is_not_zero(ledger: Ledger) -> None:
    ledger.record(
        *(pupils(1, year, lost, 100) for year, lost in ((2017, 50), (2018, 45))),
        *(pupils(2, year, gained, 90) for year, gained in ((2017, 50), (2018, 60))),
        *(pupils(3, year, known, 80) for year, known in ((2017, None), (2018, 40))),
        pupils(4, 2018, 10, 70),
    )
    question = """query ($lost: Boolean) {
      pupilChanges(filter: { year: 2018, lost: $lost }) { nodes {
        rbd prioritarios previousPrioritarios prioritariosChange total previousTotal totalChange
      } } }"""
    rows = [tuple(row.values()) for row in ledger.data(question)["pupilChanges"]["nodes"]]
    assert rows == [
        (1, 45, 50, -5, 100, 100, 0),
        (2, 60, 50, 10, 90, 90, 0),
        (3, 40, None, None, 80, 80, 0),
        (4, 10, None, None, 70, None, None),
    ]
    assert [row["rbd"] for row in ledger.data(question, lost=True)["pupilChanges"]["nodes"]] == [1]


def test_the_band_of_concentration_changes_with_the_enrolment_of_the_year_before(
    ledger: Ledger,
) -> None:
    """Exactly 45 % belongs to the band that begins there; 44.999 % is rounded and does not."""
    ledger.record(
        *(attendance(f"2016-{m:02}", prioritarios=44_999, total=100_000) for m in range(3, 13)),
        *(attendance(f"2017-{m:02}", prioritarios=45, total=100) for m in range(3, 13)),
        attendance("2018-03", prioritarios=100, total=100),
        *attended(2017, 2017, rbd=2),
    )
    [row] = ledger.data(
        """{ bandChanges(filter: { year: 2018, changed: true }) { nodes {
          rbd share previousShare bandFrom previousBandFrom months previousMonths changed } } }"""
    )["bandChanges"]["nodes"]
    assert tuple(row.values()) == (1, "45.00", "45.00", 45, 30, 10, 10, True)
    [other] = ledger.data(
        """{ bandChanges(filter: { year: 2018, rbd: 2 }) { nodes {
          bandFrom previousBandFrom changed } } }"""
    )["bandChanges"]["nodes"]
    assert tuple(other.values()) == (45, None, None)


def test_an_emergente_without_plan_counts_down_until_it_presents_one(ledger: Ledger) -> None:
    signed: dict[str, Any] = {
        "occurred_on": date(2018, 1, 15),
        "classification": "emergente",
        "from_date": date(2018, 3, 1),
        "to_date": date(2022, 2, 28),
    }
    ledger.record(
        *(convenio(rbd, **signed) for rbd in (1, 2, 3)),
        planned(2, 2018, date(2018, 2, 1)),
        planned(1, 2019, date(2019, 3, 1)),
        counts(2019, "autonomo", rbd=3),
    )
    question = """query ($on: Date!) { emergentesWithoutPlan(filter: { on: $on }) { nodes {
      rbd signedOn countdown(on: $on) { warnedOn fallsOn daysLeft state } } } }"""

    def asked(on: str) -> list[tuple[Any, ...]]:
        found = ledger.data(question, on=on)["emergentesWithoutPlan"]["nodes"]
        return [
            (row["rbd"], row["countdown"]["state"], row["countdown"]["daysLeft"]) for row in found
        ]

    assert asked("2018-06-01") == [(1, "EN_PLAZO", 318), (3, "EN_PLAZO", 318)]
    assert asked("2019-02-01") == [(1, "ADVERTIDA", 73), (3, "ADVERTIDA", 73)]
    assert asked("2019-06-01") == []  # one presented its plan, the other is no emergente any more


def test_schools_without_data_are_counted_by_the_first_reason(ledger: Ledger) -> None:
    basica = {"teaching_codes": [110]}
    ledger.record(
        school(1, 2024, **basica),
        school(2, 2024, **basica),
        school(3, 2024, status="cerrado"),
        school(4, 2024, dependency="particular_pagado", **basica),
        school(5, 2024, teaching_codes=[211]),
        counts(2024, rbd=1),
        counts(2024, rbd=2),
        payment(1, "2024-03", 10),
        payment(9, "2024-03", 10),
        result(1, 2024, lect=250),
        planned(1, 2024, date(2024, 1, 1)),
    )
    rows = ledger.data("{ schoolCoverage(year: 2024) { dataset state schools } }")
    found = {
        (row["dataset"], row["state"]): row["schools"]
        for row in rows["schoolCoverage"]
        if row["dataset"] in ("simce", "subvenciones", "pme", "documentos")
    }
    assert found == {
        ("simce", "WITH_DATA"): 1,
        ("simce", "NOT_WORKING"): 1,
        ("simce", "NOT_TAUGHT"): 1,
        ("simce", "ABSENT"): 2,
        ("subvenciones", "WITH_DATA"): 1,
        ("subvenciones", "UNREGISTERED"): 1,
        ("subvenciones", "NOT_WORKING"): 1,
        ("subvenciones", "NOT_SUBSIDISED"): 1,
        ("subvenciones", "ABSENT"): 2,
        ("pme", "WITH_DATA"): 1,
        ("pme", "NOT_WORKING"): 1,
        ("pme", "NOT_SUBSIDISED"): 1,
        ("pme", "OUTSIDE_REGIME"): 1,
        ("pme", "ABSENT"): 1,
        ("documentos", "NO_FILE"): 5,
    }
