-- Rendiciones as their steps leave them. Due on 31 March of the next year (Ley 20.529 art 54), or at
-- the end of an extraordinary term (Ley 21.006 art 2). Where a file and a decision both state the
-- same, the later known counts. Reads only.
with step as (
    select *
    from rendicion_step
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(year)s::smallint is null or year = %(year)s)
        and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
),
touched as (
    select sostenedor, rbd, year, subvencion, document, known_from, accepted, rejected
    from step
    where step in ('allocation_observed', 'allocation_corrected', 'allocation_resolved')
    union all
    -- What moves within the rendición changes the allocation that it moves to.
    select
        sostenedor, rbd, year, subvencion, to_account || substring(document from 7), known_from,
        null, null
    from step
    where correction = 'reimputar'
        and to_account is not null
        and coalesce(to_rbd, rbd) = rbd
        and coalesce(to_subvencion, subvencion) = subvencion
),
outcome as (
    select distinct on (sostenedor, rbd, year, subvencion, document)
        sostenedor, rbd, year, subvencion, accepted, rejected
    from touched
    order by sostenedor, rbd, year, subvencion, document, known_from desc
),
resolved as (
    select
        sostenedor, rbd, year, subvencion,
        sum(accepted)::bigint as allocations_accepted,
        sum(rejected)::bigint as allocations_rejected,
        (count(*) filter (where accepted is null))::integer as allocations_pending
    from outcome
    group by sostenedor, rbd, year, subvencion
),
gathered as (
    select
        sostenedor, rbd, year, subvencion,
        coalesce(
            max(until) filter (where step = 'extended'), make_date(year + 1, 3, 31)
        ) as due_on,
        max(until) filter (where step = 'extended') as extended_until,
        min(occurred_on) filter (where step = 'consejo_informed') as consejo_informed_on,
        min(occurred_on) filter (where step = 'signed') as signed_on,
        max(occurred_on) filter (where step = 'payroll_declared') as payroll_on,
        max(occurred_on) filter (where step = 'books_declared') as books_on,
        max(occurred_on) filter (where step = 'balances_accredited') as accredited_on,
        max(occurred_on) filter (where step = 'declared') as declared_on,
        min(occurred_on) filter (where step = 'presented') as presented_on,
        max(occurred_on) filter (where step = 'reviewed') as reviewed_on,
        max(occurred_on) filter (where step = 'closed') as closed_on,
        min(known_from) filter (where step = 'closed') as closed_at,
        (array_agg(signatory order by known_from desc) filter (where step = 'declared'))[1]
            as signatory,
        (array_agg(payroll order by known_from desc) filter (where step = 'payroll_declared'))[1]
            as payroll,
        (array_agg(opening order by known_from desc) filter (where step = 'books_declared'))[1]
            as opening,
        (array_agg(income order by known_from desc) filter (where step = 'books_declared'))[1]
            as income,
        (array_agg(spending order by known_from desc) filter (where step = 'books_declared'))[1]
            as spending,
        (array_agg(balance order by known_from desc) filter (where step = 'balances_accredited'))[1]
            as balance,
        (array_agg(certified order by known_from desc) filter (where step = 'balances_accredited'))[1]
            as accredited,
        (
            array_agg(why_different order by known_from desc)
            filter (where step = 'payroll_declared')
        )[1] as payroll_why_different,
        (
            array_agg(why_different order by known_from desc)
            filter (where step = 'books_declared')
        )[1] as books_why_different,
        (
            array_agg(why_different order by known_from desc)
            filter (where step = 'balances_accredited')
        )[1] as accredited_why_different,
        (array_agg(accepted order by known_from desc) filter (where step = 'reviewed'))[1]
            as accepted,
        (array_agg(rejected order by known_from desc) filter (where step = 'reviewed'))[1]
            as rejected,
        (count(*) filter (where step = 'allocation_observed'))::integer as observations,
        (count(*) filter (where step = 'allocation_corrected'))::integer as corrections
    from step
    group by sostenedor, rbd, year, subvencion
)
select
    gathered.sostenedor as sostenedor_rut,
    gathered.*,
    greatest(presented_on - due_on, 0) as days_late,
    greatest(closed_on - due_on, 0) as closing_days_late,
    case when signed_on is not null then coalesce(consejo_informed_on <= signed_on, false) end
        as consejo_first,
    case when presented_on is not null then coalesce(signed_on <= presented_on, false) end
        as signed_before_presenting,
    allocations_accepted, allocations_rejected, allocations_pending,
    accepted - allocations_accepted as accepted_difference,
    rejected - allocations_rejected as rejected_difference,
    (
        select count(*)::integer
        from step
        where (step.sostenedor, step.rbd, step.year, step.subvencion)
            = (gathered.sostenedor, gathered.rbd, gathered.year, gathered.subvencion)
            and step.step = 'allocation_corrected'
            and step.known_from > gathered.closed_at
    ) as rectifications
from gathered
left join resolved using (sostenedor, rbd, year, subvencion)
where (%(presented)s::boolean is null or (presented_on is not null) = %(presented)s)
    and (%(late)s::boolean is null or coalesce(presented_on > due_on, false) = %(late)s)
