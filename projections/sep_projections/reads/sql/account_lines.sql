-- Lines of the Estado de resultados, whoever holds the school. Whole pesos. Reads only.
select
    known_from as position, stream, year, sostenedor_id, rbd, dependency, subvencion, kind, account,
    account_name, rendered, amount
from account_line
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(account)s::text is null or starts_with(account, %(account)s))
    and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
    and (%(kind)s::text is null or kind = %(kind)s)
