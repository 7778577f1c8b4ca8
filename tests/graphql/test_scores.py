"""The promise: a series is made of scores that stand, weighs schools by pupils tested, says of how
many schools and pupils each number is, and counts by reason the schools that have no score."""

from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import marked
from tests.projections.given import category, result, school

from sep_domain.events.education.results import TestResultPublished

NATIONAL = """{ scoreSeries(grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2019) {
  leastSchools yearsWithoutFile
  points {
    year schools pupils mean schoolsWithoutScore withoutScore { why notTested mark schools }
  }
  changes {
    fromYear toYear schools change meanOfChanges schoolsOnlyEarlier schoolsOnlyLater
    differenceOfMeans
    fromPupils toPupils schoolsEarlier schoolsLater
  }
} }"""


def reading(rbd: int, year: int, score: int | None, **changes: Any) -> TestResultPublished:
    """Reading of 4b; changes of the school's row, or of the result."""
    of_subject = {"subject": "lect", "score": score, "pupils": 20}
    own = {name: changes.pop(name) for name in list(changes) if name in OF_SUBJECT}
    row = result(rbd, year).model_dump(mode="json")
    return TestResultPublished.model_validate(
        {**row, **changes, "results": [{**of_subject, **own}]}
    )


OF_SUBJECT = {
    *("pupils", "mark", "difference_mark"),
    *("insufficient_share", "elementary_share", "adequate_share"),
}


@pytest.fixture
def five(ledger: Ledger) -> Ledger:
    """Five schools with a score in 2016 and 2018; 2017 and 2019 have no file."""
    ledger.record(
        *(reading(rbd, 2016, 250) for rbd in range(1, 6)),
        *(reading(rbd, 2018, 250 + rbd) for rbd in range(1, 6)),
    )
    return ledger


def test_years_without_a_file_are_named_and_have_no_point(five: Ledger) -> None:
    series = five.data(NATIONAL)["scoreSeries"]
    assert series["yearsWithoutFile"] == [2017, 2019]
    assert [(one["year"], one["mean"]) for one in series["points"]] == [
        (2016, "250.0"),
        (2018, "253.0"),
    ]


def test_a_mean_weighs_each_school_by_its_pupils(five: Ledger) -> None:
    five.record(reading(6, 2018, 400, pupils=100), reading(7, 2018, 250, pupils=0))
    point = five.data(NATIONAL)["scoreSeries"]["points"][-1]
    # (20 × (251 + … + 255) + 100 × 400) / 200 = 326.5
    assert (point["mean"], point["schools"], point["pupils"]) == ("326.5", 6, 200)
    assert point["withoutScore"] == [
        {"why": "PUPILS_UNKNOWN", "notTested": None, "mark": None, "schools": 1}
    ]


def test_a_half_goes_to_the_even_digit(ledger: Ledger) -> None:
    """250.15, 250.35 and 250.65, of twenty schools that weigh the same."""
    ledger.record(
        *(
            reading(rbd, year, 251 if rbd <= higher else 250)
            for year, higher in ((2016, 3), (2017, 7), (2018, 13))
            for rbd in range(1, 21)
        )
    )
    points = ledger.data(NATIONAL)["scoreSeries"]["points"]
    assert [point["mean"] for point in points] == ["250.2", "250.4", "250.6"]


def test_schools_without_a_score_are_counted_by_reason_and_never_as_zero(five: Ledger) -> None:
    five.record(
        reading(6, 2018, None, not_tested="strike", pupils=0),
        reading(7, 2018, None, not_tested="refused", pupils=0),
        marked(8, 2018, None, "insufficient_pupils"),
        marked(9, 2018, 300, "insufficient_pupils"),
        marked(10, 2018, 300, "beyond_agency_not_representative"),
        reading(11, 2018, None),
        reading(12, 2016, 300),
        reading(13, 2016, 300),
        school(13, 2017, status="cerrado"),
    )
    point = five.data(NATIONAL)["scoreSeries"]["points"][-1]
    assert (point["mean"], point["schools"], point["schoolsWithoutScore"]) == ("253.0", 5, 7)
    assert {
        (each["why"], each["notTested"] or each["mark"]): each["schools"]
        for each in point["withoutScore"]
    } == {
        ("NOT_TESTED", "STRIKE"): 1,
        ("NOT_TESTED", "REFUSED"): 1,
        ("TOO_FEW_PUPILS", "INSUFFICIENT_PUPILS"): 2,
        ("MARKED", "BEYOND_AGENCY_NOT_REPRESENTATIVE"): 1,
        ("NOT_PUBLISHED", None): 1,
        ("ABSENT", None): 1,
    }


