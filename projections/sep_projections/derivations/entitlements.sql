-- name: entitlements_touched
-- Which schools may be entitled to something else, from which month to which, after what was
-- recorded in a range: attendance rules the months from its own on (its trimester's, for art 27)
-- and, by last year's averages, the two years after it. Reads only.
with said as (
    -- By case, so that no event of another kind is decoded: it may not be readable.
    select
        kind.event,
        case when kind.event = any (%(events)s) then convert_from(state, 'UTF8')::jsonb end as doc
    from ledger.events
    inner join projections.kind using (topic)
    where position > %(after)s
        and position <= %(upto)s
        and kind.event = any (%(events)s)

    union all

    -- What is withdrawn touches what it had touched.
    select
        was.event,
        case when was.event = any (%(events)s) then convert_from(former.state, 'UTF8')::jsonb end
    from ledger.events as withdrawn
    inner join projections.kind using (topic)
    inner join ledger.events as former
        on former.originator_id = withdrawn.originator_id
        and former.originator_version = withdrawn.originator_version - 1
    inner join projections.kind as was on was.topic = former.topic
    where withdrawn.position > %(after)s
        and withdrawn.position <= %(upto)s
        and kind.event = 'fact.withdrawn'
        and was.event = any (%(events)s)
),

about as (
    select distinct
        event,
        (doc ->> 'rbd')::integer                                               as rbd,
        -- A resolution is about a school or a sostenedor, whichever its steps say again.
        doc ->> 'subject'                                                      as subject,
        coalesce((doc ->> 'year')::integer, left(doc ->> 'month', 4)::integer) as year,
        case when event = 'attendance.published' then doc ->> 'month' end      as month,
        (doc ->> 'cycle')::integer                                             as cycle
    from said
    where coalesce(doc ->> 'rbd', doc ->> 'subject') is not null
        and case event
            when 'account.declared'
                then doc ->> 'subvencion' = 'SEP' and not (doc ->> 'rendered')::boolean
            when 'rendicion.presented' then doc ->> 'subvencion' = 'SEP'
            when 'rendicion.extended' then doc ->> 'subvencion' = 'SEP'
            else true
        end
),

touched as (
    select
        rbd,
        case when right(month, 2) <= '05' then year || '-03' else month end as from_month,
        year + 2 || '-12'                                                   as to_month
    from about
    where event = 'attendance.published'

    union all

    select rbd, year || '-03', '9999-12'
    from about
    where event = 'pupil_counts.published'

    union all

    select rbd, '0000-01', '9999-12'
    from about
    where event like 'convenio.%%'

    union all

    -- Resolutions are few: whichever months they touch.
    select c.rbd, '0000-01', '9999-12'
    from about
    inner join convenio as c
        on c.sostenedor = about.subject
        or c.rbd::text = about.subject
    where event like 'resolution.%%'

    union all

    select rbd, cycle - 1 || '-01', cycle + 2 || '-12'
    from about
    where event = 'pme.presented'

    union all

    select rbd, year + 1 || '-01', '9999-12'
    from about
    where event in ('account.declared', 'rendicion.presented', 'rendicion.extended')
)

select rbd, min(from_month) as from_month, max(to_month) as to_month
from touched
group by rbd
order by rbd


-- name: entitlements_standing
-- What has been computed and stands, of some schools and months; with its content where it was
-- computed from other editions of the tables of the law than those at work. Reads only.
select
    e.rbd, e.month,
    case when e.tables <> %(tables)s::jsonb then events.state end as content
from unnest(%(rbds)s::integer[], %(from_months)s::text[], %(to_months)s::text[])
    as touched (rbd, from_month, to_month)
inner join entitlement as e
    on e.rbd = touched.rbd
    and e.month between touched.from_month and touched.to_month
    and e.known_to = 9223372036854775807
inner join ledger.events on events.position = e.known_from
