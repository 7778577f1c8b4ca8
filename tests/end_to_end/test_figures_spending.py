"""SEP money of schools beside their results equals the files: values, quantiles, correlations."""

from math import isclose

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

MONEY = """
    with paid as (
        select rbd, year, sum(sepTotal) as paid from payment group by all
    ),
    declared as (
        select rbd, year, sum(declared) as declared,
            coalesce(sum(declared) filter (where starts_with(account, '4105')), 0) as advice
        from document where subvencion = 'SEP' and rbd is not null group by all
    ),
    priority as (
        select rbd, year, count(*) filter (where prioritario) as pupils from pupil group by all
    ),
    money as (
        select * from (select * from paid full join declared using (rbd, year))
        left join priority using (rbd, year)
        where year between 2016 and 2025
    )
"""

PER_PUPIL = f"""{MONEY}, fact as (
        select rbd, year, paid as numerator, pupils as denominator, 1 as factor,
            coalesce(paid, 0) > 0 and coalesce(pupils, 0) > 0 as told
        from money
    )"""
RATE = f"""{MONEY}, fact as (
        select rbd, year, declared as numerator, paid as denominator, 100 as factor,
            coalesce(paid, 0) > 0 and coalesce(declared, 0) > 0 as told
        from money
    )"""
SHARE = f"""{MONEY}, fact as (
        select rbd, year, advice as numerator, declared as denominator, 100 as factor,
            coalesce(declared, 0) > 0 as told
        from money
    )"""

BY_YEAR = """
    select year, count(distinct rbd) filter (where told) as schools,
        count(*) filter (where told) as schoolYears, count(*) filter (where not told)
            as withoutValue,
        round_even(
            sum(factor * numerator) filter (where told) / sum(denominator) filter (where told), 1
        )::decimal(12, 1) as overall,
        list(factor * numerator / denominator order by numerator / denominator)
            filter (where told) as vals,
        if(schools >= 5, list_transform(
            [0.1, 0.25, 0.5, 0.75, 0.9],
            lambda q: round_even(vals[ceil(q * len(vals))::integer], 1)::decimal(12, 1)::text
        ), null) as quantiles
    from fact group by year"""


def spending(measure: str, sql: str, accounts: str = "") -> Figures:
    return Figures(
        f"how {measure} lies among schools, by year",
        f"""{{ spending(measure: {measure}, {accounts} fromYear: 2016, toYear: 2025) {{
            distribution(by: [YEAR]) {{
                year schools schoolYears withoutValue overall quantiles
            }}
        }} }}""",
        f"select * exclude (vals) from ({sql} {BY_YEAR})",
    )


ASSOCIATED = Figures(
    "schools and pupils behind each association, by year and lag",
    """{ spending(measure: EXECUTION_RATE, fromYear: 2016, toYear: 2025) {
        associations(grade: "4b", subject: LECTURA) { year lag schools pupils }
    } }""",
    f"""{RATE}
    select fact.year, lag, count(*) as schools, sum(result.pupils)::integer as pupils
    from fact, range(0, 4) as later (lag), result
    where told and result.rbd = fact.rbd and result.year = fact.year + lag
        and grade = '4b' and subject = 'LECTURA'
        and score is not null and mark is null and result.pupils > 0
    group by all""",
)

FIGURES = (
    spending("SEP_PER_PRIORITY_PUPIL", PER_PUPIL),
    spending("EXECUTION_RATE", RATE),
    spending("ACCOUNT_SHARE", SHARE, 'accounts: ["4105"],'),
    ASSOCIATED,
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


def test_correlations_are_those_of_the_files(ask: Ask, files: duckdb.DuckDBPyConnection) -> None:
    answered = ask(
        """{ spending(measure: SEP_PER_PRIORITY_PUPIL, fromYear: 2016, toYear: 2025) {
          score: associations(grade: "4b", subject: MATEMATICA, outcome: SCORE) { ...told }
          change: associations(grade: "4b", subject: MATEMATICA, outcome: CHANGE) { ...told }
        } }
        fragment told on SpendingAssociation {
          year lag schools pearson { estimate low high } spearman { estimate low high }
        }"""
    )["spending"]
    for outcome, points in (("score", "later.score"), ("change", "later.score - earlier.score")):
        expected = files.execute(
            f"""{PER_PUPIL},
            scored as (
                select rbd, year, score from result
                where grade = '4b' and subject = 'MATEMATICA'
                    and score is not null and mark is null and pupils > 0
            ),
            beside as (
                select fact.year, lag, numerator / denominator as value, {points} as points
                from fact
                join range(0, 4) as lags (lag) on told
                join scored as later on later.rbd = fact.rbd and later.year = fact.year + lag
                left join scored as earlier on earlier.rbd = fact.rbd and earlier.year = (
                    select max(year) from scored where scored.year < fact.year
                )
            ),
            ranked as (
                select *,
                    rank() over (partition by year, lag order by value)
                        + (count(*) over (partition by year, lag, value) - 1) / 2 as valueRank,
                    rank() over (partition by year, lag order by points)
                        + (count(*) over (partition by year, lag, points) - 1) / 2 as pointsRank
                from beside where points is not null
            )
            select year, lag, count(*), corr(value, points), corr(valueRank, pointsRank)
            from ranked group by all order by all"""
        ).fetchall()
        told = answered[outcome]
        assert [(one["year"], one["lag"], one["schools"]) for one in told] == [
            row[:3] for row in expected
        ]
        assert any(one["pearson"] for one in told)
        for one, (*_, schools, pearson, spearman) in zip(told, expected, strict=True):
            if schools < 10:
                assert (one["pearson"], one["spearman"]) == (None, None)
                continue
            for name, value in (("pearson", pearson), ("spearman", spearman)):
                assert isclose(one[name]["estimate"], value, abs_tol=1e-9)
                assert one[name]["low"] < value < one[name]["high"]
