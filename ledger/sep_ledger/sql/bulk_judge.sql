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
