-- Decodes a range of the log once, for every projection that folds it.
--
-- `event` is the topic without its prefix and version, `doc` the content. `known_to` already ends a
-- version that is restated within the range; rows of earlier ranges are ended by supersede.sql.
-- Reads only, into a relation that lives as long as the transaction: safe to run any number of times.
create temporary table batch on commit drop as
select
    position                                                        as known_from,
    coalesce(
        lead(position) over (partition by originator_id order by originator_version),
        9223372036854775807
    )                                                               as known_to,
    originator_id                                                   as stream,
    originator_version                                              as version,
    substring(topic from '^cl\.sep\.(.+)\.v\d+$')                   as event,
    convert_from(state, 'UTF8')::jsonb                              as doc
from ledger.events
where position > %(after)s
  and position <= %(upto)s
  and topic = any (%(topics)s)
