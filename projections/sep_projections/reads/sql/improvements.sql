-- Improvements paid with a credit, the consultation of the Consejo Escolar, and the UTM of the month
-- in which the credit was taken up, or in which it was planned while it is not; null where that UTM
-- is not known. Whole pesos. Reads only.
with latest as (
    select distinct on (rbd, number, step) *
    from improvement_step
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
    order by rbd, number, step, known_from desc
)
select
    planned.known_from as position, planned.stream, planned.rbd, planned.number,
    planned.sostenedor as sostenedor_rut, planned.description, planned.occurred_on as planned_on,
    planned.amount as planned, consulted.occurred_on as consulted_on, consulted.in_writing,
    financed.occurred_on as financed_on, financed.amount as financed, utm.clp_per_utm
from latest as planned
left join latest as consulted
    on consulted.rbd = planned.rbd
    and consulted.number = planned.number
    and consulted.step = 'consejo_consulted'
left join latest as financed
    on financed.rbd = planned.rbd
    and financed.number = planned.number
    and financed.step = 'financed'
left join utm_value as utm
    on utm.month = to_char(coalesce(financed.occurred_on, planned.occurred_on), 'YYYY-MM')
    and utm.known_from <= %(known)s
    and utm.known_to > %(known)s
where planned.step = 'planned'
    and (%(sostenedor)s::text is null or planned.sostenedor = %(sostenedor)s)
