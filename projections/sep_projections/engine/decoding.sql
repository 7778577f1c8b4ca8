-- name: use_several_processors
-- Several processors for what reads a long range, and joins nothing, until `use_one_processor`: the
-- planner does not know what decoding costs. And a small sample is enough to plan the folds.
select
    set_config('default_statistics_target', '10', true),
    set_config('parallel_setup_cost', '0', true),
    set_config('parallel_tuple_cost', '0', true),
    set_config('min_parallel_table_scan_size', '0', true),
    set_config('min_parallel_index_scan_size', '0', true)


-- name: use_one_processor
-- No more workers in this transaction. Statistics end where the log ended when they were made; what
-- joins a range that they say is empty would start workers anew for each of its rows.
select set_config('max_parallel_workers_per_gather', '0', true)


-- name: contents
-- Which kinds of event stand in a range, and whether facts are restated in it. Reads only.
select topic, max(projections.fact_version(originator_id, originator_version)) > 1
from ledger.events
where position > %(after)s
  and position <= %(upto)s
group by topic


-- name: decode_replaced
-- Decodes the versions that a long range takes over from, for folds into sums. None of them was set
-- aside, or their projection would decode for itself.
insert into pg_temp.replaced (event, doc)
select %(kinds)s::jsonb ->> events.topic as event, convert_from(events.state, 'UTF8')::jsonb as doc
from pg_temp.batch as restating
inner join ledger.events
    on events.originator_id = restating.stream
    and events.originator_version = restating.version - 1
where restating.version > 1
  and %(kinds)s::jsonb ? events.topic


-- name: decode
-- Decodes a long range once, by several workers, for every fold that reads it. The relation goes
-- before the view of the same name until the transaction ends.
--
-- The names of events come with the question, not from `projections.kind`: there is nothing to join,
-- so no estimate can go wrong.
create temporary table batch on commit drop as
select
    position                           as known_from,
    9223372036854775807                as known_to,
    originator_id                      as stream,
    projections.fact_version(originator_id, originator_version) as version,
    %(kinds)s::jsonb ->> topic         as event,
    convert_from(state, 'UTF8')::jsonb as doc
from ledger.events
where position > %(after)s
  and position <= %(upto)s
  and topic = any (%(topics)s)


-- name: decode_few
-- Decodes a short range once for every fold that reads it, versions restated within it ended.
insert into pg_temp.batch (known_from, known_to, stream, version, event, doc)
select
    position,
    coalesce(
        case
            when not projections.is_entity(originator_id)
                then lead(position) over (partition by originator_id order by originator_version)
        end,
        9223372036854775807
    ),
    originator_id,
    projections.fact_version(originator_id, originator_version),
    %(kinds)s::jsonb ->> topic,
    convert_from(state, 'UTF8')::jsonb
from ledger.events
where position > %(after)s
  and position <= %(upto)s
  and topic = any (%(topics)s)


-- name: change
-- What a decoded range does to sums; goes before the view of the same name.
create temporary table if not exists replaced (
    event text not null,
    doc   jsonb not null
) on commit delete rows;
create temporary view change as
select event, doc, 1 as weight
from pg_temp.batch
union all
select event, doc, -1 as weight
from pg_temp.replaced


-- name: end_within
-- Ends the versions that are restated within a decoded range; rows of earlier ranges are ended by
-- supersede.sql. Running it twice changes nothing.
update pg_temp.batch
set known_to = succession.next
from (
    select known_from, lead(known_from) over (partition by stream order by version) as next
    from pg_temp.batch
    where stream in (select stream from pg_temp.batch where version > 1)
) as succession
where succession.known_from = batch.known_from
  and succession.next is not null


-- name: relations
-- Where a short range is decoded into; kept by the session, for making relations costs more than
-- folding a few events. They go before the views of the same names.
create temporary table batch (
    known_from bigint not null,
    known_to   bigint not null,
    stream     uuid not null,
    version    integer not null,
    event      text not null,
    doc        jsonb not null
) on commit delete rows


-- name: work_in
-- What names mean, and which range it is, in the rest of the transaction.
select
    set_config('search_path', %(search_path)s, true),
    set_config('projections.after', %(after)s, true),
    set_config('projections.upto', %(upto)s, true),
    set_config('projections.name', %(name)s, true)
