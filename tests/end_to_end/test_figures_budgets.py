"""Budgets of plans and forecasts of convenios equal what the files come to."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

SCHOOLS = """(
    select distinct rbd::integer as rbd from pme_acciones order by rbd limit 12
)"""
"""The question is put school by school."""

BUDGETS = Figures(
    "plans by action: budgeted, committed, spent, and what is tied to none",
    """query ($rbd: Rbd!, $after: String) {
      pmeBudget(rbd: $rbd, first: 100, after: $after) { nodes {
        rbd year kind action sepBudget totalBudget committed paid contracts documentCount declared
        unspent free share
      } }
    }""",
    f"""with told as (
        select rbd, year, sum(declared)::bigint as declared, count(*)::integer as documents,
            lower(nullif(regexp_extract(
                coalesce(documentDetail, ''), '(?i)acci[oó]n\\s+pme\\s+(\\d{{4}}/\\w+)', 1
            ), '')) as named
        from document where subvencion = 'SEP' and rbd in (from {SCHOOLS}) group by all
    ),
    spent as (
        select rbd, coalesce(left(named, 4)::integer, year) as year, named,
            sum(declared)::bigint as declared, sum(documents)::integer as documents
        from told group by all
    ),
    borne as (
        select divided.rbd, year(startsOn)::integer as year,
            year(startsOn) || '/' || lower(pmeAction) as named,
            sum(divided.amount) filter (where kind = 'committed')::bigint as committed,
            coalesce(sum(divided.amount) filter (where kind = 'paid'), 0)::bigint as paid,
            count(distinct (contract, place))::integer as contracts
        from divided join contract using (contract)
        where divided.rbd in (from {SCHOOLS}) group by all
    ),
    planned as (
        select rbd::integer as rbd, anio::integer as year, accion as action,
            anio || '/' || lower(accion) as named, monto_sep::bigint as sepBudget,
            monto_total::bigint as totalBudget
        from pme_acciones where rbd::integer in (from {SCHOOLS})
    ),
    line as (
        select rbd, year, named from spent
        union select rbd, year, named from borne
        union select rbd, year, named from planned
    )
    select *,
        sepBudget - declared as unspent,
        sepBudget - declared - greatest(committed - paid, 0) as free,
        share_of(declared, sepBudget) as share
    from (
    select
        line.rbd, line.year,
        case
            when line.named is null then 'UNTIED'
            when planned.named is null then 'NOT_PLANNED'
            else 'PLANNED'
        end as kind,
        coalesce(action, split_part(line.named, '/', 2), '') as action, sepBudget, totalBudget,
        coalesce(committed, 0)::bigint as committed, coalesce(paid, 0)::bigint as paid,
        coalesce(contracts, 0) as contracts, coalesce(documents, 0) as documentCount,
        case
            when exists (
                select 1 from document
                where document.rbd = line.rbd and document.year = line.year and subvencion = 'SEP'
            ) then coalesce(declared, 0)
            else declared
        end as declared
    from line
    left join spent
        on spent.rbd = line.rbd and spent.year = line.year
        and spent.named is not distinct from line.named
    left join borne
        on borne.rbd = line.rbd and borne.year = line.year
        and borne.named is not distinct from line.named
    left join planned
        on planned.rbd = line.rbd and planned.year = line.year and planned.named = line.named
    ) as summed""",
    variables=f"from {SCHOOLS}",
)

PLAIN = """
    -- Convenios that hold as signed, so that no extension parts what they came to.
    plain as (
        select rbd::integer as rbd, numero::integer as number,
            fecha_inicio::date as fromDate, fecha_termino::date as toDate
        from convenios
        where fecha_firma is not null and prorroga_hasta is null and fecha_cierre is null
        order by rbd, number limit 20
    )"""

FORECASTS = Figures(
    "convenios drawn out to their end, as seen before they began",
    """query ($rbd: Rbd!, $number: Int!) {
      convenioForecast(rbd: $rbd, number: $number, on: "2007-12-31") {
        rbd number endsOn monthsCovered monthsLeft spent received monthlySpent monthlyReceived
        spentAtEnd receivedAtEnd
      }
    }""",
    f"""with {PLAIN},
    covered as (
        select *,
            (
                select max(year) from document
                where document.rbd = plain.rbd and subvencion = 'SEP'
                    and year between year(fromDate) and year(toDate)
            ) as lastYear,
            date_diff('month', fromDate, toDate) + 1 as months
        from plain
    ),
    counted as (
        select *,
            if(lastYear is null, 0, least(
                date_diff('month', fromDate, make_date(lastYear, 12, 31)) + 1, months
            )) as monthsCovered,
            (
                select sum(declared) from document
                where document.rbd = covered.rbd and subvencion = 'SEP'
                    and coalesce(paidOn, issuedOn, make_date(year, 12, 31))
                        between fromDate and toDate
            ) - coalesce((
                select sum(monto_rechazado::bigint) from rendiciones
                where rendiciones.rbd::integer = covered.rbd and subvencion = 'SEP'
                    and make_date(anio::integer, 12, 31) between fromDate and toDate
            ), 0) as net,
            (
                select sum(sepTotal) from payment
                where payment.rbd = covered.rbd
                    and month between strftime(fromDate, '%Y-%m') and strftime(toDate, '%Y-%m')
            ) as came,
            (
                select count(*) from payment
                where payment.rbd = covered.rbd
                    and month between strftime(fromDate, '%Y-%m') and strftime(toDate, '%Y-%m')
            ) as monthsPaid,
            (
                select count(distinct year) from document
                where document.rbd = covered.rbd and subvencion = 'SEP'
                    and year between year(fromDate) and lastYear
            ) as yearsTold,
            (
                select count(*) from payment
                where payment.rbd = covered.rbd
                    and month between strftime(fromDate, '%Y-%m')
                        and least(strftime(toDate, '%Y-%m'), lastYear || '-12')
            ) as paidSoFar
        from covered
    ),
    judged as (
        select *,
            lastYear is not null and yearsTold = least(lastYear, year(toDate)) - year(fromDate) + 1
                and paidSoFar = monthsCovered as whole
        from counted
    )
    select
        rbd, number, toDate as endsOn, monthsCovered::integer as monthsCovered,
        months::integer as monthsLeft,
        if(whole, net, null)::bigint as spent,
        if(whole, came, null)::bigint as received,
        if(whole, round(net::decimal(18, 6) / monthsCovered), null)::bigint as monthlySpent,
        if(whole, round(came::decimal(18, 6) / monthsPaid), null)::bigint as monthlyReceived,
        if(whole, net + round(
            (net * (months - monthsCovered))::decimal(24, 6) / monthsCovered
        ), null)::bigint as spentAtEnd,
        if(whole, came + round(
            (came * (months - monthsPaid))::decimal(24, 6) / monthsPaid
        ), null)::bigint as receivedAtEnd
    from judged""",
    variables=f"with {PLAIN} select rbd, number from plain",
)

FIGURES = (BUDGETS, FORECASTS)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_come_to(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
