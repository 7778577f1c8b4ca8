-- The lines of a school's Estado de resultados in a year, as they were recorded, in the order of the
-- rows of their file. Reads only.
select convert_from(events.state, 'UTF8') as said
from account_line
join ledger.events on events.position = account_line.known_from
where account_line.year = %(year)s
    and account_line.rbd = %(rbd)s
    and account_line.known_from <= %(known)s
    and account_line.known_to > %(known)s
order by
    (convert_from(events.metadata, 'UTF8')::jsonb -> 'source' ->> 'row')::integer,
    events.position
