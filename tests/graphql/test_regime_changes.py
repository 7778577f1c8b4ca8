"""The promise: what changes from year to year within the regime is told school by school, and
schools without data are counted by reason."""

from datetime import date
from typing import Any

from tests.graphql.conftest import Ledger
from tests.projections.entitlements_given import (
    attendance,
    attended,
    convenio,
    counts,
    ordered,
    step_of,
)
from tests.projections.given import payment, result, school

from sep_domain.events.education.pme import PmeActionPlanned
from sep_domain.events.education.pupils import PupilCountsPublished
from sep_domain.events.legal.acts import ResolutionNotified


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

    assert asked("2018-06-01") == [(1, "EN_PLAZO", None), (3, "EN_PLAZO", None)]
    # The year is over, and that the ministry warned is not known.
    assert asked("2019-02-01") == [(1, "SIN_APERCIBIMIENTO", None), (3, "SIN_APERCIBIMIENTO", None)]
    warning = ordered("apercibimiento_pme", authority="ministerio")
    ledger.record(warning)
    assert asked("2019-02-01")[0] == (1, "SIN_APERCIBIMIENTO", None)
    ledger.record(step_of(warning, ResolutionNotified, date(2019, 1, 20)))
    assert asked("2019-02-01") == [(1, "APERCIBIDA", 79), (3, "SIN_APERCIBIMIENTO", None)]
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


VERSION = """{ position rule { name parameters { name value } }
  sample { asked used lost { reason schools rbds } } files { name rows sha256 } }"""


def test_changes_of_pupils_name_what_they_are_made_of(ledger: Ledger) -> None:
    known = ledger.record(
        school(1, 2017, region=10),
        *(pupils(1, year, 50, 100) for year in (2016, 2017, 2018)),
        *(pupils(2, year, stated, 90) for year, stated in ((2017, None), (2018, 60))),
        pupils(3, 2018, 10, 70),
        pupils(4, 2017, 10, 70),
    )
    ledger.record(pupils(5, 2018, 10, 70))
    question = f"""query ($region: Region, $asOf: DateTime) {{
      pupilChanges(filter: {{ year: 2018, region: $region }}, asOf: $asOf, first: 1) {{
        dataVersion {VERSION} }} }}"""

    def made_of(**variables: Any) -> dict[str, Any]:
        version: dict[str, Any] = ledger.data(question, **variables)["pupilChanges"]["dataVersion"]
        return version

    told = made_of(asOf=known.isoformat())
    assert told["position"] == 8
    assert told["rule"]["name"] == "pupil_changes"
    assert told["sample"] == {
        "asked": 4,
        "used": 1,
        "lost": [
            {"reason": "absent", "schools": 1, "rbds": [4]},
            {"reason": "absent_before", "schools": 1, "rbds": [3]},
            {"reason": "not_stated", "schools": 1, "rbds": [2]},
        ],
    }
    assert [file["rows"] for file in told["files"]] == [7]  # the register, not 2016

    assert (made_of()["position"], [file["rows"] for file in made_of()["files"]]) == (9, [7, 1])

    placed = made_of(region="LOS_LAGOS")
    assert placed["sample"] == {"asked": 1, "used": 1, "lost": []}
    assert [file["rows"] for file in placed["files"]] == [3]
    assert placed["rule"]["parameters"] == [
        {"name": "year", "value": "2018"},
        {"name": "region", "value": "10"},
    ]


def test_changes_of_band_name_the_enrolment_that_they_are_reckoned_from(ledger: Ledger) -> None:
    ledger.record(
        *attended(2016, 2017, rbd=1),
        *attended(2017, 2017, rbd=2),
        attendance("2018-03", rbd=1),
    )
    told = ledger.data(f"{{ bandChanges(filter: {{ year: 2018 }}) {{ dataVersion {VERSION} }} }}")[
        "bandChanges"
    ]["dataVersion"]
    assert told["sample"] == {
        "asked": 2,
        "used": 1,
        "lost": [{"reason": "absent_before", "schools": 1, "rbds": [2]}],
    }
    assert [file["rows"] for file in told["files"]] == [30]
    assert told["rule"]["name"] == "band_changes"
    bounds = {"name": "bounds", "value": "[15, 30, 45, 60]"}
    assert bounds in told["rule"]["parameters"]


def test_coverage_by_school_names_the_register_the_regime_and_every_dataset(
    ledger: Ledger,
) -> None:
    ledger.record(
        school(1, 2023, status="funcionando"),
        school(1, 2024),
        school(2, 2020),
        school(3, 2025),
        payment(9, "2024-03", 10),
        payment(1, "2023-03", 10),
        result(1, 2024, lect=250),
        counts(2024, rbd=1),
        convenio(2, from_date=date(2022, 3, 1), to_date=date(2026, 2, 28)),
        convenio(1, from_date=date(2010, 3, 1), to_date=date(2014, 2, 28)),
    )
    told = ledger.data(f"{{ schoolCoverageDataVersion(year: 2024) {VERSION} }}")[
        "schoolCoverageDataVersion"
    ]
    assert told["position"] == 10
    assert told["rule"]["name"] == "school_coverage"
    assert told["sample"] == {"asked": 3, "used": 3, "lost": []}
    # two entries of the register, a payment, a result, the counts, the convenio in force
    assert [file["rows"] for file in told["files"]] == [6]


def test_what_changes_are_made_of_takes_one_statement_for_schools_and_one_for_files(
    ledger: Ledger,
) -> None:
    ledger.record(*(pupils(rbd, 2018, 10, 70) for rbd in range(1, 20)))
    asked = ledger.ask(
        f"{{ pupilChanges(filter: {{ year: 2018 }}) {{ nodes {{ rbd }} dataVersion {VERSION} }} }}"
    )
    plain = ledger.ask("{ pupilChanges(filter: { year: 2018 }) { nodes { rbd } } }")
    assert asked.statements == plain.statements + 2
