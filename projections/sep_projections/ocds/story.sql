-- All that is told of a tender and the contracts tied to it, or of a contract, up to a position, with
-- the process that each event was about. Reads only.
with contracts as (
    select %(contract)s::text as contract
    where %(contract)s::text is not null
    union
    select contract
    from told
    where tender = %(tender)s
        and contract is not null
        and known_from <= %(upto)s
),
of_story as (
    select known_from as position, event
    from told
    where known_from <= %(upto)s
        and (tender = %(tender)s or contract in (select contract from contracts))
)
select
    events.position, of_process.process, of_story.event, events.recorded_at, events.state,
    events.metadata
from of_story
inner join ledger.events using (position)
inner join lateral (
    select process from ({process}) as one where one.position = of_story.position
) as of_process on true
order by events.position
