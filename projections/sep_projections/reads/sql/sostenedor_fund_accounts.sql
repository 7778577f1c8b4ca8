-- The accounts of each sostenedor's fund statement, with what the documents charged to each add up to.
-- Whole pesos. Reads only.
with entries as (
{sostenedor_fund_entries}
)
select
    sostenedor_rut,
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
group by sostenedor_rut, year, kind, account
