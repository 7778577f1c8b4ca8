-- The lines of a sostenedor's Estado de resultados in a year, of all its schools or of one, as they
-- were recorded, in the order of the rows of their file. Reads only.
select convert_from(events.state, 'UTF8') as said
from (
{sostenedor_account_lines}
) as line
join ledger.events on events.position = line.position
order by
    (convert_from(events.metadata, 'UTF8')::jsonb -> 'source' ->> 'row')::integer,
    events.position
