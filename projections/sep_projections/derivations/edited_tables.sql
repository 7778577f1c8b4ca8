-- name: edited_tables
-- How many entitlements stand that were computed from each edition of each table of the law. Reads
-- only.
with computed as (
    select tables, count(*) as entitlements
    from entitlements.entitlement
    where known_to = 9223372036854775807
    group by tables
)

select told.key as of_table, told.value as sha256, sum(entitlements)::bigint as entitlements
from computed
cross join lateral jsonb_each_text(tables) as told
group by told.key, told.value
order by told.key, told.value
