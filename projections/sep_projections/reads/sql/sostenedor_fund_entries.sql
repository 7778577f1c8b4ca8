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
from expenditure
where known_from <= %(known)s
    and known_to > %(known)s
    and subvencion = %(subvencion)s
    and (%(year)s::smallint is null or year = %(year)s)
union all
select sostenedor_rut, year, null, null, null, 0, 0, 0, 0, 0, sep_total, 1
from (
{sostenedor_payments}
) as paid
where %(subvencion)s = 'SEP'
