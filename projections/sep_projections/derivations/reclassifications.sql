-- Reclassifications that the published categories call for and the log does not hold yet.
--
-- A school's category is compared with the last one published before it, however many years lie
-- between. What the log already says is left out, and what it says wrongly (a year in between was
-- published later, or a category restated) comes back with `void`. Reads only.
with published as (
    select
        rbd, level, year, occurred_on, category,
        lag(year) over of_school        as previous_year,
        lag(occurred_on) over of_school as previous_on,
        lag(category) over of_school    as previous_category
    from category_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
    window of_school as (partition by rbd, level order by year)
),

standing as (
    select *, make_date(year + 1, 3, 1) as effective_on
    from published
    where category <> previous_category
),

recorded as (
    select * from reclassification
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
)

select
    s.occurred_on, s.rbd, s.level, s.previous_year, s.previous_on, s.previous_category,
    s.year, s.category, s.effective_on, false as void
from standing as s
left join recorded as r using (rbd, level, year)
where (r.previous_year, r.previous_on, r.previous_category, r.category, r.occurred_on)
    is distinct from
    (s.previous_year, s.previous_on, s.previous_category, s.category, s.occurred_on)

union all

select
    r.occurred_on, r.rbd, r.level, r.previous_year, r.previous_on, r.previous_category,
    r.year, r.category, r.effective_on, true as void
from recorded as r
left join standing as s using (rbd, level, year)
where s.rbd is null

order by year, rbd, level
