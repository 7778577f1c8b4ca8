"""The promise: questions about categories, plans not presented, pupils and coverage are each
answered by one query, as the files have it."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tests.end_to_end.figures import Ask
from tests.end_to_end.test_questions import anomalies, picked, rows
from tests.questions import QUERIES, nodes

Files = duckdb.DuckDBPyConnection
STANDING = """
    select rbd, level, any_value(category), list(occurredOn order by occurredOn)
    from runs where occurredOn <= ? group by rbd, level, run
    qualify row_number() over (partition by rbd, level order by run desc) = 1"""


def one_of_each(standings: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """One school of each level and category."""
    return list({standing[1:3]: standing for standing in standings}.values())


def later(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def upcoming(category: str, ordered_on: list[date], on: date) -> tuple[str, str] | None:
    """The next date, from arts 23, 29, 30 and 31 of Ley 20.529 and 23 and 24 of Ley 20.248."""
    since = ordered_on[0]
    every = {"INSUFICIENTE": 2, "MEDIO_BAJO": 4, "MEDIO_BAJO_NUEVO": 4}.get(category)
    if every is None:
        return None
    dates = [(later(since, every * n), "VISITA") for n in range(1, 12)]
    if category == "INSUFICIENTE":
        again = ordered_on[1].year if len(ordered_on) > 1 else since.year + 1
        dates += [
            (date(again + 1, 3, 1), "EN_RECUPERACION"),
            (later(since, 3), "CARTA_A_FAMILIAS"),
            (later(since, 4), "FIN_DEL_APOYO"),
        ]
    first = min((one for one in dates if one[0] > on), key=lambda one: (one[0], one[1] != "VISITA"))
    return first[0].isoformat(), first[1]


def test_39_emergentes_without_plan(ask: Ask, country: Path, files: Files) -> None:
    for rbd, year in anomalies(country, "RF32"):
        found = nodes(ask, "P39", on=f"{year}-10-01")
        assert [row["rbd"] for row in found] == [rbd]
        countdown = found[0]["countdown"]
        # No file says that the ministry warned, so the three months have not begun.
        assert (countdown["warnedOn"], countdown["fallsOn"]) == (None, None)
        assert countdown["state"] == "SIN_APERCIBIMIENTO"


def test_40_the_next_legal_consequence_of_each_insuficiente(ask: Ask, files: Files) -> None:
    asked = 0
    for on in (date(2018, 6, 1), date(2019, 6, 1), date(2024, 6, 1)):
        found = [
            {
                **row,
                "next": (row["nextConsequence"]["dueOn"], row["nextConsequence"]["consequence"]),
            }
            for row in nodes(ask, "P40", on=on.isoformat())
            for due in [row["nextConsequence"]]
        ]
        expected = [
            (rbd, level, len(ordered_on), upcoming(category, ordered_on, on))
            for rbd, level, category, ordered_on in rows(files, STANDING, on)
            if category == "INSUFICIENTE"
        ]
        assert picked(found, "rbd", "level", "orderings", "next") == sorted(expected, key=str)
        asked += len(found)
    assert asked


def test_41_what_each_change_of_category_meant(ask: Ask, files: Files) -> None:
    found = nodes(ask, "P41", year=2018)
    changed = rows(
        files,
        """select rbd, level, previous, category from (
            select *, lag(category) over (partition by rbd, level order by year) as previous
            from category
        ) where year = 2018 and previous <> category""",
    )
    assert picked(found, "rbd", "level", "previousCategory", "category") == sorted(changed, key=str)
    due = {
        (rbd, assumed): total
        for rbd, assumed, total in rows(
            files,
            """select rbd, upper(assumed), sum(due)::bigint from due
            where assumed is not null and month between '2019-03' and '2020-02' group by 1, 2""",
        )
    }
    compared = 0
    for row in found:
        budget = row["budget"]
        if budget and "EN_RECUPERACION" not in budget.values():
            before, after = budget["previousClassification"], budget["classification"]
            assert budget["change"] == due[row["rbd"], after] - due[row["rbd"], before]
            compared += 1
    assert compared


def test_44_prioritarios_lost_against_the_year_before(ask: Ask, files: Files) -> None:
    found = nodes(ask, "P44", year=2018, lost=True)
    expected = rows(
        files,
        """with counted as (
            select rbd, year, count(*) filter (where prioritario) as prioritarios
            from pupil where year in (2017, 2018) group by rbd, year
        )
        select rbd, later.prioritarios, earlier.prioritarios
        from counted as later join counted as earlier using (rbd)
        where later.year = 2018 and earlier.year = 2017
            and later.prioritarios < earlier.prioritarios""",
    )
    assert expected
    assert picked(found, "rbd", "prioritarios", "previousPrioritarios") == sorted(expected, key=str)
    version = ask(QUERIES["P44"], year=2018, lost=True)["pupilChanges"]["dataVersion"]
    assert version["sample"] == {"asked": len(expected), "used": len(expected), "lost": []}
    of_pupils = [file["rows"] for file in version["files"] if "Beneficiarios" in file["name"]]
    assert of_pupils == [len(expected)] * 2


def test_45_bands_that_change(ask: Ask, files: Files) -> None:
    expected = rows(
        files,
        """with enrolled as (
            select rbd::integer as rbd, left(mes, 4)::integer + 1 as year,
                100 * sum(prioritarios::bigint) as part, sum(total::bigint) as whole
            from asistencia_sep where right(mes, 2) between '03' and '12' group by 1, 2
        ),
        share as (
            select rbd, year, list_max(list_filter(
                [0, 15, 30, 45, 60], lambda percent: percent * whole <= part
            )) as band
            from enrolled
        )
        select later.year, rbd, later.band, earlier.band
        from share as later join share as earlier using (rbd)
        where earlier.year = later.year - 1 and later.band <> earlier.band""",
    )
    assert expected
    for year in {year for year, *_ in expected}:
        found = nodes(ask, "P45", year=year)
        of_year = [row[1:] for row in expected if row[0] == year]
        assert picked(found, "rbd", "bandFrom", "previousBandFrom") == sorted(of_year, key=str)


def test_47_how_many_schools_have_no_data_and_why(ask: Ask, files: Files) -> None:
    answer = ask(QUERIES["P47"], year=2023)
    found, version = answer["schoolCoverage"], answer["schoolCoverageDataVersion"]
    counted = {(row["dataset"], row["state"]): row["schools"] for row in found}
    all_of: dict[str, int] = {}
    for (dataset, _), schools in counted.items():
        all_of[dataset] = all_of.get(dataset, 0) + schools
    [(registered,)] = rows(files, "select count(distinct rbd) from register where year <= 2023")
    assert set(all_of.values()) == {registered} == {version["sample"]["asked"]}
    behind = {file["name"]: file["rows"] for file in version["files"]}
    [(paid,)] = rows(files, "select count(*) from payment where year = 2023")
    assert [number for name, number in behind.items() if "Subvenciones" in name] == [paid]
    stated = {
        "simce": "select distinct rbd from result where year = 2023",
        "subvenciones": "select distinct rbd from payment where year = 2023",
        "pme": "select distinct rbd from pme_acciones where anio = '2023'",
    }
    for dataset, schools_with_data in stated.items():
        assert counted[dataset, "WITH_DATA"] == len(rows(files, schools_with_data))


def test_62_which_category_since_when_and_what_next(ask: Ask, files: Files) -> None:
    on = date(2024, 6, 1)
    seen = set()
    for rbd, level, category, ordered_on in one_of_each(rows(files, STANDING, on)):
        school: dict[str, Any] = ask(QUERIES["P62"], rbd=rbd, on=on.isoformat())["school"]
        [standing] = [one for one in school["categoryStandings"] if one["level"] == level]
        assert (standing["category"], standing["since"]) == (category, ordered_on[0].isoformat())
        due = standing["nextConsequence"]
        assert (due and (due["dueOn"], due["consequence"])) == upcoming(category, ordered_on, on)
        assert all(
            one["reached"] == bool(one["dueOn"] and one["dueOn"] <= on.isoformat())
            for one in standing["consequences"]
        )
        seen.add(category)
    assert seen >= {"ALTO", "MEDIO", "MEDIO_BAJO"}
