"""What the law gives is what the sample's ministry paid, to the peso, in every school and month.

The payments come from a generator that knows nothing of the computation. Where they differ there is
an anomaly of the answer key, and the difference is its amount.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.figures import Ask, pages

Month = tuple[int, str]

COMPARED = """query ($after: String) {
  entitlementComparisons(first: 500, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      rbd month due paid difference verdict lacking differs retained exposedRetained withheld
      retentionDifference
    }
  }
}"""
COMPUTED = """query ($rbd: Rbd!) {
  school(rbd: $rbd) {
    entitlements {
      month due scaled exposedScaled retained complete amounts { article amount }
    }
  }
}"""
WRITTEN_IN = {(50001, "2018-04"): 9_876_543, (50001, "2023-08"): 99_999}
"""What additions.py puts into the files by hand: a payment, and a retention."""


@dataclass(frozen=True)
class Anomaly:
    rule: str
    rbd: int
    year: int
    key: str


@pytest.fixture(scope="module")
def anomalies(country: Path) -> list[Anomaly]:
    with (country / "anomalias.csv").open(encoding="utf-8") as file:
        return [
            Anomaly(row["regla"], int(row["rbd"]), int(row["anio"]), row["clave"])
            for row in csv.DictReader(file, delimiter=";")
        ]


@pytest.fixture(scope="module")
def compared(ask: Ask) -> dict[Month, dict[str, Any]]:
    return {
        (row["rbd"], row["month"]): row
        for page in pages(ask, COMPARED, {})
        for row in page["entitlementComparisons"]["nodes"]
    }


def of_school(ask: Ask, rbd: int) -> dict[str, dict[str, Any]]:
    return {row["month"]: row for row in ask(COMPUTED, rbd=rbd)["school"]["entitlements"]}


def played(anomalies: list[Anomaly], *rules: str) -> Iterator[Anomaly]:
    return (anomaly for anomaly in anomalies if anomaly.rule in rules)


def months(first: str, last: str) -> list[str]:
    years = range(int(first[:4]), int(last[:4]) + 1)
    found = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    return [month for month in found if first <= month <= last]


def differences(compared: dict[Month, dict[str, Any]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (rbd, month), row in compared.items():
        if row["difference"] and (rbd, month) != (50001, "2018-04"):
            found[rbd][month] = row["difference"]
    return found


def test_every_month_was_compared(compared: dict[Month, dict[str, Any]]) -> None:
    assert len(compared) > 3_500
    assert sum(row["difference"] == 0 for row in compared.values()) > 3_500
    assert None not in {row["difference"] for row in compared.values()}


def test_no_verdict_rests_on_what_the_files_leave_out(
    compared: dict[Month, dict[str, Any]],
) -> None:
    """They begin in 2014, and that of 2015 does not tell who of a grade is prioritario."""
    without = {at: row for at, row in compared.items() if row["verdict"] == "SIN_DATOS"}
    assert {month for _, month in without} == {
        *months("2014-01", "2014-03"), *months("2015-03", "2016-03"),
    }  # fmt: skip
    assert {reason for row in without.values() for reason in row["lacking"]} == {
        "falta la clasificación de 2013 y se supone la anterior",
        "no se sabe si 1M-4M 2013 cuenta grados que aún no estaban en el régimen",
        "no se sabe si 1M-4M 2015 cuenta grados que aún no estaban en el régimen",
    }
    rest = {row["verdict"] for at, row in compared.items() if at not in without}
    assert rest == {"CUMPLE", "NO_CUMPLE"}


def test_what_was_written_in_by_hand_is_found(compared: dict[Month, dict[str, Any]]) -> None:
    (payment, paid), (retention, withheld) = WRITTEN_IN.items()
    assert compared[payment]["paid"] == paid
    assert compared[payment]["differs"]
    assert compared[retention]["retentionDifference"] == -withheld


def test_only_schools_of_the_answer_key_differ(
    compared: dict[Month, dict[str, Any]], anomalies: list[Anomaly]
) -> None:
    touching = {anomaly.rbd for anomaly in played(anomalies, "RF29", "RF30", "RF31")}
    assert set(differences(compared)) == touching


def test_rf30_is_a_quarter_of_art_14_in_one_month(
    ask: Ask, compared: dict[Month, dict[str, Any]], anomalies: list[Anomaly]
) -> None:
    found = list(played(anomalies, "RF30"))
    assert found
    for anomaly in found:
        month = anomaly.key.split("mes=")[1]
        computed = of_school(ask, anomaly.rbd)[month]
        amounts = {one["article"]: one["amount"] for one in computed["amounts"]}
        excess = amounts["art14"] * 125 // 100 - amounts["art14"]
        assert differences(compared)[anomaly.rbd] == {month: excess}
        assert compared[anomaly.rbd, month]["differs"]


def test_rf31_is_paid_for_pupils_who_are_not_enrolled(
    compared: dict[Month, dict[str, Any]], anomalies: list[Anomaly]
) -> None:
    """From April of the year on, until the next June takes back what March was paid on it."""
    found = list(played(anomalies, "RF31"))
    assert found
    for anomaly in found:
        year = anomaly.year
        expected = {*months(f"{year}-04", f"{year + 1}-03"), f"{year + 1}-06"}
        of_rbd = differences(compared)[anomaly.rbd]
        assert set(of_rbd) == {month for month in expected if (anomaly.rbd, month) in compared}
        assert of_rbd[f"{year + 1}-06"] < 0 < of_rbd[f"{year}-09"]


def test_rf29_is_paid_after_its_convenio(
    compared: dict[Month, dict[str, Any]], anomalies: list[Anomaly]
) -> None:
    found = list(played(anomalies, "RF29"))
    assert found
    for anomaly in found:
        of_rbd = differences(compared)[anomaly.rbd]
        assert set(of_rbd) == set(months(f"{anomaly.year - 1}-03", "2025-12"))
        assert all(compared[anomaly.rbd, month]["due"] == 0 for month in of_rbd)


def test_rf02_is_exposed_to_a_cut_that_nobody_ordered(
    ask: Ask, compared: dict[Month, dict[str, Any]], anomalies: list[Anomaly]
) -> None:
    """The ministry went on paying the whole, and whole it is due until a resolution orders less."""
    found = {anomaly.rbd: anomaly.year for anomaly in played(anomalies, "RF02")}
    assert found
    for rbd, year in found.items():
        assert rbd not in differences(compared)
        computed = of_school(ask, rbd)
        assert {row["scaled"] for row in computed.values()} == {0}
        # Of convenios whose first half the files do not cover nobody can say.
        said = {month: row["exposedScaled"] for month, row in computed.items()}
        cuts = {month: -cut for month, cut in said.items() if cut is not None}
        assert min(month for month in cuts if cuts[month]) == f"{year}-03"
        assert all(cuts[month] > 0 for month in months(f"{year}-03", f"{year}-12"))


def test_rf03_is_exposed_to_have_half_retained(
    compared: dict[Month, dict[str, Any]], anomalies: list[Anomaly]
) -> None:
    found = {anomaly.rbd: anomaly.year for anomaly in played(anomalies, "RF03")}
    missing = {
        at: row
        for at, row in compared.items()
        if row["retentionDifference"] and at not in WRITTEN_IN
    }
    assert {rbd for rbd, _ in missing} == set(found)
    for rbd, year in found.items():
        assert {month for at, month in missing if at == rbd} == {
            month for month in months(f"{year + 1}-04", "2025-12") if month >= "2017-04"
        }
    assert all(row["exposedRetained"] == (row["due"] + 1) // 2 for row in missing.values())
    assert {row["retained"] for row in compared.values()} == {0}
