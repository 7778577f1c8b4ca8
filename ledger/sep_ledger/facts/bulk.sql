-- Appending the facts of a file, in the order of the steps.

-- name: any_known
-- Whether the log knows any of these streams; looks no further than the first that it finds. Reads
-- only. Each is looked up by itself, so that no plan ever reads the whole log.
select exists (
    select
    from unnest(%(streams)b::uuid[]) as given (stream)
    cross join lateral (
        select from ledger.events where originator_id = stream limit 1
    ) as known
)

-- name: prepare
-- The memories of one file's append: a batch in transit, what it is against the log, and how often
-- each key has come by.
-- Temporary, so a session sees only its own; dropped first, so one session can append many files.
do $$
begin
    -- The keys of a file of millions no longer fit the default of 8 MB: 1.4 times slower there.
    set temp_buffers = '64MB';
exception
    when invalid_parameter_value then
        null; -- this session has used temporary tables before; slower, not wrong
end $$;

drop table if exists pg_temp.staged, pg_temp.seen_keys, pg_temp.again, pg_temp.judged, pg_temp.shown;

create temporary table staged (
    place int not null, -- in the batch; a row of a file may hold several facts
    row bigint not null,
    stream uuid not null,
    topic text not null,
    state bytea not null,
    metadata bytea not null,
    twins boolean not null
) on commit delete rows;

create temporary table again (
    place int not null,
    occurrence bigint not null
) on commit delete rows;

create temporary table judged (
    place int primary key,
    stream uuid not null, -- the twin's, where it is one
    version int not null, -- the latest of the stream; 0 where there is none
    standing bigint, -- the position of that version
    verdict smallint not null -- see bulk_judge.sql
) on commit delete rows;
create temporary table seen_keys (
    stream uuid primary key,
    times bigint not null
) on commit preserve rows;
create temporary table shown (
    stream uuid primary key
) on commit preserve rows;

-- name: recall
-- Bring back how often this file has shown the keys of the batch in batches that were copied straight
-- into the log: as often as versions 1 of the key and its twins stand at the positions copied then.
-- A key that is remembered already has been counted so before, which makes a second run harmless.
insert into pg_temp.seen_keys (stream, times)
select stream, shown
from (select distinct stream from pg_temp.staged) as keys
cross join lateral (
    select count(*) as shown
    from ledger.events
    where originator_id between stream and ledger.twin_stream(stream, 4095)
        and originator_version = 1
        and position <@ %(copied)s::int8multirange
) as copied
where shown > 0
on conflict do nothing

-- name: number
-- Which places of the batch carry a key that this file has already shown, and for the how-many-th
-- time (1 for the second). Rolled back with its batch, so a retried batch counts once.
with in_batch as (
    select stream, count(*) as here from pg_temp.staged group by stream
),
tallied as (
    insert into pg_temp.seen_keys as seen (stream, times)
    select stream, here from in_batch
    on conflict (stream) do update set times = seen.times + excluded.times
    returning stream, times
),
come_again as (
    select stream, times - here as before
    from tallied join in_batch using (stream)
    where times > 1
),
numbered as (
    select place, before + row_number() over (partition by stream order by place) - 1 as occurrence
    from pg_temp.staged join come_again using (stream)
)
insert into pg_temp.again (place, occurrence)
select place, occurrence from numbered where occurrence > 0

-- name: judge
-- What each fact of the batch is against the latest version of its stream. Under the head lock that
-- is the latest there is. New (1), restated (2), superseded (3), equal (4): the same
-- content again, outdated (5).
--
-- Superseded is what the same file has said before and something else has been said since, for an old
-- file imported once more is not news: in the stream itself or, where what it said was equal then,
-- known from that it was read to its end before. What stands because an import was withdrawn or
-- reapplied is nobody's word, and yields. Outdated is what is of an earlier edition than what stands.
-- Who imports it may insist. Metadata is decoded only of what differs.
insert into pg_temp.judged (place, stream, version, standing, verdict)
select
    placed.place, placed.stream, coalesce(latest.originator_version, 0), latest.position,
    case
        when latest.originator_version is null then 1
        when (latest.topic, latest.state) = (placed.topic, placed.state) then 4
        when %(insisting)s then 2
        when %(read_before)s and not (
            convert_from(latest.metadata, 'UTF8')::jsonb ? 'restores'
            or latest.topic like 'cl.sep.fact.withdrawn.v%%'
            and convert_from(latest.metadata, 'UTF8')::jsonb #>> '{source,kind}' = 'command'
        ) then 3
        when latest.originator_version > 1 -- else all that the stream has said is something else
            and ledger.has_said(placed.stream, placed.topic, placed.state, placed.metadata) then 3
        when convert_from(placed.metadata, 'UTF8')::jsonb #>> '{source,edition_day}'
            < convert_from(latest.metadata, 'UTF8')::jsonb #>> '{source,edition_day}' then 5
        else 2
    end
