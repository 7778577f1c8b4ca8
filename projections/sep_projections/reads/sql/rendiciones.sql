-- Rendiciones as their steps leave them. Due on 31 March of the next year (Ley 20.529 art 77), or at
-- the end of an extraordinary term (Ley 21.006 art 2). Reads only.
with gathered as (
    select
        sostenedor as sostenedor_rut, rbd, year, subvencion,
        coalesce(
            max(until) filter (where step = 'extended'), make_date(year + 1, 3, 31)
        ) as due_on,
        min(occurred_on) filter (where step = 'consejo_informed') as consejo_informed_on,
        min(occurred_on) filter (where step = 'signed') as signed_on,
        min(occurred_on) filter (where step = 'presented') as presented_on,
        max(occurred_on) filter (where step = 'reviewed') as reviewed_on,
        max(occurred_on) filter (where step = 'closed') as closed_on,
        sum(accepted)::bigint as accepted,
        sum(rejected)::bigint as rejected,
        count(*) filter (where step = 'allocation_observed')::integer as observations,
        count(*) filter (where step = 'allocation_corrected')::integer as corrections
    from rendicion_step
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(year)s::smallint is null or year = %(year)s)
        and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
    group by sostenedor, rbd, year, subvencion
)
select *, greatest(presented_on - due_on, 0) as days_late
from gathered
where (%(presented)s::boolean is null or (presented_on is not null) = %(presented)s)
