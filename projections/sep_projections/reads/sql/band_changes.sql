-- The share of prioritarios that fixes each school's band of art 16 in a year, from the enrolment of
-- March to December of the year before, beside that of the year before it. A band is named by the least
-- percent it begins at; 0 gives nothing. Percents are compared before they are rounded. Reads only.
with enrolled as (
    select
        rbd,
        left(month, 4)::integer + 1 as year,
        count(distinct month)::integer as months,
        sum(prioritarios) as prioritarios,
        sum(total) as total
    from attendance
    where left(month, 4)::integer in (%(year)s - 2, %(year)s - 1)
        and right(month, 2) between '03' and '12'
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
    having sum(total) > 0
),
share as (
    select
        rbd, year, months,
        projections.half_even(100.0 * prioritarios / total, 2) as share,
        (
            select coalesce(max(bound), 0)
            from unnest(%(bounds)s::integer[]) as bound
            where 100 * prioritarios >= bound * total
        )::integer as band
    from enrolled
),
paired as (
    select
        rbd, %(year)s::smallint as year,
        later.share, earlier.share as previous_share,
        later.band as band_from, earlier.band as previous_band_from,
        later.months, earlier.months as previous_months,
        later.band <> earlier.band as changed
    from (select * from share where year = %(year)s) as later
    full join (select * from share where year = %(year)s - 1) as earlier using (rbd)
)
select *
from paired
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(changed)s::boolean is null or coalesce(changed, false) = %(changed)s)
