-- name: convenio_end
-- How long a convenio of a row `convenio` (rbd, number, signed_on, from_date, to_date) holds. One whose
-- renewal was asked for in time runs on by law until that is decided, for as many months as the law has
-- at most (Ley 20.248 art 7 bis); where the end of its extension is stated, to that. `expires_on` is the
-- end, extensions counted; `last_day` counts an early end too, which lies before no beginning. A school
-- has one convenio (art 7): where one signed later begins, that holds. Reads only.
select
    least(run.expires_on, overtaken.last_day) as expires_on,
    least(
        greatest(convenio.from_date, least(run.expires_on, told.ended_on)), overtaken.last_day
    ) as last_day,
    coalesce(told.ended_on < convenio.from_date, false) as ended_before_start,
    case
        when overtaken.last_day < least(run.expires_on, told.ended_on) then overtaken.number
    end as overtaken_by
from (
    select
        max(until) filter (where step = 'extended') as until,
        min(occurred_on) filter (where step = 'renewal_requested') as requested_on,
        min(occurred_on) filter (where step = 'renewed') as renewed_on,
        min(occurred_on) filter (where step = 'ended') as ended_on
    from {convenio_step_at} as convenio_step
    where convenio_step.rbd = convenio.rbd
        and convenio_step.number = convenio.number
) as told
left join lateral (
    select
        -- What ends with its month ends with a month again.
        case extract(day from convenio.to_date + 1)
            when 1 then
                (convenio.to_date + 1 + make_interval(months => most.whole))::date - 1
            else (convenio.to_date + make_interval(months => most.whole))::date
        end as ceiling
    from {legal_terms} as notice (name, from_date, to_date, whole)
    inner join {legal_terms} as most (name, from_date, to_date, whole)
        on most.name = 'extension_ceiling'
        and convenio.to_date between most.from_date and most.to_date
    where notice.name = 'renewal_notice'
        and convenio.to_date between notice.from_date and notice.to_date
        and told.requested_on <= convenio.to_date - notice.whole
        and (told.until is null or told.ended_on is not null or told.renewed_on is not null)
) as by_law on true
cross join lateral (
    select greatest(
        convenio.to_date, told.until,
        case when by_law.ceiling is not null then
            least(told.ended_on, told.renewed_on, by_law.ceiling)
        end
    ) as expires_on
) as run
left join lateral (
    select
        later.number,
        greatest(later.from_date, convenio.from_date) - 1 as last_day
    from {convenio_at} as later
    where later.rbd = convenio.rbd
        and later.number <> convenio.number
        and (later.signed_on, later.number) > (convenio.signed_on, convenio.number)
        and later.to_date >= convenio.from_date
    order by later.from_date, later.number
    limit 1
) as overtaken on true


-- name: convenios
-- Convenios as signed, with what their later steps changed: who holds them, how far they run, whether they were renewed or ended. Where a file and a decision both state the signing,
-- the later known counts. Reads only.
with signed as (
    select distinct on (rbd, number) *
    from {convenio_at} as convenio
    where (
            %(ever_held_by)s::text is null
            or rbd in (
                select rbd from convenio where sostenedor = %(ever_held_by)s
                union
                select rbd from convenio_step where sostenedor = %(ever_held_by)s
            )
        )
    order by rbd, number, known_from desc
),
state as (
    select
        convenio.known_from as position, convenio.stream, convenio.rbd, convenio.number,
        coalesce(later.sostenedor, convenio.sostenedor) as sostenedor_rut,
        convenio.sostenedor as signed_by, convenio.signed_on, convenio.from_date, convenio.to_date,
        lived.expires_on, lived.last_day, lived.overtaken_by, lived.ended_before_start,
        convenio.classification,
        later.renewal_requested_on, later.renewed_on, later.ended_on, later.end_reason,
        later.settled_on, later.restored
    from signed as convenio
    cross join lateral (
        select
            (array_agg(sostenedor order by occurred_on desc)
                filter (where step = 'transferred'))[1] as sostenedor,
            min(occurred_on) filter (where step = 'renewal_requested') as renewal_requested_on,
            min(occurred_on) filter (where step = 'renewed') as renewed_on,
            min(occurred_on) filter (where step = 'ended') as ended_on,
            min(reason) filter (where step = 'ended') as end_reason,
            min(occurred_on) filter (where step = 'settled') as settled_on,
            sum(restored) filter (where step = 'settled')::bigint as restored
        from {convenio_step_at} as convenio_step
        where convenio_step.rbd = convenio.rbd
            and convenio_step.number = convenio.number
    ) as later
    cross join lateral (
{convenio_end}
    ) as lived
)
select * from state
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(classification)s::text is null or classification = %(classification)s)
    and (
        %(in_force_on)s::date is null
        or %(in_force_on)s between from_date and last_day
    )
    and (
        (%(expiring_from)s::date is null and %(expiring_before)s::date is null)
        or (
            renewed_on is null
            and ended_on is null
            and expires_on >= coalesce(%(expiring_from)s::date, '-infinity')
            and expires_on < coalesce(%(expiring_before)s::date, 'infinity')
        )
    )


-- name: convenios_on
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
