-- The schools of a list of changes of pupils: those with a change of prioritarios first, then the others
-- by what they lack. Reads only.
select
    case
        when prioritarios_change is not null then null
        when total is null then 'absent'
        when previous_total is null then 'absent_before'
        else 'not_stated'
    end as reason,
    count(*)::integer as schools, array_agg(rbd order by rbd) as rbds
from (
{pupil_changes}
) as fact
group by 1
order by 1 nulls first
