-- Lines of the Estado de resultados by the sostenedor they belong to, its central administration
-- included. The file names the sostenedor by a number of the Superintendencia: the documents declared
-- that year tell whose it is; a line that none of its school's documents explains goes to whoever
-- held the school. A line found both ways is taken once. Whole pesos. Reads only.
with identified as not materialized (
    select distinct sostenedor, year, sostenedor_id
    from expenditure
    where known_from <= %(known)s
        and known_to > %(known)s
        and sostenedor_id is not null
),
held as not materialized (
{schools_held}
),
attributed as not materialized (
    select identified.sostenedor, line.stream, line.known_from
    from identified
    join account_line as line using (sostenedor_id, year)
    union
    select held.sostenedor, line.stream, line.known_from
    from held
    join account_line as line using (rbd, year)
    where not exists (
        select from expenditure as document
        where document.rbd = line.rbd
            and document.year = line.year
            and document.subvencion = line.subvencion
            and document.sostenedor_id = line.sostenedor_id
            and document.known_from <= %(known)s
            and document.known_to > %(known)s
    )
)
select
    attributed.sostenedor as sostenedor_rut, line.known_from as position, line.stream, line.year,
    line.sostenedor_id, line.rbd, line.dependency, line.subvencion, line.kind, line.account,
    line.account_name, line.rendered, line.amount
from attributed
join account_line as line using (stream, known_from)
where line.known_from <= %(known)s
    and line.known_to > %(known)s
    and (%(sostenedor)s::text is null or attributed.sostenedor = %(sostenedor)s)
    and (%(rbd)s::integer is null or line.rbd = %(rbd)s)
    and (%(year)s::smallint is null or line.year = %(year)s)
    and (%(account)s::text is null or starts_with(line.account, %(account)s))
    and (%(subvencion)s::text is null or line.subvencion = %(subvencion)s)
    and (%(kind)s::text is null or line.kind = %(kind)s)
