-- Convenios as signed, with what their later steps changed: who holds them, how far they run, whether they were renewed or ended. Where a file and a decision both state the signing,
-- the later known counts. Reads only.
with signed as (
    select distinct on (rbd, number) *
    from convenio
    where known_from <= %(known)s
        and known_to > %(known)s
        and (
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
        from convenio_step
        where convenio_step.rbd = convenio.rbd
            and convenio_step.number = convenio.number
            and convenio_step.known_from <= %(known)s
            and convenio_step.known_to > %(known)s
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
