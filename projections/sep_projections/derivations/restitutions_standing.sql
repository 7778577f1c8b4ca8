-- What the log says is owed of convenios, of some schools or of all. Reads only.
select convert_from(events.state, 'UTF8')::jsonb as content
from stated
inner join ledger.events on events.position = stated.known_from
where stated.event = 'restitution.accrued'
    and stated.known_to = 9223372036854775807
    and (%(schools)s::integer[] is null or stated.rbd = any (%(schools)s::integer[]))
order by stated.rbd, stated.convenio
