-- The accounts of each school's fund statement, with what the documents charged to each add up to.
-- Whole pesos. Reads only.
with entries as (
{school_fund_entries}
)
select
    rbd,
    year,
{fund_account}
from entries
where account is not null
    and (%(kind)s::text is null or kind = %(kind)s)
group by rbd, year, kind, account
