"""The promise: questions about advisers and about spending beside results are each answered by one
query, as the files have it and as the sample was made: advised schools gain 24 points and keep 14
of them, but those of anomaly RF39 keep none."""

from pathlib import Path
from statistics import mean
from typing import Any

import duckdb
import pytest

from tests.end_to_end.figures import Ask
from tests.end_to_end.test_figures_spending import RATE
from tests.end_to_end.test_questions import anomalies, rows
from tests.questions import QUERIES

Files = duckdb.DuckDBPyConnection
TEST = {"grade": "4b", "subject": "LECTURA"}


def changes(school: dict[str, Any]) -> dict[str, Any]:
    return {one["moment"]: one["change"] for one in school["moments"]}


def test_36_what_was_spent_of_what_was_received(ask: Ask, files: Files) -> None:
    told = ask(QUERIES["P36"], year=2024)["spending"]["distribution"]
    found: dict[Any, Any] = {
        (row["dependency"], row["category"]): (row["schools"], float(row["overall"]))
        for row in told
        if row["schools"]
    }
    expected = rows(
        files,
        f"""{RATE}
        select dependency, category, count(*), 100 * sum(numerator) / sum(denominator)
        from fact
        join places using (rbd)
        left join standings on standings.rbd = fact.rbd
            and fact.year >= standings.fromYear and fact.year < standings.nextYear
        where told and fact.year = 2024
            and fact.year >= places.fromYear and fact.year < places.nextYear
        group by all""",
    )
    assert found == {
        (dependency, category): (schools, pytest.approx(rate, abs=0.05))
        for dependency, category, schools, rate in expected
    }


def test_42_spending_schools_concentration_and_results(ask: Ask, files: Files) -> None:
    answer = ask(QUERIES["P42"], **TEST)
    paid = [one["paid"] for one in answer["advisers"]]
    assert paid == sorted(paid, reverse=True)
    served = dict(
        rows(
            files,
            """select ateRut, count(distinct bearer.rbd)
            from contract join bearer using (contract) group by 1""",
        )
    )
    assert {one["label"]: one["schools"] for one in answer["advisers"]} == served
    by_year: dict[int, int] = {}
    for row in answer["adviserConcentration"]:
        assert 0 < float(row["concentration"]) <= 10_000
        assert (row["advisers"] == 1) == (row["concentration"] == "10000.0")
        by_year[row["year"]] = by_year.get(row["year"], 0) + row["paid"]
    assert by_year == dict(
        rows(
            files,
            "select year(fecha_pago::date), sum(monto::bigint)::bigint from pagos_ate group by 1",
        )
    )
    for one in answer["advisers"]:
        for moment in one["moments"][1:]:
            change = moment["change"]
            assert (change["estimate"] is None) == (change["schools"] < 5)
            assert (change["low"] is None) == (change["schools"] < 10)


def test_43_what_is_left_after_the_end(ask: Ask, files: Files, country: Path) -> None:
    first = dict(
        rows(
            files,
            """select bearer.rbd, min(startsOn)::text
            from contract join bearer using (contract) group by 1""",
        )
    )
    faded = {rbd for rbd, _ in anomalies(country, "RF39")}
    kept: list[dict[str, Any]] = []
    lost: list[dict[str, Any]] = []
    for kind in ask(QUERIES["P43"], **TEST)["contractTypes"]:
        for school in kind["advisedSchools"]:
            told = changes(school)
            if school["startsOn"] == first[school["rbd"]] and None not in (
                told["DURING"],
                told["AFTER_1"],
            ):
                (lost if school["rbd"] in faded else kept).append(told)
    # A school's luck is at most four points in a year, so eight in a change.
    assert len(kept) >= 5
    assert all(
        abs((one["DURING"] or 24) - 24) <= 8 and abs(one["AFTER_1"] - 14) <= 8 for one in kept
    )
    assert mean(one["AFTER_1"] for one in kept) == pytest.approx(14, abs=3)
    assert lost
    for one in lost:
        assert (one["DURING"], one["AFTER_1"], one["AFTER_2"]) == (24, -2, -2)


def test_63_who_advises_a_school_at_what_price(ask: Ask, files: Files, country: Path) -> None:
    [(rbd, year)] = anomalies(country, "RF39")
    answer = ask(QUERIES["P63"], rbd=rbd, **TEST)
    contracts = answer["school"]["ateContracts"]
    expected = rows(
        files,
        "select contract, ateRut, committed, paid from contract where rbd = ? order by 1",
        rbd,
    )
    assert [
        (one["contract"], one["provider"]["ateRut"], one["committed"], one["paid"])
        for one in sorted(contracts, key=lambda one: str(one["contract"]))
    ] == expected
    advisers = answer["advisers"]
    assert [one["label"] for one in advisers] == sorted({rut for _, rut, _, _ in expected})
    (own,) = [
        school
        for one in advisers
        for school in one["advisedSchools"]
        if school["rbd"] == rbd and school["moments"][1]["year"] == year
    ]
    assert changes(own)["AFTER_2"] == -2
    everybody = rows(files, "select count(distinct rbd) from bearer")
    assert all(one["schools"] + one["market"]["schools"] >= everybody[0][0] for one in advisers)
