-- name: restitutions_touched
-- Which schools may owe something else of a convenio after what was recorded in a range: those that its
-- events are about, what is withdrawn included, and those of which a convenio's time may have run out
-- between the first and the last of its days. Reads only.
with said as (
    -- By case, so that no event of another kind is decoded: it may not be readable.
    select case when kind.event = any (%(events)s) then convert_from(state, 'UTF8')::jsonb end as doc
    from ledger.events
    inner join projections.kind using (topic)
    where position > %(after)s
        and position <= %(upto)s
        and kind.event = any (%(events)s)

    union all

    select
        case
            when was.event = any (%(events)s) then convert_from(former.state, 'UTF8')::jsonb
        end
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
)

select (doc ->> 'rbd')::integer as rbd
from said
where doc ->> 'rbd' is not null

union

select rbd
from convenio
where known_to = 9223372036854775807
    and %(before)s::date < %(day)s::date
    and to_date + interval '1 month' * %(most_months)s >= %(before)s::date
    and to_date < %(day)s::date

union

select rbd
from convenio_step
where known_to = 9223372036854775807
    and step = 'extended'
    and until >= %(before)s::date
    and until < %(day)s::date

order by rbd


-- name: restitutions_standing
-- What the log says is owed of convenios, of some schools or of all. Reads only.
select convert_from(events.state, 'UTF8')::jsonb as content
from stated
inner join ledger.events on events.position = stated.known_from
where stated.event = 'restitution.accrued'
    and stated.known_to = 9223372036854775807
    and (%(schools)s::integer[] is null or stated.rbd = any (%(schools)s::integer[]))
order by stated.rbd, stated.convenio


-- name: restitutions_left
-- Convenios that no other took over, with the money of their terms, of some schools or of all. Reads only.
select *
from (
{convenio_terms}
) as term
where renewed_on is null
    and (%(schools)s::integer[] is null or rbd = any (%(schools)s::integer[]))
order by rbd, number
