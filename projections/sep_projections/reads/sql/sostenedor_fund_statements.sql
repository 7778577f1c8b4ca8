-- Fund statements of each sostenedor and year: opening + income - spending = closing, as declared, beside
-- what the ministry paid and what the documents add up to. Whole pesos. Reads only.
with entries as (
{sostenedor_fund_entries}
),
totals as (
    select
        sostenedor_rut,
        year,
{fund_totals}
    from entries
    group by sostenedor_rut, year
)
select
{fund_statement}
from totals
where (%(overspent)s::boolean is null or (spending > opening + income) = %(overspent)s)
