-- Changes of name, place, dependency or rurality between consecutive entries of the register that
-- the log does not hold yet; wrongly recorded ones come back with `void`. Reads only.
with published as (
    select
        rbd, year, occurred_on,
        lag(year) over of_school as previous_year,
        array_remove(array[
            case when name <> lag(name) over of_school then 'name' end,
            case when region <> lag(region) over of_school then 'region' end,
            case when comuna <> lag(comuna) over of_school then 'comuna' end,
            case when dependency <> lag(dependency) over of_school then 'dependency' end,
            case when rural <> lag(rural) over of_school then 'rural' end
        ], null) as fields
    from school_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
    window of_school as (partition by rbd order by year)
),

standing as (
    select * from published
    where previous_year is not null and cardinality(fields) > 0
),

recorded as (
    select * from school_transition
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s)) and kind = 'changed'
)

select s.occurred_on, s.rbd, s.previous_year, s.year, s.fields, false as void
from standing as s
left join recorded as r using (rbd, year)
where (r.previous_year, r.fields, r.occurred_on)
    is distinct from (s.previous_year, s.fields, s.occurred_on)

union all

select r.occurred_on, r.rbd, r.previous_year, r.year, r.fields, true as void
from recorded as r
left join standing as s using (rbd, year)
where s.rbd is null

order by year, rbd
