"""The promise: on the official files a comparison is the one that DuckDB's cells and the statistics
library's formula give, over thousands of schools.
"""

import duckdb
import numpy as np
import pytest

from tests.end_to_end.conftest import Country
from tests.end_to_end.test_real_data import reading
from tests.outcomes.formula import figures, fitted

pytestmark = pytest.mark.real_data

COMPARISON = """query ($rbds: [Rbd!]!) {
  comparison(
    group: {rbds: $rbds}, grade: "4b", subject: MATEMATICA, before: [2018], after: [2023, 2024]
  ) {
    estimate {
      group { schools } compared { schools }
      difference { estimate standardError low high t pValue }
    }
    placebos { before after }
    dataVersion { sample { asked used lost { schools } } }
  }
}"""

MATCHED = """
with score as (
    select
        {year} as year, rbd::integer as rbd, prom_mate4b_rbd::integer as score,
        nalu_mate4b_rbd::integer as pupils, trim(cod_grupo) as social,
        if(cod_depe1 in ('1', '2'), '1 or 2', cod_depe1) as holder, cod_rural_rbd as rural
    from {file}
    where nullif(nullif(trim(prom_mate4b_rbd), ''), '0') is not null
        and nullif(trim(marca_mate4b_rbd), '') is null
)
select * from score"""

MEANS = """
with side as (
    select
        one.rbd, one.rbd % 7 = 0 as in_group, one.score as early,
        (two.score + three.score) / 2 as late,
        (
            one.social, one.holder, one.rural, one.score // 10,
            (one.pupils >= 20)::int + (one.pupils >= 40)::int + (one.pupils >= 80)::int
        ) as cell
    from y2018 as one
    join y2023 as two using (rbd)
    join y2024 as three using (rbd)
    where one.pupils > 0 and one.social <> '' and one.rural <> ''
),
weighed as (
    select
        *, count(*) filter (in_group) over (partition by cell) as grouped,
        count(*) filter (not in_group) over (partition by cell) as compared
    from side
)
select rbd, in_group::integer, later, if(later = 0, early, late),
    if(in_group, 1, grouped / compared)
from weighed cross join (values (0), (1)) as span (later)
where grouped > 0 and compared > 0
order by later, rbd"""


def test_every_seventh_school_is_compared_with_those_of_its_cells(official: Country) -> None:
    base = duckdb.connect()
    for year in (2018, 2023, 2024):
        matched = MATCHED.format(year=year, file=reading(official.folder, "4b", year))
        base.execute(f"create table y{year} as {matched}")
    rows = np.array(base.execute(MEANS).fetchall(), np.float64)
    seventh = base.execute("select rbd from y2018 where rbd % 7 = 0").fetchall()

    answer = official.ask(COMPARISON, rbds=[rbd for (rbd,) in seventh])["comparison"]

    estimate = answer["estimate"]
    assert list(estimate["difference"].values()) == pytest.approx(
        figures(fitted(*rows.T)), rel=1e-8, abs=1e-8
    )
    sides = [int((rows[:, 1] == side).sum()) // 2 for side in (1, 0)]
    assert [estimate["group"]["schools"], estimate["compared"]["schools"]] == sides
    assert sides[0] > 500
    sample = answer["dataVersion"]["sample"]
    assert sample["asked"] == len(seventh)
    assert sample["used"] + sum(one["schools"] for one in sample["lost"]) == sample["asked"]
    assert [one["before"] + one["after"] for one in answer["placebos"]] == [
        [2014, 2016],
        [2016, 2018],
    ]
