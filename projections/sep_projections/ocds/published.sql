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
