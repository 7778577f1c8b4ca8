-- The accounts of each school's fund statement, with what the documents charged to each add up to.
-- Whole pesos. Reads only.
with entries as (
{school_fund_entries}
)
select
    rbd,
    year,
    %(subvencion)s::text as subvencion,
    kind,
    account,
    max(account_name) as account_name,
    sum(amount)::bigint as amount,
    sum(line)::integer as account_lines,
    sum(declared)::bigint as documents,
    sum(document)::integer as document_count,
    (sum(amount) - sum(declared))::bigint as amount_less_documents
from entries
where account is not null
    and (%(kind)s::text is null or kind = %(kind)s)
group by rbd, year, kind, account
