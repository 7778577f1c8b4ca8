-- Schools that pass from one sostenedor to another between consecutive entries of the register,
-- which the log does not hold yet; wrongly recorded ones come back with `void`. Reads only.
--
-- A holder is told by RUT or, for a natural person, by the register's pseudonym. An entry that
-- names neither (all of 2015, or no information) says nothing about a change.
with published as (
    select
        rbd, year, occurred_on, sostenedor,
        coalesce(sostenedor, sostenedor_mrun)                     as holder,
        lag(year) over of_school                                  as previous_year,
        lag(sostenedor) over of_school                            as previous_sostenedor,
        lag(coalesce(sostenedor, sostenedor_mrun)) over of_school as previous_holder
    from school_year
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s))
      and coalesce(sostenedor, sostenedor_mrun) is not null
    window of_school as (partition by rbd order by year)
),

standing as (
    select * from published
    where holder <> previous_holder
),

recorded as (
    select * from school_transition
    where known_from <= %(known)s
      and known_to > %(known)s
      and (%(schools)s::integer[] is null or rbd = any (%(schools)s)) and kind = 'sostenedor_changed'
)

select
    s.occurred_on, s.rbd, s.previous_year, s.year, s.previous_sostenedor, s.sostenedor,
    false as void
from standing as s
left join recorded as r using (rbd, year)
where (r.previous_year, r.previous_sostenedor, r.sostenedor, r.occurred_on)
    is distinct from
    (s.previous_year, s.previous_sostenedor, s.sostenedor, s.occurred_on)

union all

select
    r.occurred_on, r.rbd, r.previous_year, r.year, r.previous_sostenedor, r.sostenedor,
    true as void
from recorded as r
left join standing as s using (rbd, year)
where s.rbd is null

order by year, rbd
