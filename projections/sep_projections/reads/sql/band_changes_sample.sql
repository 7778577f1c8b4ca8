-- The schools of a list of changes of band: those with both bands first, then the others by the year
-- whose enrolment they lack. Reads only.
select
    case
        when changed is not null then null
        when band_from is null then 'absent'
        else 'absent_before'
    end as reason,
    count(*)::integer as schools, array_agg(rbd order by rbd) as rbds
from (
{band_changes}
) as fact
group by 1
order by 1 nulls first
