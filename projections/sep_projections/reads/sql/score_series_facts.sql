-- The schools of a series of one grade and subject, in each year measured: the score that stands, or
-- why none does. A school of an earlier file of the series that a later one lacks is absent from it,
-- and told as it was last seen, unless the register says that it closed. Reads only.
with stated as materialized (
    select *
    from (
{score_facts}
    ) as fact
    where grade = %(grade)s
        and subject = %(subject)s
        and year between %(from_year)s and %(to_year)s
),
held as (
    select
        *, coalesce(lead(year) over (partition by rbd order by year), 32767) as next_year
    from stated
)
select
    measured.year, held.rbd, held.region, held.comuna, held.dependency,
    held.socioeconomic_group, held.rural, held.pupils, held.score,
    held.insufficient_share, held.elementary_share, held.adequate_share,
    num_nulls(held.insufficient_share, held.elementary_share, held.adequate_share) = 0
        as shared,
    case when measured.year > held.year then 'absent' else held.missing end as missing,
    case when measured.year = held.year then held.not_tested end as not_tested,
    case when measured.year = held.year then held.mark end as mark
from held
join (select distinct year from stated) as measured
    on measured.year >= held.year
    and measured.year < held.next_year
where measured.year = held.year
    or coalesce(
        (
            select entry.status
            from school_year as entry
            where entry.rbd = held.rbd
                and entry.year <= measured.year
                and entry.known_from <= %(known)s
                and entry.known_to > %(known)s
            order by entry.year desc
            limit 1
        ), ''
    ) <> 'cerrado'
