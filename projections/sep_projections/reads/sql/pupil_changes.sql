-- Pupils of each school in a year beside the year before. A number that the file leaves out for a grade
-- is unknown for the school. Reads only.
with counted as (
    select
        rbd, year,
        case when count(*) = count(prioritarios) then sum(prioritarios) end::integer
            as prioritarios,
        case when count(*) = count(preferentes) then sum(preferentes) end::integer as preferentes,
        sum(beneficiarios)::integer as beneficiarios,
        sum(total)::integer as total
    from grade_count
    where year in (%(year)s - 1, %(year)s)
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
),
paired as (
    select
        rbd, %(year)s::smallint as year,
        later.prioritarios, earlier.prioritarios as previous_prioritarios,
        later.prioritarios - earlier.prioritarios as prioritarios_change,
        later.preferentes, earlier.preferentes as previous_preferentes,
        later.preferentes - earlier.preferentes as preferentes_change,
        later.total, earlier.total as previous_total,
        later.total - earlier.total as total_change
    from (select * from counted where year = %(year)s) as later
    full join (select * from counted where year = %(year)s - 1) as earlier using (rbd)
)
select paired.*, school.region
from paired
left join (
{school_at}
) as school
    on school.rbd = paired.rbd
    and paired.year >= school.from_year
    and paired.year < school.next_year
where (%(rbd)s::integer is null or paired.rbd = %(rbd)s)
    and (%(region)s::smallint is null or school.region = %(region)s)
    and (
        %(lost)s::boolean is null
        or coalesce(paired.prioritarios_change < 0, false) = %(lost)s
    )
