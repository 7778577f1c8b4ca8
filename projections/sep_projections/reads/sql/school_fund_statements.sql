-- Fund statements of each school and year: opening + income - spending = closing, as declared, beside
-- what the ministry paid and what the documents add up to. Whole pesos. Reads only.
with entries as (
{school_fund_entries}
),
totals as (
    select
        rbd,
        year,
{fund_totals}
    from entries
    group by rbd, year
)
select
{fund_statement}
from totals
where (%(overspent)s::boolean is null or (spending > opening + income) = %(overspent)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
