-- What a decoded range does to sums; goes before the view of the same name.
create temporary table if not exists former (
    event text not null,
    doc   jsonb not null
) on commit delete rows;
create temporary view change as
select event, doc, 1 as weight
from pg_temp.batch
union all
select event, doc, -1 as weight
from pg_temp.former
