-- name: advised_contracts
-- Contracts with advisers at each school, those who contract together each with what they bear, and
-- the first and last school year at whose SIMCE the adviser was at work: the test is taken in October
-- and November, so a contract that begins on 1 October or later was not at work before that year's
-- test, and one that ends before 1 October has left when it is taken. Where last_test is before
-- first_test, no test fell into the contract. Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights, count(*) as bearers
    from bearer
    group by contract
),
stated as (
    select
        contract,
        (array_agg(amount order by occurred_on desc) filter (where step = 'amended'))[1]
            as amended,
        min(occurred_on) filter (where step = 'ended') as ended_on
    from {ate_contract_step_at} as ate_contract_step
    group by contract
),
borne as (
    select
        payment.contract, bearer.place,
        sum(part.amount)::bigint as paid,
        sum(part.amount) filter (where payment.subvencion = 'SEP')::bigint as paid_from_sep
    from {ate_contract_payment_at} as payment
    join bearing using (contract)
    join bearer using (contract)
    cross join lateral (
        select
            case bearing.bearers
                when 1 then payment.amount
                else (projections.shares(payment.amount, bearing.weights))[bearer.place]
            end as amount
    ) as part
    group by payment.contract, bearer.place
)
select
    signed.contract, signed.ate as ate_rut, signed.subject as contract_type, bearer.rbd,
    signed.starts_on, lasting.ends_on,
    extract(year from signed.starts_on)::integer
        + (extract(month from signed.starts_on) >= 10)::integer as first_test,
    extract(year from lasting.ends_on)::integer
        - (extract(month from lasting.ends_on) < 10)::integer as last_test,
    case bearing.bearers
        when 1 then agreed.amount
        else (projections.shares(agreed.amount, bearing.weights))[bearer.place]
    end as committed,
    coalesce(borne.paid, 0) as paid,
    coalesce(borne.paid_from_sep, 0) as paid_from_sep
from {ate_contract_at} as signed
join bearing using (contract)
join bearer using (contract)
left join stated using (contract)
left join borne
    on borne.contract = bearer.contract
    and borne.place = bearer.place
cross join lateral (select coalesce(stated.ended_on, signed.ends_on) as ends_on) as lasting
cross join lateral (select coalesce(stated.amended, signed.amount) as amount) as agreed
where bearer.rbd is not null


-- name: advised_schools
-- What the schools of an adviser scored in a grade and subject at five moments: at the last test
-- before it came (0), at the last one while it was there (1), and at the first, second and third one
-- after it left (2 to 4), in arrays. The tests are those of the country, so a school that misses one
-- has no score at that moment, with the reason. What the school was like is as of the test before.
-- Reads only.
with stay as materialized (
{advised_stays}
),
score as materialized (
    select
        position, rbd, year, region, dependency, socioeconomic_group, rural, score, pupils, missing
    from (
{score_facts}
    ) as fact
    where grade = %(grade)s
        and subject = %(subject)s
),
tested as materialized (
    select distinct year from score where missing is null
),
advice as (
    select rbd, array_agg(first_test) as first_tests, array_agg(last_test) as last_tests
    from (
{advised_contracts}
    ) as contract
    group by rbd
),
moment as (
    select stay.label, stay.rbd, stay.last_test, numbered.moment, numbered.year
    from stay
    cross join lateral (
        select 0 as moment, max(year) as year from tested where year < stay.first_test
        union all
        select 1, max(year) from tested where year between stay.first_test and stay.last_test
        union all
        select place::integer, year
        from generate_series(2, 4) as place
        left join (
            select year, 1 + row_number() over (order by year) as place
            from tested
            where year > stay.last_test
                and year >= stay.first_test
        ) as later using (place)
    ) as numbered
),
told as materialized (
    select
        moment.label, moment.rbd, moment.moment, moment.year,
        score.position, score.score, score.pupils, score.region, score.dependency,
        score.socioeconomic_group, score.rural,
        case
            when moment.year is null then 'no_test'
            when moment.moment <> 1 and exists (
                select
                from unnest(advice.first_tests, advice.last_tests)
                    as contract (first_test, last_test)
                where contract.first_test <= moment.year
                    and contract.last_test >= case moment.moment
                        when 0 then moment.year
                        else moment.last_test + 1
                    end
            ) then 'advised'
            when score.rbd is null then 'absent'
            else score.missing
        end as missing
    from moment
    left join advice on advice.rbd = moment.rbd
    left join score on score.rbd = moment.rbd and score.year = moment.year
)
select
    stay.*,
    measured.years, measured.scores, measured.pupils, measured.missing, measured.positions,
    measured.region, measured.dependency, measured.socioeconomic_group, measured.rural
from stay
join (
    select
        label, rbd,
        array_agg(year order by moment) as years,
        array_agg(case when missing is null then score end order by moment) as scores,
        array_agg(case when missing is null then pupils end order by moment) as pupils,
        array_agg(missing order by moment) as missing,
        array_agg(position) filter (where missing is null) as positions,
        max(region) filter (where moment = 0) as region,
        max(dependency) filter (where moment = 0) as dependency,
        max(socioeconomic_group) filter (where moment = 0) as socioeconomic_group,
        bool_or(rural) filter (where moment = 0) as rural
    from told
    group by label, rbd
) as measured using (label, rbd)
where %(region)s::smallint is null or measured.region = %(region)s


