"""What became of advised schools, and to whom the money for advice went, equals the files.

Estimates are held against the statistics library in tests/outcomes; here are the scores, counts,
means and pesos that they stand on.
"""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

TEST = 'grade: "4b", subject: LECTURA'

STAYS = """
    -- Each test at which an adviser was at work, in October or November of the year.
    with work as (
        select contract, ateRut as label, divided.rbd, startsOn, endsOn,
            year(startsOn + interval 3 month) as firstTest,
            year(endsOn - interval 9 month) as lastTest,
            sum(divided.amount) filter (where kind = 'committed') as committed,
            sum(divided.amount) filter (where kind = 'paid') as paid,
            sum(divided.amount) filter (where kind = 'paid' and subvencion = 'SEP') as sepPaid
        from contract
        join divided using (contract)
        left join pagos_ate on kind = 'paid' and contrato = contract and pago::integer = n
        group by all
    ),
    advised as (
        select distinct label, rbd, unnest(generate_series(firstTest, lastTest)) as year from work
    ),
    island as (
        select *, year - row_number() over (partition by label, rbd order by year) as number
        from advised
    ),
    first_island as (
        select label, rbd, min(year) as lo, max(year) as hi
        from island group by label, rbd, number
        qualify row_number() over (partition by label, rbd order by number) = 1
    ),
    stay as (
        select label, rbd, any_value(lo) as lo, any_value(hi) as hi,
            min(startsOn) filter (where firstTest between lo and hi) as startsOn,
            max(endsOn) filter (where firstTest between lo and hi) as endsOn,
            count(*) filter (where firstTest between lo and hi) as contracts,
            count(*) filter (where firstTest > hi) as laterContracts,
            sum(committed) filter (where firstTest between lo and hi)::bigint as committed,
            coalesce(sum(paid) filter (where firstTest between lo and hi), 0)::bigint as paid,
            coalesce(sum(sepPaid) filter (where firstTest between lo and hi), 0)::bigint
                as paidFromSep
        from first_island
        join work using (label, rbd)
        group by label, rbd
    ),
    scored as (
        select rbd, year, pupils, score, score is not null and mark is null as stands,
            case
                when stands and coalesce(pupils, 0) = 0 then 'PUPILS_UNKNOWN'
                when stands then null
                when notTested is not null then 'NOT_TESTED'
                when mark = 'INSUFFICIENT_PUPILS' then 'TOO_FEW_PUPILS'
                when mark is not null then 'MARKED'
                else 'NOT_PUBLISHED'
            end as why
        from result where grade = '4b' and subject = 'LECTURA'
    ),
    test as (select list_sort(list(distinct year)) as years from scored where stands),
    dated as (
        select stay.*, list_filter(years, lambda y: y < lo)[-1] as before,
            list_filter(years, lambda y: y between lo and hi)[-1] as during,
            list_filter(years, lambda y: y > hi) as later
        from stay, test
    ),
    moment as (
        select label, rbd, hi, 'BEFORE' as moment, before as year from dated
        union all select label, rbd, hi, 'DURING', during from dated
        union all select label, rbd, hi, 'AFTER_' || n, later[n] from dated, range(1, 4) as t(n)
    ),
    told as (
        select moment.*, score, pupils,
            case
                when moment.year is null then 'NO_TEST'
                when moment = 'BEFORE' and exists (
                    from advised where advised.rbd = moment.rbd and advised.year = moment.year
                ) then 'ADVISED'
                when starts_with(moment, 'AFTER') and exists (
                    from advised where advised.rbd = moment.rbd
                        and advised.year > hi and advised.year <= moment.year
                ) then 'ADVISED'
                when scored.rbd is null then 'ABSENT'
                else why
            end as missing
        from moment
        left join scored on scored.rbd = moment.rbd and scored.year = moment.year
    ),
    known as (
        select label, rbd, moment, year, missing,
            if(missing is null, score, null) as score, if(missing is null, pupils, null) as pupils
        from told
    )
"""

