-- name: documents_filed
-- The declared documents of a sostenedor or a school in a year, as they were recorded, in the order of
-- the rows of their file. Reads only.
select convert_from(events.state, 'UTF8') as said
from {expenditure_at} as expenditure
join ledger.events on events.position = expenditure.known_from
where expenditure.year = %(year)s
    and (%(sostenedor)s::text is null or expenditure.sostenedor = %(sostenedor)s)
    and (%(rbd)s::integer is null or expenditure.rbd = %(rbd)s)
order by
    (convert_from(events.metadata, 'UTF8')::jsonb -> 'source' ->> 'row')::integer,
    events.position


-- name: estado_resultado_of_holder
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


-- name: estado_resultado_of_school
-- The lines of a school's Estado de resultados in a year, as they were recorded, in the order of the
-- rows of their file. Reads only.
select convert_from(events.state, 'UTF8') as said
from {account_line_at} as account_line
join ledger.events on events.position = account_line.known_from
where account_line.year = %(year)s
    and account_line.rbd = %(rbd)s
order by
    (convert_from(events.metadata, 'UTF8')::jsonb -> 'source' ->> 'row')::integer,
    events.position
