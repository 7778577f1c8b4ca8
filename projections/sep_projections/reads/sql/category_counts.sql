-- Categories by the dimensions asked for. Reads only.
with fact as (
{categories}
)
select
    {keys},
    count(distinct fact.rbd)::integer as schools,
    sum(fact.enrolment)::integer as enrolment
from fact
{joins}
group by {ordinals}
order by {names}
limit %(most_groups)s
