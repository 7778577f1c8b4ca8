-- Of which years a school has declared documents of the SEP, and of which months its payments are
-- published. Reads only.
select
    rbd, year, coalesce(sum(documents), 0)::integer as documents,
    coalesce(array_agg(month order by month) filter (where month is not null), '{{}}') as months_paid
from (
    select rbd, year, count(*) as documents, null as month
    from expenditure
    where subvencion = 'SEP'
        and rbd is not null
        and known_from <= %(known)s
        and known_to > %(known)s
    group by rbd, year
    union all
    select rbd, left(month, 4)::smallint, 0, month
    from payment
    where known_from <= %(known)s
        and known_to > %(known)s
) as told
group by rbd, year
