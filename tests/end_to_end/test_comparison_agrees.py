"""A comparison is the one that the statistics library's formula language, and a closed form, give
on rows that DuckDB assembles from the files: matched, weighted and counted anew.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.end_to_end.figures import Ask
from tests.outcomes.closed_form import weighted_difference
from tests.outcomes.formula import figures, fitted

COMPARISON = """query (
  $group: SchoolGroup!, $subject: Subject!, $before: [SchoolYear!]!, $after: [SchoolYear!]!
) {
  comparison(
    group: $group, grade: "4b", subject: $subject, before: $before, after: $after
    baselineYear: 2016, matching: {score: 80, pupils: [25], exactly: [RURAL]}
  ) {
    leastForMean leastForInterval
    group { year mean schools pupils }
    compared { year mean schools pupils }
    sameBand { year mean schools pupils }
    sameBandChange { schools before after change }
    estimate { ...estimate }
    placebos { ...estimate }
    balance { variable before { ...sides } after { ...sides } }
    cells {
      scoreFrom pupilsFrom rural socioeconomicGroup dependency schoolsInGroup schoolsCompared
    }
    dataVersion {
      rule { name version parameters { name value } }
      sample { asked used lost { reason year schools rbds } }
      files { name sha256 dataset rows }
    }
  }
}
fragment estimate on ComparisonEstimate {
  before after
  group { schools before after change }
  compared { schools before after change }
  difference {
    estimate standardError low high t pValue schoolsInGroup schoolsCompared observations
  }
}
fragment sides on BalanceSides { group compared standardized }"""

BEFORE = [2015, 2016]
GROUP_SQL = "rbd // 2 % 2 = 0"
"""The group of these questions: two schools of every four."""

SCHOOLS = f"""create or replace temp table side as
    select
        rbd, score, pupils, rural, {GROUP_SQL} as in_group, score // 80 * 80 as band,
        case when {{exact}} then if(pupils >= 25, 25, 0) end as size,
        case when {{exact}} then rural end as place
    from result
    where grade = '4b' and subject = ? and year = 2016 and score is not null and mark is null;
    create or replace temp table test as
    select rbd, year, score, pupils from result
    where grade = '4b' and subject = ? and score is not null and mark is null"""

WEIGHED = """create or replace temp table weighed as
    with kept as (
        select * from side
        where len(?) = (
            select count(*) from test where test.rbd = side.rbd and list_contains(?, year)
        )
    ),
    cell as (
        select band, size, place,
            count(*) filter (in_group) as grouped, count(*) filter (not in_group) as compared
        from kept group by all
    )
    select kept.*, grouped, compared, if(in_group, 1, grouped / compared) as weight
    from kept join cell
        on cell.band = kept.band
        and cell.size is not distinct from kept.size
        and cell.place is not distinct from kept.place
    where grouped > 0 and compared > 0"""

MEANS = """select rbd, in_group::integer, later, avg(test.score), any_value(weight)
    from weighed
    cross join (values (0, ?), (1, ?)) as span (later, years)
    join test using (rbd)
    where list_contains(years, year)
    group by rbd, in_group, later
    order by later, rbd"""

SERIES = """select year, sum(weight * test.score) / sum(weight), count(*), sum(test.pupils)
    from weighed join test using (rbd) where in_group = ? group by year order by year"""


@dataclass
class Files:
    """The sample's files, and the comparison of one subject made from them."""

    base: duckdb.DuckDBPyConnection
    subject: str
    after: list[int]

    def match(self, years: Sequence[int], *, exact: bool = True) -> None:
        """Weighs the schools with a score in the baseline year and in all of these."""
        for statement in SCHOOLS.format(exact=exact).split(";"):
            self.base.execute(statement, [self.subject])
        self.base.execute(WEIGHED, [list(years), list(years)])

    def means(self, before: Sequence[int], after: Sequence[int]) -> np.ndarray:
        """RBD, side, before or after, mean and weight: two rows to a school."""
        self.match([*before, *after])
        rows = self.base.execute(MEANS, [list(before), list(after)]).fetchall()
        return np.array(rows, np.float64)

    def series(self, *, in_group: bool) -> list[tuple[Any, ...]]:
        return self.base.execute(SERIES, [in_group]).fetchall()


