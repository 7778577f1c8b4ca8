-- Everything that moves a school's fund statement, one row per line, document or payment: account
-- lines and documents of one subvención, and for the SEP what the ministry paid. Reads only.
select
    rbd, year, kind, account, account_name, amount, 1 as line, (not rendered)::integer as pending,
    0::bigint as declared, 0 as document, 0::bigint as paid, 0 as month
from account_line
where known_from <= %(known)s
    and known_to > %(known)s
    and subvencion = %(subvencion)s
    and (%(year)s::smallint is null or year = %(year)s)
    and rbd is not null
union all
select rbd, year, 'gasto', account, account_name, 0, 0, 0, declared, 1, 0, 0
from expenditure
where known_from <= %(known)s
    and known_to > %(known)s
    and subvencion = %(subvencion)s
    and (%(year)s::smallint is null or year = %(year)s)
    and rbd is not null
union all
select rbd, year, null, null, null, 0, 0, 0, 0, 0, sep_total, 1
from payment
where known_from <= %(known)s
    and known_to > %(known)s
    and %(subvencion)s = 'SEP'
    and (%(year)s::smallint is null or year = %(year)s)
