-- Schools closed in one entry of the register and not in the entry before it, which the log does
-- not hold yet; wrongly recorded ones come back with `void`. Reads only.
with published as (
    select
        rbd, year, occurred_on, status,
        lag(year) over of_school   as previous_year,
        lag(status) over of_school as previous_status
    from school_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
    window of_school as (partition by rbd order by year)
),

standing as (
    select * from published
    where status = 'cerrado' and previous_status <> 'cerrado'
),

recorded as (
    select * from school_transition
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s)) and kind = 'closed'
)

select s.occurred_on, s.rbd, s.previous_year, s.year, s.previous_status, false as void
from standing as s
left join recorded as r using (rbd, year)
where (r.previous_year, r.previous_status, r.occurred_on)
    is distinct from (s.previous_year, s.previous_status, s.occurred_on)

union all

select r.occurred_on, r.rbd, r.previous_year, r.year, r.previous_status, true as void
from recorded as r
left join standing as s using (rbd, year)
where s.rbd is null

order by year, rbd
