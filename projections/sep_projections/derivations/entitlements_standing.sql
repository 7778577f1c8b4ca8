-- What has been computed and stands, of some schools and months; with its content where it was
-- computed from other editions of the tables of the law than those at work. Reads only.
select
    e.rbd, e.month,
    case when e.tables <> %(tables)s::jsonb then events.state end as content
from unnest(%(rbds)s::integer[], %(from_months)s::text[], %(to_months)s::text[])
    as touched (rbd, from_month, to_month)
inner join entitlement as e
    on e.rbd = touched.rbd
    and e.month between touched.from_month and touched.to_month
    and e.known_to = 9223372036854775807
inner join ledger.events on events.position = e.known_from
