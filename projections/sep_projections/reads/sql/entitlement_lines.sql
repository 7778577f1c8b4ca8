-- Lines of what the law gives, by article, group, month valued and level band; pupils, which are
-- kept as fractions, to four decimals, and what each band is worth before rounding. Reads only.
select
    stream, line, place, kind, article, pupils, valued, months, band,
    round(pupil.counted, 4)                                          as counted,
    use, clp_per_use, share, law, confidence,
    round(pupil.counted * use * clp_per_use * pupil.share_paid, 4)   as amount
from entitlement_line
cross join lateral (
    select
        split_part(counted, '/', 1)::numeric
            / coalesce(nullif(split_part(counted, '/', 2), ''), '1')::numeric as counted,
        split_part(share, '/', 1)::numeric
            / coalesce(nullif(split_part(share, '/', 2), ''), '1')::numeric   as share_paid
) as pupil
where known_from <= %(known)s
    and known_to > %(known)s
