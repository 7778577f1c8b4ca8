"""Scores of schools and of groups of schools over the years equal the files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

FIELDS = {
    "REGION": "region",
    "COMUNA": "comuna",
    "CATEGORY": "category",
    "DEPENDENCY": "dependency",
    "SOCIOECONOMIC_GROUP": "socioeconomicGroup",
    "RURAL": "rural",
}
SPLITS: tuple[tuple[str, ...], ...] = (
    (),
    *((one,) for one in FIELDS),
    ("DEPENDENCY", "RURAL", "CATEGORY"),
)
EACH_TEST = "select distinct grade, subject from score"
ONE_TEST = "select '4b' as grade, 'MATEMATICA' as subject"
"""Enough for the splits: what parts one test parts all."""
SERIES = "scoreSeries(grade: $grade, subject: $subject, fromYear: 2014, toYear: 2025"

SCORES = Figures(
    "scores of schools beside the measurement before",
    """query ($after: String) {
      scores(first: 500, after: $after) { nodes {
        rbd grade subject year schoolName region comuna dependency socioeconomicGroup rural pupils
        score publishedScore missing notTested mark markCode difference differenceSignificance
        groupDifference groupSignificance differenceMark differenceMarkCode insufficientShare
        elementaryShare adequateShare previousYear previousScore comparable change
      } }
    }""",
    """select
        score.* exclude (level, occurredOn), previousYear, earlier.score as previousScore,
        score.score is not null and earlier.score is not null and score.differenceMark is null
            as comparable,
        if(comparable, score.score - earlier.score, null) as change
    from score
    join measured using (grade, subject, year)
    left join score as earlier
        on earlier.rbd = score.rbd and earlier.grade = score.grade
        and earlier.subject = score.subject and earlier.year = previousYear""",
)

SCORES_OF_SCHOOLS = Figures(
    "scores of a school in one subject",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { scores(grade: "4b", subject: LECTURA) {
        rbd year score publishedScore pupils
      } } }
    }""",
    """select rbd, year, score, publishedScore, pupils from score
    where grade = '4b' and subject = 'LECTURA'""",
)


def of(by: tuple[str, ...]) -> tuple[str, str, str]:
    """The argument of a split, its fields, and its columns with a comma after each."""
    names = [FIELDS[one] for one in by]
    argument = f", by: [{', '.join(by)}]" if by else ""
    return argument, " ".join(names), "".join(f"{name}, " for name in names)


def points(by: tuple[str, ...]) -> Figures:
    argument, fields, columns = of(by)
    asked = ONE_TEST if by else EACH_TEST
    shares = ("insufficient", "elementary", "adequate")
    means = ", ".join(
        f"""if(schoolsWithStandards >= 5, tenths(
            sum((10 * {name}Share)::bigint * pupils) filter (where shared),
            10 * sum(pupils) filter (where shared)
        ), null) as {name}Share"""
        for name in shares
    )
    return Figures(
        f"series of scores by {' and '.join(by) or 'country'}".lower(),
        f"""query ($grade: String!, $subject: Subject!) {{ {SERIES}{argument}) {{
          leastSchools grade subject points {{
            {fields} year schools pupils mean schoolsWithStandards pupilsWithStandards
            insufficientShare elementaryShare adequateShare schoolsWithoutScore
          }}
        }} }}""",
        f"""select
            5 as leastSchools, grade, subject, {columns} year,
            count(*) filter (where missing is null) as schools,
            coalesce(sum(pupils) filter (where missing is null), 0)::bigint as pupils,
            if(
                schools >= 5,
                tenths(
                    sum(score * pupils) filter (where missing is null),
                    sum(pupils) filter (where missing is null)
                ), null
            ) as mean,
            count(*) filter (where shared) as schoolsWithStandards,
            coalesce(sum(pupils) filter (where shared), 0)::bigint as pupilsWithStandards,
            {means},
            count(*) filter (where missing is not null) as schoolsWithoutScore
        from (select *, missing is null and insufficientShare is not null as shared from series)
        where (grade, subject) in (select (grade, subject) from ({asked}))
        group by {columns} grade, subject, year""",
        variables=asked,
    )


UNSCORED = Figures(
    "schools without a score by reason",
    f"""query ($grade: String!, $subject: Subject!) {{ {SERIES}) {{
      points {{ year withoutScore {{ why notTested mark count: schools }} }}
    }} }}""",
    """select year, missing as why, notTested, mark, count(*) as count
    from series where missing is not null
    group by grade, subject, year, missing, notTested, mark""",
    variables=EACH_TEST,
)


def changes(by: tuple[str, ...]) -> Figures:
    argument, fields, columns = of(by)
    asked = ONE_TEST if by else EACH_TEST
    return Figures(
        f"changes of scores by {' and '.join(by) or 'country'}".lower(),
        f"""query ($grade: String!, $subject: Subject!) {{ {SERIES}{argument}) {{
          grade subject changes {{
            {fields} fromYear toYear schools fromPupils toPupils change meanOfChanges
            schoolsOnlyEarlier
            schoolsOnlyLater schoolsEarlier schoolsLater differenceOfMeans
          }}
        }} }}""",
        f"""select
            grade, subject, {columns} fromYear, toYear,
            count(*) filter (where twice) as schools,
            coalesce(sum(otherPupils) filter (where twice), 0)::bigint as fromPupils,
            coalesce(sum(pupils) filter (where twice), 0)::bigint as toPupils,
            if(schools >= 5, tenths(
                sum(score * pupils) filter (where twice) * fromPupils
                    - sum(otherScore * otherPupils) filter (where twice) * toPupils,
                fromPupils::hugeint * toPupils
            ), null) as change,
            if(schools >= 5, tenths(
                (sum(score - otherScore) filter (where twice))::hugeint, schools::hugeint
            ), null) as meanOfChanges,
            count(*) filter (where not later and otherScore is null) as schoolsOnlyEarlier,
            count(*) filter (where later and otherScore is null) as schoolsOnlyLater,
            count(*) filter (where not later) as schoolsEarlier,
            count(*) filter (where later) as schoolsLater,
            if(least(schoolsEarlier, schoolsLater) >= 5, tenths(
                sum(score * pupils) filter (where later) * sum(pupils) filter (where not later)
                    - sum(score * pupils) filter (where not later) * sum(pupils)
                        filter (where later),
                sum(pupils) filter (where later) * sum(pupils) filter (where not later)
            ), null) as differenceOfMeans
        from (select *, later and otherScore is not null as twice from pairs)
        where (grade, subject) in (select (grade, subject) from ({asked}))
        group by {columns} grade, subject, fromYear, toYear""",
        variables=asked,
    )


FIGURES = (
    *(SCORES, SCORES_OF_SCHOOLS, UNSCORED),
    *map(points, SPLITS),
    *map(changes, SPLITS),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


def test_the_sample_holds_every_way_in_which_a_score_is_missing(
    files: duckdb.DuckDBPyConnection,
) -> None:
    """Else the counts by reason would prove nothing."""
    found = {why for (why,) in files.execute("select distinct missing from series").fetchall()}
    assert found >= {None, "NOT_TESTED", "TOO_FEW_PUPILS", "MARKED", "ABSENT"}
