-- The accounts of each sostenedor's fund statement, with what the documents charged to each add up to.
-- Whole pesos. Reads only.
with entries as (
{sostenedor_fund_entries}
)
select
    sostenedor_rut,
    year,
{fund_account}
from entries
where account is not null
    and (%(kind)s::text is null or kind = %(kind)s)
group by sostenedor_rut, year, kind, account