from (
    select
        staged.place, staged.topic, staged.state, staged.metadata,
        case when again.occurrence is null then staged.stream
            else ledger.twin_stream(staged.stream, again.occurrence::int) end as stream
    from pg_temp.staged
    left join pg_temp.again using (place)
    where again.occurrence is null
        or (staged.twins and again.occurrence < %(max_twins)s)
) as placed
left join lateral (
    select originator_version, position, topic, state, metadata
    from ledger.events
    where originator_id = placed.stream
    order by originator_version desc
    limit 1
) as latest on true

-- name: append
-- Append what the batch says and the log does not say yet, as it has been judged, in the order given,
-- on gapless positions. Runs under the head lock, in the transaction that judged.
with appended as (
    insert into ledger.events
        (position, originator_id, originator_version, topic, state, metadata)
    select
        %(head)s + row_number() over (order by place),
        judged.stream, judged.version + 1, staged.topic, staged.state, staged.metadata
    from pg_temp.judged
    inner join pg_temp.staged using (place)
    where judged.verdict <= 2
    order by place
    returning position
),
counted as (
    select count(*) as appended from appended
),
raised as (
    update ledger.head set position = %(head)s + appended
    from counted where appended > 0
)
select appended from counted

-- name: verdicts
-- What each fact of the batch was judged to be, by its place; 0 where it shows its key again.
select coalesce(judged.verdict, 0)
from pg_temp.staged
left join pg_temp.judged using (place)
order by staged.place

-- name: repeated
-- Places whose key this file has already shown, and may not show twice, with other content. Runs
-- after the append and under its lock: the latest version is then what the first row said.
select place
from pg_temp.staged join pg_temp.again using (place)
where case
    when twins then occurrence >= %(max_twins)s
    else not exists (
        select from (
            select topic, state
            from ledger.events
            where originator_id = staged.stream
            order by originator_version desc
            limit 1
        ) as latest
        where latest.topic = staged.topic and latest.state = staged.state
    ) and not ledger.has_said(stream, topic, state, metadata)
end
order by place

-- name: superseded_by
-- By whom the superseded facts of the batch were, and how many by each: the file's name and SHA-256,
-- or who withdrew them.
select
    coalesce(source ->> 'name', source ->> 'actor', source ->> 'rule', ''),
    source ->> 'sha256',
    source ->> 'dataset',
    count(*)
from pg_temp.judged
inner join ledger.events on events.position = judged.standing
cross join lateral (
    select convert_from(events.metadata, 'UTF8')::jsonb -> 'source' as source
) as beside
where judged.verdict in (3, 5)
group by 1, 2, 3
order by 1, 2, 3

-- name: show
-- Remember the streams that the file states, twins told apart.
insert into pg_temp.shown (stream)
select stream from pg_temp.judged
on conflict do nothing

-- name: contested
-- Facts of the batch that say otherwise than what stands: their place, their verdict, what stands
-- and from which edition it is.
select
    judged.place, judged.verdict, events.topic, events.state,
    convert_from(events.metadata, 'UTF8')::jsonb #>> '{source,name}' as file_name,
    convert_from(events.metadata, 'UTF8')::jsonb #>> '{source,edition_day}' as edition_day
from pg_temp.judged
inner join ledger.events on events.position = judged.standing
where judged.verdict in (2, 3, 5)
order by judged.place
