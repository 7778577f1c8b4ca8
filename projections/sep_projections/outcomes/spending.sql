-- name: sep_per_priority_pupil
-- SEP paid to each school in a year for each of its priority pupils, in whole pesos. A school whose
-- priority pupils or payments are not known has no row. Reads only.
select paid.rbd, paid.year, div(paid.amount, pupils.prioritarios)::bigint as per_pupil
from (
    select rbd, year, sum(sep_total) as amount
    from {payment_at} as payment
    group by rbd, year
) as paid
join (
    select rbd, year, sum(prioritarios) as prioritarios
    from {grade_count_at} as grade_count
    group by rbd, year
) as pupils using (rbd, year)
where pupils.prioritarios > 0


-- name: spending_distribution
-- How a measure of spending lies among schools, by the dimensions asked for. A quantile is the value
-- of a school: the least that has so many of the schools at it or below. Reads only.
with fact as (
{spending_facts}
)
select
    {keys},
    count(distinct fact.rbd) filter (where fact.value is not null)::integer as schools,
    count(fact.value)::integer as school_years,
    count(*) filter (where fact.value is null)::integer as without_value,
    projections.half_even(
        sum(fact.value * fact.denominator) / nullif(sum(fact.denominator) filter (
            where fact.value is not null
        ), 0), 1
    ) as overall,
    case when count(distinct fact.rbd) filter (where fact.value is not null) >= %(least_schools)s
        then array(
            select projections.half_even(quantile, 1)
            from unnest(
                percentile_disc(array[0.1, 0.25, 0.5, 0.75, 0.9])
                within group (order by fact.value)
            ) as quantile
        )
    end as quantiles
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s


-- name: spending_facts
-- One measure of each school's SEP money in each year: pesos paid for each priority pupil, percent of
-- what was paid that is declared spent, or percent of what is declared that went to some accounts. A
-- school counts in the years in which it was paid or declares; where a part of its measure is not
-- known, or is zero where it divides, there is the reason and no value. Present sums answer where they
-- stand at the position asked for, else the facts themselves do. Reads only.
select
    measured.rbd, measured.year, measured.numerator, measured.denominator, measured.missing,
    case when measured.missing is null
        then measured.factor * measured.numerator / measured.denominator
    end as value
from (
    select
        school.rbd, school.year,
        case %(measure)s::text
            when 'sep_per_priority_pupil' then school.paid
            when 'execution_rate' then school.declared
            else school.chosen
        end as numerator,
        case %(measure)s::text
            when 'sep_per_priority_pupil' then pupils.prioritarios::numeric
            when 'execution_rate' then school.paid
            else school.declared
        end as denominator,
        case %(measure)s::text when 'sep_per_priority_pupil' then 1 else 100 end::numeric as factor,
        case
            when coalesce(school.paid, 0) = 0 and %(measure)s::text <> 'account_share'
                then 'not_paid'
            when coalesce(school.declared, 0) = 0
                and %(measure)s::text <> 'sep_per_priority_pupil' then 'nothing_declared'
            when coalesce(pupils.prioritarios, 0) = 0
                and %(measure)s::text = 'sep_per_priority_pupil' then 'no_priority_pupils'
        end as missing
    from (
        select
            rbd, year,
            sum(amount) filter (where kind = 'paid') as paid,
            sum(amount) filter (where kind = 'declared') as declared,
            coalesce(sum(amount) filter (
                where kind = 'declared'
                    and exists (
                        select from unnest(%(accounts)s::text[]) as prefix
                        where starts_with(account, prefix)
                    )
            ), 0) as chosen
        from (
            select kind, rbd, year, account, amount
            from fund_sum
            where exists (
                    select from projections.checkpoint
                    where name = 'fund_sums'
                        and position = %(known)s
                )
                and kind in ('paid', 'declared')
                and subvencion = 'SEP'
                and rbd <> 0
            union all
            select 'paid', rbd, year, '', sep_total
            from {payment_at} as payment
            where not exists (
                    select from projections.checkpoint
                    where name = 'fund_sums'
                        and position = %(known)s
                )
            union all
            select 'declared', rbd, year, account, declared
            from {expenditure_at} as expenditure
            where not exists (
                    select from projections.checkpoint
                    where name = 'fund_sums'
                        and position = %(known)s
                )
                and subvencion = 'SEP'
                and rbd is not null
        ) as money
        where year between %(from_year)s::smallint and %(to_year)s::smallint
        group by rbd, year
    ) as school
    left join (
        select rbd, year, sum(prioritarios) as prioritarios
        from {grade_count_at} as grade_count
        group by rbd, year
    ) as pupils using (rbd, year)
) as measured


-- name: spending_lost
-- Schools and years that count in a measure of spending, those without a value by reason. Reads only.
select missing as reason, year, count(*)::integer as schools, array_agg(rbd order by rbd) as rbds
from (
{spending_facts}
) as fact
group by missing, year
order by missing, year


-- name: spending_positions
-- Where in the log the payments, pupils and documents stand that a measure of spending rests on.
-- Reads only.
select known_from as position
from {payment_at} as payment
where %(measure)s::text <> 'account_share'
    and year between %(from_year)s::smallint and %(to_year)s::smallint
union
select known_from
from {grade_count_at} as grade_count
where %(measure)s::text = 'sep_per_priority_pupil'
    and year between %(from_year)s::smallint and %(to_year)s::smallint
union
select known_from
from {expenditure_at} as expenditure
where subvencion = 'SEP'
    and rbd is not null
    and %(measure)s::text <> 'sep_per_priority_pupil'
    and year between %(from_year)s::smallint and %(to_year)s::smallint


-- name: spending_scores
-- A measure of spending beside the score of the school some years later, and how far the score had come
-- since the last test before the year of the spending. Reads only.
with fact as (
{spending_facts}
),
score as materialized (
    select position, rbd, year, score, pupils
    from (
{score_facts}
    ) as result
    where grade = %(grade)s
        and subject = %(subject)s
        and missing is null
),
tested as (
    select distinct year from score
),
dated as (
    select
        spent.year,
        (select max(tested.year) from tested where tested.year < spent.year) as before
    from (select distinct year from fact) as spent
)
select
    fact.year, after.lag::smallint as lag, fact.rbd, fact.value::double precision as value,
    later.score, later.pupils, later.score - earlier.score as change
from fact
join dated using (year)
cross join unnest(%(lags)s::integer[]) as after (lag)
join score as later
    on later.rbd = fact.rbd
    and later.year = fact.year + after.lag
left join score as earlier
    on earlier.rbd = fact.rbd
    and earlier.year = dated.before
where fact.value is not null
order by fact.year, after.lag, fact.rbd
