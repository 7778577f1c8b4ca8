-- The ten amounts by the dimensions asked for. One of which nothing is known is null, which is no
-- zero. A certified balance is no movement: over several years the last one counts. Whole pesos.
-- Reads only.
with fact as (
{amount_facts}
),
yearly as (
    select
        {keys},
        fact.year as book_year,
        sum(counted) filter (where kind = 'computed') as computed,
        sum(counted) filter (where kind = 'paid') as paid,
        sum(counted) filter (where kind = 'received') as received,
        sum(counted) filter (where kind = 'committed') as committed,
        sum(counted) filter (where kind = 'paid_out') as paid_out,
        sum(counted) filter (where kind = 'declared') as declared,
        sum(counted) filter (where kind = 'accepted') as accepted,
        sum(counted) filter (where kind = 'rejected') as rejected,
        sum(counted) filter (where kind = 'returned') as returned,
        sum(counted) filter (where kind = 'accredited') as accredited
    from fact
    {joins}
    group by {ordinals}, fact.year
)
select
    {names},
    sum(computed)::bigint as computed,
    sum(paid)::bigint as paid,
    sum(received)::bigint as received,
    sum(committed)::bigint as committed,
    sum(paid_out)::bigint as paid_out,
    sum(declared)::bigint as declared,
    sum(accepted)::bigint as accepted,
    sum(rejected)::bigint as rejected,
    sum(returned)::bigint as returned,
    ((array_agg(accredited order by book_year desc) filter (where accredited is not null))[1])::bigint
        as accredited
from yearly
group by {names}
order by {names}
limit %(most_groups)s