@pytest.fixture(params=[("LECTURA", [2018]), ("MATEMATICA", [2018, 2022])], ids=str)
def given(request: pytest.FixtureRequest, files: duckdb.DuckDBPyConnection) -> Files:
    return Files(files, *request.param)


@pytest.fixture
def answered(ask: Ask, given: Files) -> dict[str, Any]:
    rows = given.base.execute(f"select distinct rbd from result where {GROUP_SQL}").fetchall()
    group = {"rbds": [*sorted(rbd for (rbd,) in rows), 99_999]}
    answer: dict[str, Any] = ask(
        COMPARISON, group=group, subject=given.subject, before=BEFORE, after=given.after
    )["comparison"]
    return answer


def exactly(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-8, abs=1e-8)


def rounded(expected: Any) -> Any:
    return pytest.approx(expected, abs=0.05 + 1e-9)


def test_estimates_and_placebos_are_those_of_the_formula_and_the_closed_form(
    answered: dict[str, Any], given: Files
) -> None:
    shown = 0
    for estimate in [answered["estimate"], *answered["placebos"]]:
        rows = given.means(estimate["before"], estimate["after"])
        early, late = np.split(rows, 2)
        weight, in_group = early[:, 4], early[:, 1] == 1
        sides = [
            [np.average(half[side, 3], weights=half[side, 4]) for half in (early, late)]
            for side in (in_group, ~in_group)
        ]
        for name, (before, after) in zip(("group", "compared"), sides, strict=True):
            its = estimate[name]
            assert [float(its[key]) for key in ("before", "after", "change")] == rounded(
                [before, after, after - before]
            )
        counts = [int(in_group.sum()), int((~in_group).sum())]
        assert [estimate[name]["schools"] for name in ("group", "compared")] == counts
        difference = estimate["difference"]
        assert (difference is not None) == (min(counts) >= answered["leastForInterval"])
        if difference is None:
            continue
        shown += 1
        *found, schools_in_group, schools_compared, observations = difference.values()
        assert found == exactly(list(figures(fitted(*rows.T))))
        assert found[:2] == exactly(weighted_difference(late[:, 3] - early[:, 3], weight, in_group))
        assert [schools_in_group, schools_compared, observations] == [*counts, len(rows)]
    assert shown >= 2


def test_series_are_weighted_means_with_their_counts(
    answered: dict[str, Any], given: Files
) -> None:
    for sides, exact in ({"group": True, "compared": False}, True), ({"sameBand": False}, False):
        given.match([], exact=exact)
        for name, in_group in sides.items():
            expected = given.series(in_group=in_group)
            points = [tuple(point.values()) for point in answered[name]]
            assert [(year, *counts) for year, _, *counts in points] == [
                (year, *counts) for year, _, *counts in expected
            ]
            assert [float(mean) for _, mean, *_ in points] == rounded(
                [mean for _, mean, *_ in expected]
            )


def test_schools_of_the_same_band_changed_as_their_files_say(
    answered: dict[str, Any], given: Files
) -> None:
    given.match([], exact=False)
    rows = given.base.execute(
        """with change as (
            select
                any_value(weight) as weight,
                avg(test.score) filter (list_contains($before, year)) as before,
                avg(test.score) filter (list_contains($after, year)) as after
            from weighed join test using (rbd)
            where not in_group and list_contains($before || $after, year)
            group by rbd having count(*) = len($before || $after)
        )
        select count(*), sum(weight * before) / sum(weight), sum(weight * after) / sum(weight),
            sum(weight * (after - before)) / sum(weight)
        from change""",
        {"before": BEFORE, "after": given.after},
    ).fetchall()
    assert [float(value) for value in answered["sameBandChange"].values()] == rounded(rows[0])


def test_cells_and_lost_schools_add_up_to_the_group(answered: dict[str, Any], given: Files) -> None:
    given.match([])
    cells = given.base.execute(
        """select band, size, place, null, null, any_value(grouped), any_value(compared)
        from weighed group by band, size, place"""
    ).fetchall()
    assert sorted(tuple(cell.values()) for cell in answered["cells"]) == sorted(cells)
    sample = answered["dataVersion"]["sample"]
    assert sample["used"] == answered["estimate"]["group"]["schools"]
    assert sample["asked"] == sample["used"] + sum(one["schools"] for one in sample["lost"])
    named = [rbd for one in sample["lost"] for rbd in one["rbds"]]
    assert len(set(named)) == len(named) == sum(one["schools"] for one in sample["lost"])
    (unknown,) = [one for one in sample["lost"] if 99_999 in one["rbds"]]
    assert (unknown["reason"], unknown["year"]) == ("no_result", 2016)


