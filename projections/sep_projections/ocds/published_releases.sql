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
