-- name: expiring_convenios
-- Convenios that hold on a day and expire before another, extensions counted, with the money of their
-- terms; what was renewed or ended does not expire. Whole pesos. Reads only.
select * from (
{convenio_terms}
) as term
where {expires_soon}

-- name: expires_soon
last_day >= %(on)s::date
    and last_day < %(until)s::date
    and from_date <= %(on)s::date
    and coalesce(renewed_on > %(on)s::date, true)
    and coalesce(ended_on > %(on)s::date, true)

-- name: expiring_keys
-- The convenios that `expiring_convenios` tells of, without the money of their terms. Reads only.
select * from (
{convenio_keys}
) as term
where {expires_soon}
