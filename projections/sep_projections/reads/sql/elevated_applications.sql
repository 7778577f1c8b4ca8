-- Applications that went to the Subsecretario, and what was answered. Reads only.
with latest as (
    select distinct on (rbd, year, step) *
    from application_step
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
    order by rbd, year, step, known_from desc
)
select
    elevated.known_from as position, elevated.stream, elevated.rbd, elevated.year,
    elevated.sostenedor as sostenedor_rut, elevated.occurred_on as elevated_on,
    resolved.occurred_on as resolved_on, resolved.accepted, resolved.classification
from latest as elevated
left join latest as resolved
    on resolved.rbd = elevated.rbd
    and resolved.year = elevated.year
    and resolved.step = 'resolved'
where elevated.step = 'elevated'
    and (%(sostenedor)s::text is null or elevated.sostenedor = %(sostenedor)s)
    and (%(year)s::smallint is null or elevated.year = %(year)s)
