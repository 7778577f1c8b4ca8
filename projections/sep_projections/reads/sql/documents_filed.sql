-- The declared documents of a sostenedor or a school in a year, as they were recorded, in the order of
-- the rows of their file. Reads only.
select convert_from(events.state, 'UTF8') as said
from expenditure
join ledger.events on events.position = expenditure.known_from
where expenditure.year = %(year)s
    and (%(sostenedor)s::text is null or expenditure.sostenedor = %(sostenedor)s)
    and (%(rbd)s::integer is null or expenditure.rbd = %(rbd)s)
    and expenditure.known_from <= %(known)s
    and expenditure.known_to > %(known)s
order by
    (convert_from(events.metadata, 'UTF8')::jsonb -> 'source' ->> 'row')::integer,
    events.position
