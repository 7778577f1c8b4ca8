"""What the law gives, its lines, its difference and its comparison equal a third computation.

It is made by DuckDB from the files and the statute's tables. That every month of the sample agrees
with what was paid is tested in test_entitlements_agree.py.
"""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

MONTHS = "('2017-11', '2018-02', '2018-06', '2020-08')"
"""An ordinary month, one that rests on the year before, one that settles, one with a retention."""
EACH_MONTH = f"select unnest([{MONTHS[1:-1]}]) as month"
OF_MONTH = "entitlements(filter: { fromMonth: $month, toMonth: $month }, first: 100, after: $after)"

ENTITLEMENTS = Figures(
    "what the law gives",
    f"""query ($month: Month!, $after: String) {{
      {OF_MONTH} {{ nodes {{
        rbd month due retained total scaled exposedRetained exposedScaled priorityShare
      }} }}
    }}""",
    f"""select rbd, month, due, 0 as retained, due as total, 0 as scaled,
        exposed as exposedRetained, 0 as exposedScaled,
        ((200 * 100 * prioritarios + todos) // (2 * todos))::decimal(18, 0)
            * 0.01::decimal(3, 2) as priorityShare
    from due join share using (rbd)
    where assumed is null and share.year = left(month, 4)::integer and month in {MONTHS}""",
    variables=EACH_MONTH,
)

AMOUNTS = Figures(
    "what each article gives",
    f"""query ($month: Month!, $after: String) {{
      {OF_MONTH} {{ nodes {{ rbd month amounts {{ article amount }} }} }}
    }}""",
    f"""select rbd, month, article, amount from entitled_article
    where assumed is null and month in {MONTHS}""",
    variables=EACH_MONTH,
)

LINES = Figures(
    "lines of what the law gives",
    f"""query ($month: Month!, $after: String) {{
      {OF_MONTH} {{ nodes {{ rbd month lines {{
        article pupils valued band law counted use clpPerUse amount
      }} }} }}
    }}""",
    """select rbd, month, article, pupils, valued, case band
            when 'NT1-4B' then 'NT1_4B' when '5B-6B' then 'B5_6' when '7B-8B' then 'B7_8'
            when '1M-4M' then 'M1_4'
        end as band, law, fourth(weighed, 3000) as counted,
        use_e5::decimal(12, 0) * 0.00001::decimal(6, 5) as use, clp as clpPerUse,
        fourth(worth, 3000000000000) as amount
    from entitled where assumed is null and month in ('2017-11', '2018-02')""",
    variables="select unnest(['2017-11', '2018-02']) as month",
)

DIFFERENCE = Figures(
    "why a month is not what the one before was",
    """query ($after: String) {
      entitlements(filter: { fromMonth: "2018-11", toMonth: "2018-11" }, first: 100, after: $after)
      { nodes { rbd month difference { previousTotal difference parts { part amount } } } }
    }""",
    # Nothing else changes from October to November than who attends.
    """select later.rbd, later.month, earlier.due as previousTotal,
        later.due - earlier.due as difference, part,
        if(part = 'ASISTENCIA', later.due - earlier.due, 0) as amount
    from due as later
    join due as earlier on earlier.rbd = later.rbd and earlier.month = '2018-10',
    unnest([
        'ASISTENCIA', 'CATEGORIA', 'USE', 'TABLA', 'CONCENTRACION', 'RELIQUIDACION', 'LEY_21006'
    ]) as parts (part)
    where later.month = '2018-11' and later.assumed is null and earlier.assumed is null""",
)

AS_AUTONOMA = Figures(
    "what a school would be given as autónoma",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rbd
        entitlementIf(classification: AUTONOMO, schoolYear: 2018) {
          month currentTotal hypotheticalTotal change
        }
      } }
    }""",
    """select rbd, month, own.due as currentTotal, other.due as hypotheticalTotal,
        other.due - own.due as change
    from due as own join due as other using (rbd, month)
    where own.assumed is null and other.assumed = 'autonomo'
        and month between '2018-03' and '2019-02'""",
)

COMPARISONS = Figures(
    "what was due and what was paid",
    """query ($month: Month!, $after: String) {
      entitlementComparisons(
        filter: { fromMonth: $month, toMonth: $month }, first: 100, after: $after
      ) { nodes {
        rbd month due paid difference threshold settled verdict differs retained
        exposedRetained withheld retentionDifference
      } }
    }""",
    f"""with compared as (
        select rbd, month, due, sepTotal as paid, sepTotal - due as difference,
            greatest(due::decimal(18, 0) * 0.005::decimal(4, 3), clp::decimal(18, 3)) as allowed,
            exposed, coalesce((
                select abs(amount) from component as c
                where c.rbd = due.rbd and c.month = due.month and component = 'retenciones'
            ), 0)::bigint as withheld
        from due join payment using (rbd, month) join in_pesos using (month)
        where assumed is null
    )
    select rbd, month, due, paid, difference, round(allowed, 2) as threshold, true as settled,
        if(abs(difference) > allowed, 'NO_CUMPLE', 'CUMPLE') as verdict,
        abs(difference) > allowed as differs, 0 as retained, exposed as exposedRetained, withheld,
        exposed - withheld as retentionDifference
    from compared where month in {MONTHS} or month = '2018-04'""",
    variables=f"{EACH_MONTH} union all select '2018-04'",
)

FIGURES = (ENTITLEMENTS, AMOUNTS, LINES, DIFFERENCE, AS_AUTONOMA, COMPARISONS)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_what_the_law_gives_is_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
