"""Categories over time, how long each has held and who moved where equal the files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures
from tests.end_to_end.test_figures_series import of

HISTORY = Figures(
    "how long each category has held",
    """query ($after: String) {
      categoryHistory(first: 200, after: $after) { nodes {
        rbd level year occurredOn category enrolment since perhapsEarlier orderings years
        insuficienteInARow schoolYear classification
      } }
    }""",
    """with counted as (
        select rbd, level, year,
            row_number() over same as orderings, min(year) over same as sinceYear,
            min(occurredOn) over same as since,
            bool_or(perhapsEarlier) over same as perhapsEarlier
        from runs window same as (partition by rbd, level, run order by year)
    )
    select
        category.* exclude (schoolName, dependency, regionName, comunaName), since,
        perhapsEarlier, orderings,
        year - sinceYear + 1 as years,
        if(orderings is null, null, if(category = 'INSUFICIENTE', orderings, 0))
            as insuficienteInARow,
        year + 1 as schoolYear, classification
    from category
    left join counted using (rbd, level, year)
    left join classified
        on classified.rbd = category.rbd and classified.year = category.year + 1""",
)

HISTORY_OF_SCHOOLS = Figures(
    "categories of a school with how long each has held",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { categoryHistory(level: BASICA) {
        rbd year category enrolment
      } } }
    }""",
    "select rbd, year, category, enrolment from category where level = 'BASICA'",
)

TIMES = Figures(
    "time in each category",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd timeInCategories {
        level category orderings years longest fromYear toYear
      } } }
    }""",
    """with span as (
        select rbd, level, run, any_value(category) as category, count(*) as orderings,
            min(year) as fromYear, max(year) as toYear, bool_or(perhapsEarlier) as afterGap
        from runs group by rbd, level, run
    ),
    held as (
        select *, if(
                lead(afterGap, 1, true) over (partition by rbd, level order by run), toYear + 1,
                lead(fromYear) over (partition by rbd, level order by run)
            ) - fromYear as years
        from span
    )
    select rbd, level, category, sum(orderings)::bigint as orderings, sum(years)::bigint as years,
        max(years) as longest, min(fromYear) as fromYear, max(toYear) as toYear
    from held group by rbd, level, category""",
)

STANDINGS = Figures(
    "where schools stand on a day",
    """query ($on: Date!, $after: String) {
      categoryStandings(filter: { on: $on }, first: 100, after: $after) { nodes {
        rbd level category since perhapsEarlier orderings lastYear classification classificationYear
        recoveringYears region dependency
      } }
    }""",
    """with day as (select unnest(['2019-06-01'::date, '2024-06-01'::date]) as asked),
    known as (select * from day, runs where occurredOn <= asked),
    latest as (
        select asked, rbd, level, run, any_value(category) as category,
            min(occurredOn) as since, bool_or(perhapsEarlier) as perhapsEarlier,
            count(*) as orderings, max(year) as lastYear
        from known
        group by asked, rbd, level, run
        qualify row_number() over (partition by asked, rbd, level order by run desc) = 1
    ),
    published as (
        select asked, rbd, max(year) as classificationYear,
            arg_max(classification, year) as classification
        from day, classified where make_date(year, 3, 1) <= asked group by asked, rbd
    ),
    entry as (
        select asked, rbd, arg_max(region, year) as region, arg_max(dependency, year) as dependency
        from day, register where occurredOn <= asked group by asked, rbd
    )
    select rbd, level, category, since, perhapsEarlier, orderings, lastYear,
        classification, classificationYear, 0 as recoveringYears, region, dependency
    from latest left join published using (asked, rbd) left join entry using (asked, rbd)""",
    variables="""select unnest(['2019-06-01', '2024-06-01']) as "on" """,
)


def transitions(by: tuple[str, ...]) -> Figures:
    argument, fields, columns = of(by)
    only = "and (level, earlier.year, later.year) = ('BASICA', 2018, 2024)" if by else ""
    years = f"""from (select distinct level, year from category) as later
            join (select distinct level, year from category) as earlier using (level)
            where earlier.year < later.year {only}"""
    return Figures(
        f"transitions of categories by {' and '.join(by) or 'country'}".lower(),
        f"""query ($level: EducationLevel!, $from: SchoolYear!, $to: SchoolYear!) {{
          categoryTransitions(
            filter: {{ level: $level, fromYear: $from, toYear: $to }}{argument}
          ) {{ {fields} fromCategory toCategory schools share }}
        }}""",
        f"""with years as (
            select level, earlier.year as fromYear, later.year as toYear
            {years}
        ),
        asked as (
            select years.*, rbd, category.category, category.dependency, year
            from years join category
                on category.level = years.level and year in (fromYear, toYear)
        ),
        moved as (
            select level, fromYear, toYear, rbd,
                any_value(category) filter (where year = fromYear) as fromCategory,
                any_value(category) filter (where year = toYear) as toCategory,
                arg_max(dependency, year) as dependency
            from asked group by all
        ),
        counted as (
            select level, fact.fromYear, toYear,
                {columns.replace("dependency", "fact.dependency")}
                fromCategory, toCategory, count(*) as schools
            from moved as fact
            left join places on places.rbd = fact.rbd
                and toYear >= places.fromYear and toYear < places.nextYear
            group by all
        )
        select {columns} fromCategory, toCategory, schools,
            if(sum(schools) over origin >= 5, tenths(
                100 * schools, (sum(schools) over origin)::bigint
            ), null) as share
        from counted
        window origin as (partition by level, counted.fromYear, counted.toYear,
            {columns} fromCategory)""",
        variables=f"""select level, earlier.year as "from", later.year as "to" {years}""",
        # No category has five schools in one region of the sample.
        never_stated=("share",) if "REGION" in by else (),
    )


FIGURES = (
    *(HISTORY, HISTORY_OF_SCHOOLS, TIMES, STANDINGS),
    *map(transitions, ((), ("REGION",), ("DEPENDENCY",), ("REGION", "DEPENDENCY"))),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
