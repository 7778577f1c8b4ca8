-- name: fund_account
-- An account of a fund statement beside its documents, as columns of a grouped select; null where no
-- line or no document names it. Whole pesos.
%(subvencion)s::text as subvencion,
kind,
account,
max(account_name) as account_name,
case when sum(line) > 0 then sum(amount) end::bigint as amount,
sum(line)::integer as account_lines,
case when sum(document) > 0 then sum(declared) end::bigint as documents,
sum(document)::integer as document_count,
case when sum(line) > 0 and sum(document) > 0 then
    sum(amount) - sum(declared)
end::bigint as amount_less_documents,
array_remove(array[
    case when sum(line) = 0 then 'accounts_not_declared' end,
    case when sum(document) = 0 and kind = 'gasto' then 'documents_not_declared' end
], null) as missing


-- name: fund_statement
-- A fund statement of its totals, as columns: what is left, how far the sources differ, and which of
-- them say nothing. Whole pesos.
*,
%(subvencion)s::text as subvencion,
opening + income - spending as closing,
income - paid as income_less_paid,
spending - documents as spending_less_documents,
array_remove(array[
    case when account_lines = 0 then 'accounts_not_declared' end,
    case when document_count = 0 then 'documents_not_declared' end,
    case when months_paid = 0 and %(subvencion)s = 'SEP' then 'payments_not_published' end,
    case when %(subvencion)s <> 'SEP' then 'payments_of_sep_only' end
], null) as missing


-- name: fund_totals
-- What the entries of a fund statement come to, as columns of a grouped select; null where nothing at
-- all is declared or published, which is no zero. Whole pesos.
case when sum(line) > 0 then
    coalesce(sum(amount) filter (where account = '500001'), 0)
end::bigint as opening,
case when sum(line) > 0 then
    coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)
end::bigint as income,
case when sum(line) > 0 then
    coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)
end::bigint as spending,
sum(line)::integer as account_lines,
sum(pending)::integer as lines_not_rendered,
case when sum(document) > 0 then sum(declared) end::bigint as documents,
sum(document)::integer as document_count,
case when sum(month) > 0 then sum(paid) end::bigint as paid,
sum(month)::integer as months_paid


-- name: school_fund_accounts
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


-- name: school_fund_entries
-- Everything that moves a school's fund statement, one row per line, document or payment: account
-- lines and documents of one subvención, and for the SEP what the ministry paid. Reads only.
select
    rbd, year, kind, account, account_name, amount, 1 as line, (not rendered)::integer as pending,
    0::bigint as declared, 0 as document, 0::bigint as paid, 0 as month
from {account_line_at} as account_line
where subvencion = %(subvencion)s
    and (%(year)s::smallint is null or year = %(year)s)
    and rbd is not null
union all
select rbd, year, 'gasto', account, account_name, 0, 0, 0, declared, 1, 0, 0
from {expenditure_at} as expenditure
where subvencion = %(subvencion)s
    and (%(year)s::smallint is null or year = %(year)s)
    and rbd is not null
union all
select rbd, year, null, null, null, 0, 0, 0, 0, 0, sep_total, 1
from {payment_at} as payment
where %(subvencion)s = 'SEP'
    and (%(year)s::smallint is null or year = %(year)s)


-- name: school_fund_statements
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


-- name: sostenedor_fund_accounts
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


-- name: sostenedor_fund_entries
-- Everything that moves a sostenedor's fund statement, one row per line, document or payment, its
-- central administration included. Reads only.
select
    sostenedor_rut, year, kind, account, account_name, amount, 1 as line,
    (not rendered)::integer as pending, 0::bigint as declared, 0 as document, 0::bigint as paid,
    0 as month
from (
{sostenedor_account_lines}
) as lines
union all
select sostenedor, year, 'gasto', account, account_name, 0, 0, 0, declared, 1, 0, 0
from {expenditure_at} as expenditure
where subvencion = %(subvencion)s
    and (%(year)s::smallint is null or year = %(year)s)
union all
select sostenedor_rut, year, null, null, null, 0, 0, 0, 0, 0, sep_total, 1
from (
{sostenedor_payments}
) as paid
where %(subvencion)s = 'SEP'


-- name: sostenedor_fund_statements
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
