-- The grades and subjects that have results, by year, each beside the year of its measurement before.
-- Steps through the index from one to the next, for they are few and their results many. Reads only.
with recursive tested as (
    (
        select year, grade, subject
        from subject_result
        where known_from <= %(known)s
            and known_to > %(known)s
        order by year, grade, subject
        limit 1
    )
    union all
    select later.*
    from tested
    cross join lateral (
        select year, grade, subject
        from subject_result
        where (year, grade, subject) > (tested.year, tested.grade, tested.subject)
            and known_from <= %(known)s
            and known_to > %(known)s
        order by year, grade, subject
        limit 1
    ) as later
)
select
    grade, subject, year,
    lag(year) over (partition by grade, subject order by year) as previous_year
from tested
