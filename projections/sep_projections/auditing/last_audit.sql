-- What is kept of audits.

-- name: keep
-- Notes an audit that came to its end.
insert into projections.audit (position, views, seconds, findings)
values (%(position)s, %(views)s, %(seconds)s, %(findings)s)

-- name: last
-- The last audit of all of some views. Reads only.
select ended_at, position, seconds, findings
from projections.audit
where views @> %(views)s
order by number desc
limit 1
