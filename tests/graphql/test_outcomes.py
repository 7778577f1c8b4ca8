"""The promise: a score stands only where it may, and what is missing is never taken for zero."""

import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import marked
from tests.projections.given import category, result, school

CHANGES = """{ testResultChanges(filter: {
  grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2018 }) {
  nodes { rbd fromScore toScore comparable change } } }"""


@pytest.fixture
def results(ledger: Ledger) -> Ledger:
    """Reading of 4b in 2016 and 2018: 1 rose, 2 was marked, 3 has no score, 4 only one year."""
    ledger.record(
        result(1, 2016, lect=250, mate=240),
        result(1, 2018, lect=263, mate=230),
        marked(2, 2016, 250, "insufficient_pupils"),
        result(2, 2018, lect=270),
        result(3, 2016, lect=250),
        marked(3, 2018, None, "insufficient_pupils"),
        result(4, 2018, lect=300),
    )
    return ledger


def test_a_change_stands_between_two_scores_without_a_mark(results: Ledger) -> None:
    nodes = results.data(CHANGES)["testResultChanges"]["nodes"]
    assert [tuple(node.values()) for node in nodes] == [
        (1, 250, 263, True, 13),
        (2, 250, 270, False, None),
        (3, 250, None, False, None),
    ]


def test_a_school_gives_its_own_change(results: Ledger) -> None:
    document = """query ($rbd: Rbd!) { school(rbd: $rbd) { testResultChange(
      grade: "4b", subject: MATEMATICA, fromYear: 2016, toYear: 2018) { change } } }"""
    assert results.data(document, rbd=1)["school"]["testResultChange"] == {"change": -10}
    assert results.data(document, rbd=4)["school"]["testResultChange"] is None


def test_means_leave_out_what_is_marked_or_missing_and_count_it(results: Ledger) -> None:
    rows = results.data(
        """{ testResultMeans(by: [YEAR], subject: LECTURA) {
          year schools results scored marked missing pupils mean schoolMean } }"""
    )["testResultMeans"]
    assert [tuple(row.values()) for row in rows] == [
        (2016, 3, 3, 2, 1, 0, 40, "250.0", "250.0"),
        (2018, 4, 4, 3, 0, 1, 60, "277.7", "277.7"),
    ]


def test_a_mean_weighs_each_school_by_its_pupils(ledger: Ledger) -> None:
    ledger.record(result(1, 2018, lect=200), marked(2, 2018, 320, None))  # 20 and 10 pupils
    (row,) = ledger.data(
        "{ testResultMeans(by: [GRADE], subject: LECTURA) { grade mean schoolMean } }"
    )["testResultMeans"]
    assert row == {"grade": "4b", "mean": "240.0", "schoolMean": "260.0"}


def test_categories_are_counted_by_year_and_level(ledger: Ledger) -> None:
    ledger.record(
        category(1, 2016, "alto"),
        category(2, 2016, "medio"),
        category(3, 2016, "medio"),
        category(1, 2018, "medio"),
    )
    counts = ledger.data("{ categoryCounts(year: 2016, level: BASICA) { category schools } }")
    assert counts["categoryCounts"] == [
        {"category": "ALTO", "schools": 1},
        {"category": "MEDIO", "schools": 2},
    ]


def test_a_reclassification_has_both_dates(ledger: Ledger) -> None:
    ledger.record(
        category(1, 2016, "medio"),
        category(2, 2016, "alto"),
        category(1, 2018, "insuficiente"),
        category(2, 2018, "alto"),
        school(1, 2018),
    )
    (node,) = ledger.data(
        """{ reclassifications(filter: { previousYear: 2016, year: 2018 }) { nodes {
          rbd previousCategory previousOn category occurredOn effectiveOn perhapsEarlier } } }"""
    )["reclassifications"]["nodes"]
    assert tuple(node.values()) == (
        1,
        "MEDIO",
        "2016-12-31",
        "INSUFICIENTE",
        "2018-12-31",
        "2019-03-01",
        True,  # of 2017 nothing is known
    )
