-- Where in the log everything stands that coverage by school is counted from: the register, who is in
-- the SEP, the facts of each dataset. Reads only.
select position
from (
{registered_schools}
) as school
union
select position
from (
{convened_schools}
) as convened
union
select position
from (
{covered_facts}
) as fact