def test_below_five_schools_there_is_a_count_and_no_mean(ledger: Ledger) -> None:
    ledger.record(
        *(reading(rbd, year, 250) for rbd in range(1, 5) for year in (2016, 2018)),
    )
    series = ledger.data(NATIONAL)["scoreSeries"]
    assert series["leastSchools"] == 5
    assert [(one["schools"], one["pupils"], one["mean"]) for one in series["points"]] == [
        (4, 80, None),
        (4, 80, None),
    ]
    [change] = series["changes"]
    assert (change["schools"], change["change"], change["differenceOfMeans"]) == (4, None, None)


def test_the_change_of_a_group_is_over_the_schools_with_both_scores(five: Ledger) -> None:
    five.record(
        reading(6, 2016, 150),  # lost: marked later
        marked(6, 2018, 400, "beyond_agency_not_representative"),
        reading(7, 2018, 153),  # new
    )
    [change] = five.data(NATIONAL)["scoreSeries"]["changes"]
    assert (change["fromYear"], change["toYear"], change["schools"]) == (2016, 2018, 5)
    assert (change["schoolsOnlyEarlier"], change["schoolsOnlyLater"]) == (1, 1)
    assert (change["schoolsEarlier"], change["schoolsLater"]) == (6, 6)
    assert (change["fromPupils"], change["toPupils"]) == (100, 100)
    # of the five: 250 to 253; of all: 1,400 / 6 to 1,418 / 6
    assert (change["change"], change["differenceOfMeans"]) == ("3.0", "3.0")


def test_the_change_and_the_difference_of_the_means_are_two_numbers(five: Ledger) -> None:
    five.record(reading(6, 2018, 153))
    [change] = five.data(NATIONAL)["scoreSeries"]["changes"]
    assert (change["change"], change["differenceOfMeans"]) == ("3.0", "-13.7")


def test_the_mean_of_the_changes_weighs_each_school_the_same(five: Ledger) -> None:
    """A large school that lost ten points moves the change of the means, and one mean in six."""
    five.record(reading(6, 2016, 250, pupils=900), reading(6, 2018, 240, pupils=900))
    [change] = five.data(NATIONAL)["scoreSeries"]["changes"]
    # 5 schools of 20 pupils gain 3: (100 × 253 + 900 × 240) / 1,000 − 250, and (5 × 3 − 10) / 6
    assert (change["change"], change["meanOfChanges"]) == ("-8.7", "0.8")


def test_a_change_between_two_years_named(five: Ledger) -> None:
    five.record(*(reading(rbd, 2019, 260) for rbd in range(1, 6)))
    changes = five.data(
        """{ scoreSeries(grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2019) {
          consecutive: changes { fromYear toYear change }
          named: changes(years: [2016, 2019]) { fromYear toYear change }
        } }"""
    )["scoreSeries"]
    assert [tuple(one.values()) for one in changes["consecutive"]] == [
        (2016, 2018, "3.0"),
        (2018, 2019, "7.0"),
    ]
    assert [tuple(one.values()) for one in changes["named"]] == [(2016, 2019, "10.0")]
    wrong = five.ask(
        """{ scoreSeries(grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2019) {
          changes(years: [2016]) { change } } }"""
    )
    assert wrong.codes == {"BAD_ARGUMENT"}


def test_groups_are_of_the_year_and_of_the_category_of_the_level(ledger: Ledger) -> None:
    ledger.record(
        *(
            reading(rbd, 2018, 200 + 10 * (rbd > 5), region=13 if rbd > 5 else 5)
            for rbd in range(1, 11)
        ),
        *(category(rbd, 2017, "alto") for rbd in range(1, 6)),
    )
    by = """query ($by: [ScoreDimension!]!) {
      scoreSeries(grade: "4b", subject: LECTURA, fromYear: 2018, toYear: 2018, by: $by) {
        points { region category schools mean }
      }
    }"""
    regions = ledger.data(by, by=["REGION"])["scoreSeries"]["points"]
    assert [(one["region"], one["mean"]) for one in regions] == [
        ("VALPARAISO", "200.0"),
        ("METROPOLITANA", "210.0"),
    ]
    categories = ledger.data(by, by=["CATEGORY"])["scoreSeries"]["points"]
    assert [(one["category"], one["mean"]) for one in categories] == [
        ("ALTO", "200.0"),
        (None, "210.0"),
    ]


