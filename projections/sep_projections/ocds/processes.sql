-- name: ocds_page
-- The events of contracting processes in (after, upto], in order. Of a year, what
-- happened in it; of a sostenedor, the processes in which it buys, alone or with others. Reads only.
with of_process as ({process})
select position, process
from of_process
where position > %(after)s
    and position <= %(upto)s
    and (%(year)s::integer is null or extract(year from told_of) = %(year)s)
    and (
        %(sostenedor)s::text is null
        or process in (
            select process from of_process where sostenedor = %(sostenedor)s and position <= %(upto)s
        )
    )
order by position
limit %(limit)s


-- name: process
-- The contracting process that an event is about, as known when it was recorded: its tender, else
-- the tender that its contract was last tied to, else the contract by itself.
select
    told.known_from as position, told.sostenedor, told.told_of,
    coalesce(
        'concurso-' || told.tender,
        'concurso-' || (
            select tie.tender
            from told as tie
            where tie.contract = told.contract
                and tie.tender is not null
                and tie.known_from <= told.known_from
            order by tie.known_from desc
            limit 1
        ),
        'contrato-' || told.contract
    ) as process
from told


-- name: processes
-- The contracting processes told of up to a position, in the order of their names. Of a year, what
-- happened in it; of a sostenedor, the processes in which it buys, alone or with others. Reads only.
with of_process as ({process})
select distinct process collate "C" as process
from of_process
where position <= %(upto)s
    and process collate "C" > %(after)s
    and (%(year)s::integer is null or extract(year from told_of) = %(year)s)
    and (
        %(sostenedor)s::text is null
        or process in (
            select process from of_process where sostenedor = %(sostenedor)s and position <= %(upto)s
        )
    )
order by 1
limit %(limit)s


-- name: ocds_published
-- Records as others have published them, the latest of each ocid. Reads only.
with latest as (
    select distinct on (ocid collate "C") ocid collate "C" as ocid, known_from as position
    from published_record
    where known_from <= %(upto)s
        and (%(ocid)s::text is null or ocid = %(ocid)s)
        and ocid collate "C" > %(after)s
    order by ocid collate "C", published_at desc, known_from desc
)
select latest.ocid, events.state
from latest
inner join ledger.events using (position)
order by latest.ocid
limit %(limit)s


-- name: ocds_published_releases
-- Releases as others have published them, in the order in which they were recorded. Reads only.
select released.known_from as position, events.state
from published_release as released
inner join ledger.events on events.position = released.known_from
where released.known_from > %(after)s
    and released.known_from <= %(upto)s
    and released.known_to > %(upto)s
    and (%(ocid)s::text is null or released.ocid = %(ocid)s)
order by released.known_from
limit %(limit)s


-- name: ocds_names
-- What the registry has called advisers, and from which position on. Reads only.
select ate, known_from, name
from ate_provider
where ate = any (%(ates)s)
    and known_from <= %(upto)s
order by known_from


-- name: ocds_story
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
