-- How much of what advisers were paid went to how few of them, by the dimensions asked for. The index
-- is Herfindahl and Hirschman's: the sum of the squares of the percentages, 10,000 where one adviser
-- has all. The sum over schools of what each paid times what its adviser was paid by all is the sum of
-- squares over advisers. Whole pesos. Reads only.
with fact as (
    select
        contract.ate as ate_rut, contract.rbd,
        extract(year from payment.paid_on)::smallint as year, payment.amount
    from ate_contract_payment as payment
    join ate_contract as contract using (contract)
    where payment.known_from <= %(known)s
        and payment.known_to > %(known)s
        and contract.known_from <= %(known)s
        and contract.known_to > %(known)s
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