def test_shares_by_standard_are_apart_from_the_mean_and_missing_is_not_zero(
    ledger: Ledger,
) -> None:
    shares = {"insufficient_share": "0", "elementary_share": "40", "adequate_share": "60"}
    ledger.record(
        *(reading(rbd, 2018, 250, **shares) for rbd in range(1, 6)),
        reading(6, 2018, 250),
        marked(7, 2018, 250, "beyond_agency_not_representative"),
    )
    [point] = ledger.data(
        """{ scoreSeries(grade: "4b", subject: LECTURA, fromYear: 2018, toYear: 2018) { points {
          schools schoolsWithStandards pupilsWithStandards insufficientShare elementaryShare
          adequateShare
        } } }"""
    )["scoreSeries"]["points"]
    assert tuple(point.values()) == (6, 5, 100, "0.0", "40.0", "60.0")


OF_SCHOOL = """{ school(rbd: 1) { scores(grade: "4b", subject: LECTURA) {
  year score publishedScore missing previousYear previousScore comparable change } } }"""


def test_a_school_changes_only_between_consecutive_comparable_measurements(
    ledger: Ledger,
) -> None:
    ledger.record(
        school(1, 2018),
        reading(1, 2014, 240),
        reading(2, 2015, 200),  # a measurement in which school 1 is missing
        reading(1, 2016, 250),
        reading(1, 2017, 256),
        marked(1, 2018, 300, "beyond_agency_not_representative"),
        reading(1, 2022, 260),
        reading(1, 2023, 262, difference_mark="not_comparable"),
        reading(1, 2024, 263),
    )
    rows = ledger.data(OF_SCHOOL)["school"]["scores"]
    assert [tuple(row.values()) for row in rows] == [
        (2014, 240, 240, None, None, None, False, None),
        (2016, 250, 250, None, 2015, None, False, None),
        (2017, 256, 256, None, 2016, 250, True, 6),
        (2018, None, 300, "MARKED", 2017, 256, False, None),
        (2022, 260, 260, None, 2018, None, False, None),
        (2023, 262, 262, None, 2022, 260, False, None),
        (2024, 263, 263, None, 2023, 262, True, 1),
    ]


def test_a_series_is_as_known_at_an_instant(five: Ledger) -> None:
    before = five.record(reading(6, 2018, 250))
    five.record(*(reading(rbd, 2018, 260) for rbd in range(1, 7)))
    question = """query ($then: DateTime) { scoreSeries(
      grade: "4b", subject: LECTURA, fromYear: 2018, toYear: 2018, asOf: $then
    ) { points { schools mean } } }"""
    now, then = (five.data(question, then=at) for at in (None, before.isoformat()))
    assert now["scoreSeries"]["points"] == [{"schools": 6, "mean": "260.0"}]
    assert then["scoreSeries"]["points"] == [{"schools": 6, "mean": "252.5"}]


def test_each_part_of_a_series_is_one_statement(five: Ledger) -> None:
    answer = five.ask(NATIONAL)
    assert not answer.errors
    assert answer.statements == 4  # the position, the years, the points, the changes


def test_a_series_names_its_data_version(five: Ledger) -> None:
    five.record(marked(6, 2018, 300, "beyond_agency_not_representative"), reading(7, 2018, None))
    of = five.data(
        """{ scoreSeries(grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2019) {
          dataVersion {
            position files { name sha256 rows } rule { name version parameters { name value } }
            sample { asked used lost { reason schools rbds } }
          }
        } }"""
    )["scoreSeries"]["dataVersion"]
    assert of["position"] == 12
    assert [file["rows"] for file in of["files"]] == [10, 2]
    assert {"name": "least_schools", "value": "5"} in of["rule"]["parameters"]
    assert of["sample"] == {
        "asked": 7,
        "used": 5,
        "lost": [
            {"reason": "marked", "schools": 1, "rbds": [6]},
            {"reason": "not_published", "schools": 1, "rbds": [7]},
        ],
    }


def test_a_series_of_a_group_of_schools(five: Ledger) -> None:
    five.record(*(reading(rbd, 2018, 150) for rbd in range(6, 11)))
    question = """query ($group: SchoolGroup!) { scoreSeries(
      grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2018, group: $group
    ) {
      points { year schools mean } changes { schools change }
      dataVersion { sample { asked used } files { rows } }
    } }"""
    series = five.data(question, group={"rbds": [1, 2, 3, 4, 5]})["scoreSeries"]
    assert series == {
        "points": [
            {"year": 2016, "schools": 5, "mean": "250.0"},
            {"year": 2018, "schools": 5, "mean": "253.0"},
        ],
        "changes": [{"schools": 5, "change": "3.0"}],
        "dataVersion": {"sample": {"asked": 5, "used": 5}, "files": [{"rows": 10}]},
    }
    assert five.ask(question, group={"grade": "4b"}).codes == {"BAD_ARGUMENT"}
