-- The schools that coverage counts: none is lost. Reads only.
select null::text as reason, count(*)::integer as schools, '{{}}'::integer[] as rbds
from (
    select rbd from (
{registered_schools}
    ) as school
    union
    select rbd from (
{covered_facts}
    ) as fact
) as every
