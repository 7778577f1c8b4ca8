-- Events whose version does not follow the one before it in its stream; a stream starts at 1, or at
-- 0 as the library allows. Reads only.
with followed as (
    select
        position, originator_version as version,
        lag(originator_version) over (partition by originator_id order by position) as before
    from ledger.events
)
select position, version, before
from followed
where version - 1 <> before or (before is null and version not in (0, 1))
order by position
limit %(limit)s
