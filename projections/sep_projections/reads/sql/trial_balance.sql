-- Balances of the journal by the dimensions asked for. Debit and credit are the sums of each side, as
-- positive amounts; the balance is their difference. Whole pesos. Reads only.
with fact as (
{journal_books}
),
grouped as (
    select
        {keys},
        coalesce(sum(fact.amount) filter (where fact.amount > 0), 0)::bigint as debit,
        coalesce(-sum(fact.amount) filter (where fact.amount < 0), 0)::bigint as credit,
        sum(fact.amount)::bigint as balance,
        count(*)::integer as postings
    from fact
    {joins}
    group by {ordinals}
)
select {names}, debit, credit, balance, postings
from grouped
order by {names}
limit %(most_groups)s
