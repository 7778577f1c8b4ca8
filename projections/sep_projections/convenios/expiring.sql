-- name: expiring_convenios
-- Convenios that hold on a day and expire before another, extensions counted, with the money of their
-- terms; what was renewed or ended does not expire. Whole pesos. Reads only.
select * from (
{convenio_terms}
) as term
where last_day >= %(on)s::date
    and last_day < %(until)s::date
    and from_date <= %(on)s::date
    and coalesce(renewed_on > %(on)s::date, true)
    and coalesce(ended_on > %(on)s::date, true)
