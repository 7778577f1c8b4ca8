-- Schools and years that count in a measure of spending, those without a value by reason. Reads only.
select missing as reason, year, count(*)::integer as schools, array_agg(rbd order by rbd) as rbds
from (
{spending_facts}
) as fact
group by missing, year
order by missing, year
