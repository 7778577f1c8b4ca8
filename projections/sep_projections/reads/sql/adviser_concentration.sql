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
    from ate_contract_payment as payment
    join ate_contract as signed using (contract)
    join bearing using (contract)
    join bearer using (contract)
    where payment.known_from <= %(known)s
        and payment.known_to > %(known)s
        and signed.known_from <= %(known)s
        and signed.known_to > %(known)s
        and (%(subvencion)s::text is null or payment.subvencion = %(subvencion)s)
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
