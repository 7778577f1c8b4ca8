-- Convenios that no other took over, with what they left, of some schools or of all. What cannot be told
-- is null. Reads only.
select
    rbd, number, sostenedor_rut, to_date, last_day, ended_on, end_reason, renewal_requested_on, saldo
from (
{convenio_terms}
) as term
where renewed_on is null
    and (%(schools)s::integer[] is null or rbd = any (%(schools)s::integer[]))
order by rbd, number
