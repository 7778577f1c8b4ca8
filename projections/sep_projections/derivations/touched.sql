-- Schools of which a range of the log tells something new, as far as it has been folded. Reads only.
select distinct fact.rbd
from {table} as fact
inner join ledger.events
    on events.originator_id = fact.stream
    and events.position in (fact.known_from, fact.known_to) -- told, or withdrawn
where events.position > %(after)s
  and events.position <= %(upto)s
  and events.topic = any (%(topics)s)
