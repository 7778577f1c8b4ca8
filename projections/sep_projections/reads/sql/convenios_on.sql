-- Convenios signed by a day that nothing had ended by then: neither the end of their term, extensions
-- counted, nor a renewal or an early end. Reads only.
select
    rbd, number, sostenedor_rut, signed_on, from_date, to_date, expires_on,
    case when renewal_requested_on <= %(on)s::date then renewal_requested_on end
        as renewal_requested_on
from (
{convenios}
) as convenio
where signed_on <= %(on)s::date
    and expires_on >= %(on)s::date
    and coalesce(renewed_on > %(on)s::date, true)
    and coalesce(ended_on >= %(on)s::date, true)
