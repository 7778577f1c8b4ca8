"""SIMCE and performance categories equal the files: false zeros are missing, marks are kept."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

RESULTS = Figures(
    "results by subject, with their marks",
    """query ($after: String) {
      testResults(first: 200, after: $after) { nodes {
        rbd year grade occurredOn schoolName region comuna dependency socioeconomicGroup rural
        notTested
        subjects {
          subject pupils score difference differenceSignificance groupDifference groupSignificance
          mark markCode differenceMark differenceMarkCode insufficientShare elementaryShare
          adequateShare
        }
      } }
    }""",
    "select * from result",
)

RESULTS_OF_SCHOOLS = Figures(
    "results of a school in one subject",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd testResults(grade: "4b", fromYear: 2017) {
        year subjects(subject: MATEMATICA) { score mark pupils }
      } } }
    }""",
    """select rbd, year, score, mark, pupils from result
        where grade = '4b' and year >= 2017 and subject = 'MATEMATICA'""",
)

CHANGES = Figures(
    "changes between two years",
    """query (
      $grade: String!, $subject: Subject!, $from: SchoolYear!, $to: SchoolYear!, $after: String
    ) {
      testResultChanges(
        filter: {grade: $grade, subject: $subject, fromYear: $from, toYear: $to}, after: $after
      ) { nodes {
        rbd schoolName region dependency grade subject fromYear toYear fromScore toScore fromMark
        toMark comparable change
      } }
    }""",
    """select
        rbd, later.schoolName, later.region, later.dependency, grade, subject,
        earlier.year as fromYear, later.year as toYear, earlier.score as fromScore,
        later.score as toScore, earlier.mark as fromMark, later.mark as toMark,
        earlier.score is not null and later.score is not null and earlier.mark is null
            and later.mark is null as comparable,
        if(comparable, later.score - earlier.score, null) as change
    from result as later join result as earlier using (rbd, grade, subject)
    where earlier.year < later.year""",
    variables="""select distinct grade, subject, earlier.year as "from", later.year as "to"
    from result as later join result as earlier using (grade, subject)
    where earlier.year < later.year""",
)

CHANGE_OF_A_SCHOOL = Figures(
    "the change of each school, asked of the school",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd change: testResultChange(
        grade: "4b", subject: LECTURA, fromYear: 2016, toYear: 2018
      ) { fromScore toScore comparable points: change } } }
    }""",
    """select
        rbd, earlier.score as fromScore, later.score as toScore,
        if(later.rbd is null or earlier.rbd is null, null,
            earlier.score is not null and later.score is not null and earlier.mark is null
                and later.mark is null) as comparable,
        if(comparable, later.score - earlier.score, null) as points
    from (select distinct rbd from register where year = 2025) as school
    left join (
        select * from result where year = 2018 and grade = '4b' and subject = 'LECTURA'
    ) as later using (rbd)
    left join (
        select * from result where year = 2016 and grade = '4b' and subject = 'LECTURA'
    ) as earlier using (rbd)""",
)

CATEGORIES = Figures(
    "performance categories",
    """query ($after: String) {
      categories(first: 100, after: $after) { nodes {
        rbd level year occurredOn category schoolName dependency regionName comunaName enrolment
      } }
    }""",
    "select * from category",
)

CATEGORIES_OF_SCHOOLS = Figures(
    "categories of a school",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd categories(level: MEDIA) {
        year category enrolment
      } } }
    }""",
    "select rbd, year, category, enrolment from category where level = 'MEDIA'",
)

CATEGORY_SPANS = Figures(
    "spans of categories",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { categorySpans {
        rbd level category fromYear toYear fromDate toDate
      } } }
    }""",
    """with runs as (
        select
            *, count(*) filter (where differs) over (partition by rbd, level order by year) as run
        from (
            select *, category is distinct from lag(category)
                over (partition by rbd, level order by year) as differs
            from category
        )
    ),
    spans as (
        select rbd, level, any_value(category) as category, min(year) as fromYear,
            max(year) as toYear, min(occurredOn) as fromDate
        from runs group by rbd, level, run
    )
    select
        *, (lead(fromDate) over (partition by rbd, level order by fromYear) - interval 1 day)::date
            as toDate
    from spans""",
)

RECLASSIFIED_SQL = """
    with pairs as (
        select
            *, lag(year) over published as previousYear,
            lag(occurredOn) over published as previousOn,
            lag(category) over published as previousCategory
        from category
        window published as (partition by rbd, level order by year)
    )
    select rbd, level, previousYear, previousOn, previousCategory, year, occurredOn, category,
        make_date(year + 1, 3, 1) as effectiveOn,
        year - previousYear > if(previousYear < 2020 and year > 2022, 4, 1) as perhapsEarlier
    from pairs where category <> previousCategory"""
RECLASSIFIED = """rbd level previousYear previousOn previousCategory year occurredOn category
    effectiveOn perhapsEarlier"""

RECLASSIFICATIONS = Figures(
    "reclassifications between one publication and the next",
    f"""query ($after: String) {{
      reclassifications(first: 25, after: $after) {{ nodes {{ {RECLASSIFIED} }} }}
    }}""",
    RECLASSIFIED_SQL,
)

RECLASSIFICATIONS_OF_SCHOOLS = Figures(
    "reclassifications of a school",
    f"""query ($after: String) {{
      schools(first: 100, after: $after) {{ nodes {{ reclassifications {{ {RECLASSIFIED} }} }} }}
    }}""",
    RECLASSIFIED_SQL,
)

FIGURES = (
    *(RESULTS, RESULTS_OF_SCHOOLS, CHANGES, CHANGE_OF_A_SCHOOL, CATEGORIES, CATEGORIES_OF_SCHOOLS),
    *(CATEGORY_SPANS, RECLASSIFICATIONS, RECLASSIFICATIONS_OF_SCHOOLS),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


def test_the_sample_holds_what_is_to_be_told_from_a_score(files: duckdb.DuckDBPyConnection) -> None:
    """Zeros that are none, marked scores and rows without a test: else nothing above is proved."""
    ((zeros, marked, untested),) = files.execute(
        """select
            count(*) filter (where prom = '0'),
            count(*) filter (where marca is not null and prom is not null and prom <> '0'),
            count(*) filter (where noaplica in ('1', '2'))
        from simce"""
    ).fetchall()
    assert min(zeros, marked, untested) > 0