def test_balance_is_that_of_the_files(answered: dict[str, Any], given: Files) -> None:
    given.match([])
    expected = given.base.execute(
        """with known as (
            select
                side.in_group, side.score, side.pupils, side.rural::integer * 100 as rural,
                coalesce(weighed.weight, 0) as weight, total, 100 * prioritarios / total as share
            from side
            left join weighed using (rbd)
            left join (
                select rbd, count(*) as total, count(*) filter (prioritario) as prioritarios
                from pupil where year = 2016 group by rbd
            ) as pupil on pupil.rbd = side.rbd
        ),
        long as (
            unpivot (
                select in_group, weight, score::double as baseline_score,
                    pupils::double as pupils_tested, rural::double as rural_share,
                    share::double as priority_share, total::double as enrolment
                from known
            ) on baseline_score, pupils_tested, rural_share, priority_share, enrolment
            into name variable value number
        )
        select
            variable,
            avg(number) filter (in_group) as g, avg(number) filter (not in_group) as c,
            sqrt((var_samp(number) filter (in_group) + var_samp(number) filter (not in_group)) / 2)
                as spread,
            sum(number * weight) filter (in_group) / sum(weight) filter (in_group) as mg,
            sum(number * weight) filter (not in_group) / sum(weight) filter (not in_group) as mc
        from long group by variable order by variable"""
    ).fetchall()
    found = {one["variable"]: one for one in answered["balance"]}
    for variable, group, compared, spread, matched_group, matched_compared in expected:
        its = found[variable]
        assert list(its["before"].values()) == exactly(
            [group, compared, (group - compared) / spread]
        )
        assert list(its["after"].values()) == exactly(
            [matched_group, matched_compared, (matched_group - matched_compared) / spread]
        )


def test_the_data_version_names_the_files_by_their_hash(
    answered: dict[str, Any], country: Path
) -> None:
    files = answered["dataVersion"]["files"]
    assert {file["dataset"] for file in files} == {"simce", "directorio", "alumnos_sep"}
    assert {"simce4b2016_rbd_final.csv", "simce4b2022_rbd_final.csv"} <= {
        file["name"] for file in files
    }
    for file in files:
        content = (country / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert 0 < file["rows"] <= content.count(b"\n")


def test_schools_advised_in_some_years_are_compared_with_those_never_advised_through_to_later_ones(
    ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    """Contracts of 2015 to 2017, looked at in 2022, when they had long ended."""
    answer = ask(
        """{ comparison(
          group: {advisedFrom: 2015, advisedTo: 2017}, grade: "4b", subject: MATEMATICA
          before: [2014], after: [2018, 2022], matching: {score: 400, pupils: null, exactly: []}
        ) {
          compared { year schools } dataVersion { sample { asked used } rule {
            parameters { name value } } }
        } }"""
    )["comparison"]
    ((advised, used),) = files.execute(
        """with advised as (
            select rbd::integer as rbd from contratos_ate
            where year(fecha_inicio::date) <= 2017 and year(fecha_termino::date) >= 2015
        )
        select
            (select count(distinct rbd) from advised),
            (select count(*) from (
                select rbd from result
                where grade = '4b' and subject = 'MATEMATICA' and year in (2014, 2018, 2022)
                    and score is not null and mark is null and rbd in (from advised)
                group by rbd having count(*) = 3
            ))"""
    ).fetchall()
    assert answer["dataVersion"]["sample"] == {"asked": advised, "used": used}
    ((never,),) = files.execute(
        """select count(*) from result
        where grade = '4b' and subject = 'MATEMATICA' and year = 2014 and score is not null
            and mark is null and rbd not in (
                select rbd::integer from contratos_ate
                where year(fecha_inicio::date) <= 2022 and year(fecha_termino::date) >= 2014
            )"""
    ).fetchall()
    in_2014 = next(point for point in answer["compared"] if point["year"] == 2014)
    assert in_2014["schools"] == never > 0
    parameters = {one["name"]: one["value"] for one in answer["dataVersion"]["rule"]["parameters"]}
    assert parameters["never_advised"] == "2014-2022"
