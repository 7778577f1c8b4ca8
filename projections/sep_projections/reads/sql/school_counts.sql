-- Schools of one edition of the register by the dimensions asked for. Reads only.
with fact as (
{schools}
)
select
    {keys},
    count(*)::integer as schools,
    count(distinct fact.sostenedor_rut)::integer as sostenedores,
    sum(fact.enrolment)::integer as enrolment,
    count(*) filter (where fact.enrolment is null)::integer as without_enrolment
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s
