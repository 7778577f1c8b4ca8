-- Fund statements of each school and year: opening + income - spending = closing, as declared, beside
-- what the ministry paid and what the documents add up to. Whole pesos. Reads only.
with entries as (
{school_fund_entries}
),
totals as (
    select
        rbd,
        year,
        coalesce(sum(amount) filter (where account = '500001'), 0)::bigint as opening,
        coalesce(
            sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0
        )::bigint as income,
        coalesce(
            sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0
        )::bigint as spending,
        sum(line)::integer as account_lines,
        sum(pending)::integer as lines_not_rendered,
        sum(declared)::bigint as documents,
        sum(document)::integer as document_count,
        sum(paid)::bigint as paid,
        sum(month)::integer as months_paid
    from entries
    group by rbd, year
)
select
    *,
    %(subvencion)s::text as subvencion,
    opening + income - spending as closing,
    income - paid as income_less_paid,
    spending - documents as spending_less_documents
from totals
where (%(overspent)s::boolean is null or (spending > opening + income) = %(overspent)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
