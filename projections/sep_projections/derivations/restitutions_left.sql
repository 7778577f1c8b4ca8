-- Convenios that no other took over, with the money of their terms, of some schools or of all. Reads only.
select *
from (
{convenio_terms}
) as term
where renewed_on is null
    and (%(schools)s::integer[] is null or rbd = any (%(schools)s::integer[]))
order by rbd, number