-- name: advised_stays
-- The first time that an adviser, or contracts of one kind, came to a school: contracts that follow
-- one another without a year of tests between them are one stay. Later stays begin from a school that
-- the adviser has changed already; their contracts are counted and their money is not. Whole pesos.
-- Reads only.
with contract as (
{advised_contracts}
),
labelled as (
    select
        case when %(by_type)s::boolean then contract_type else ate_rut end as label, contract.*
    from contract
    where (%(contract_type)s::text is null or contract_type = %(contract_type)s)
),
followed as (
    select
        labelled.*,
        max(last_test) over (
            partition by label, rbd order by first_test, last_test, contract
            rows between unbounded preceding and 1 preceding
        ) as reached
    from labelled
),
stayed as (
    select
        followed.*,
        count(*) filter (where first_test > reached + 1) over (
            partition by label, rbd order by first_test, last_test, contract
        ) as stay
    from followed
)
select
    label, rbd,
    array_agg(distinct ate_rut order by ate_rut) filter (where stay = 0) as ate_ruts,
    array_agg(distinct contract_type order by contract_type) filter (where stay = 0)
        as contract_types,
    min(starts_on) filter (where stay = 0) as starts_on,
    max(ends_on) filter (where stay = 0) as ends_on,
    (min(first_test) filter (where stay = 0))::smallint as first_test,
    (max(last_test) filter (where stay = 0))::smallint as last_test,
    count(distinct contract) filter (where stay = 0)::integer as contracts,
    count(distinct contract) filter (where stay > 0)::integer as later_contracts,
    coalesce(sum(committed) filter (where stay = 0), 0)::bigint as committed,
    coalesce(sum(paid) filter (where stay = 0), 0)::bigint as paid,
    coalesce(sum(paid_from_sep) filter (where stay = 0), 0)::bigint as paid_from_sep
from stayed
group by label, rbd


-- name: adviser_concentration
-- How much of what advisers were paid went to how few of them, by the dimensions asked for. The index
-- is Herfindahl and Hirschman's: the sum of the squares of the percentages, 10,000 where one adviser
-- has all; a sum over schools of what each paid times what its adviser was paid by all is that sum of
-- squares. Those who contract together pay by what they bear. Whole pesos. Reads only.
with bearer as materialized (
{ate_bearers}
),
bearing as (
    select contract, array_agg(weight order by place) as weights, count(*) as bearers
    from bearer
    group by contract
),
fact as (
    select
        signed.ate as ate_rut, bearer.rbd, extract(year from payment.paid_on)::smallint as year,
        case bearing.bearers
            when 1 then payment.amount
            else (projections.shares(payment.amount, bearing.weights))[bearer.place]
        end as amount
    from {ate_contract_payment_at} as payment
    join {ate_contract_at} as signed using (contract)
    join bearing using (contract)
    join bearer using (contract)
    where (%(subvencion)s::text is null or payment.subvencion = %(subvencion)s)
),
paid as (
    select {keys}, fact.ate_rut, fact.rbd as school, sum(fact.amount) as paid
    from fact
    {joins}
    where (%(from_year)s::smallint is null or fact.year >= %(from_year)s)
        and (%(to_year)s::smallint is null or fact.year <= %(to_year)s)
    group by {ordinals}, fact.ate_rut, fact.rbd
),
shared as (
    select paid.*, sum(paid) over (partition by {names}, ate_rut) as of_adviser
    from paid
)
select
    {names},
    count(distinct ate_rut)::integer as advisers,
    count(distinct school)::integer as schools,
    sum(paid)::bigint as paid,
    projections.half_even(100 * max(of_adviser) / nullif(sum(paid), 0), 1) as largest_share,
    projections.half_even(10000 * sum(paid * of_adviser) / nullif(sum(paid) * sum(paid), 0), 1)
        as concentration
from shared
group by {names}
order by {names}
limit %(most_groups)s


-- name: adviser_spans
-- The calendar years of each contract with an adviser at each of its schools: the one that signed and
-- those that joined. A contract that ended early stops there. Reads only.
with contract as (
    select
        signed.contract, signed.ate, signed.rbd,
        extract(year from signed.starts_on)::smallint as from_year,
        extract(year from coalesce(ended.occurred_on, signed.ends_on))::smallint as to_year
    from {ate_contract_at} as signed
    left join lateral (
        select min(step.occurred_on) as occurred_on
        from {ate_contract_step_at} as step
        where step.contract = signed.contract
            and step.step = 'ended'
    ) as ended on true
)
select contract, ate, rbd, from_year, to_year
from contract
union
select contract.contract, contract.ate, joined.rbd, contract.from_year, contract.to_year
from contract
join {ate_contract_step_at} as joined using (contract)
where joined.step = 'associated'
    and joined.rbd is not null