ADVISED_SCHOOLS = Figures(
    "each advised school, its contracts and its scores before, during and after",
    f"""{{ advisers({TEST}) {{ label advisedSchools {{
        rbd startsOn endsOn contracts laterContracts committed paid paidFromSep
        moments {{ moment year score pupils missing change }}
    }} }} }}""",
    f"""{STAYS}
    select label, rbd, startsOn, endsOn, contracts, laterContracts, committed, paid, paidFromSep,
        known.moment, known.year, known.score, known.pupils, known.missing,
        known.score - baseline.score as change
    from stay
    join known using (label, rbd)
    left join (select * from known where moment = 'BEFORE') as baseline using (label, rbd)""",
)

STAYS_BY_TYPE = STAYS.replace("ateRut as label", "subject as label")

KINDS_OF_CONTRACT = Figures(
    "kinds of contract and the means of their schools at each moment",
    f"""{{ contractTypes({TEST}) {{
        label advised: schools contracts committed paid paidFromSep costPerPupil
        moments {{ moment fromYear toYear schools pupils mean schoolMean }}
    }} }}""",
    f"""{STAYS_BY_TYPE},
    whole as (
        select label, count(*) as advised, sum(contracts)::integer as contracts,
            sum(committed)::bigint as committed, sum(paid)::bigint as paid,
            sum(paidFromSep)::bigint as paidFromSep
        from stay group by label
    ),
    cost as (
        select label,
            if(count(*) >= 5, round_even(sum(paid) / sum(during.pupils), 0)::bigint, null)
                as costPerPupil
        from stay
        join (
            select label, rbd from known where moment = 'BEFORE' and score is not null
        ) using (label, rbd)
        join (
            select label, rbd, pupils from known where moment = 'DURING' and score is not null
        ) as during using (label, rbd)
        group by label
    )
    select label, advised, contracts, committed, paid, paidFromSep, costPerPupil, moment,
        min(year) as fromYear, max(year) as toYear, count(score) as schools,
        coalesce(sum(pupils), 0)::integer as pupils,
        if(count(score) >= 5, round_even(sum(score * pupils) / sum(pupils), 1)::decimal(9, 1), null)
            as mean,
        if(count(score) >= 5, round_even(avg(score), 1)::decimal(9, 1), null) as schoolMean
    from whole join known using (label) left join cost using (label)
    group by all""",
)

WITHOUT_SCORE = Figures(
    "advised schools without a score at a moment, by reason",
    f"""{{ advisers({TEST}) {{
        label moments {{ moment withoutScore {{ reason schools }} }}
    }} }}""",
    f"""{STAYS}
    select label, moment, missing as reason, count(*) as schools
    from known where missing is not null group by all""",
)

CONCENTRATION = Figures(
    "to how many advisers the payments of a year and region went",
    """{ adviserConcentration(by: [YEAR, REGION]) {
        year region advisers schools paid largestShare concentration
    } }""",
    """with paid as (
        select year(fecha_pago::date) as year, region, ateRut, sum(divided.amount) as paid,
            list(distinct divided.rbd) as rbds
        from pagos_ate
        join contract on contract = contrato
        join divided on divided.contract = contrato and kind = 'paid' and n = pago::integer
        left join places on places.rbd = divided.rbd
            and year(fecha_pago::date) >= fromYear and year(fecha_pago::date) < nextYear
        group by all
    )
    select year, region, count(*) as advisers,
        len(list_distinct(flatten(list(rbds)))) as schools, sum(paid)::bigint as paid,
        round_even(100 * max(paid) / sum(paid), 1)::decimal(9, 1) as largestShare,
        round_even(sum((100 * paid / total) ** 2), 1)::decimal(9, 1) as concentration
    from (select *, sum(paid) over (partition by year, region) as total from paid)
    group by year, region""",
)

FIGURES = (ADVISED_SCHOOLS, KINDS_OF_CONTRACT, WITHOUT_SCORE, CONCENTRATION)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
