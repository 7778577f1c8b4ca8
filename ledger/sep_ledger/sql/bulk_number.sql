-- Which places of the batch carry a key that this file has already shown, and for the how-many-th
-- time (1 for the second). Rolled back with its batch, so a retried batch counts once.
with in_batch as (
    select stream, count(*) as here from pg_temp.staged group by stream
),
tallied as (
    insert into pg_temp.seen_keys as seen (stream, times)
    select stream, here from in_batch
    on conflict (stream) do update set times = seen.times + excluded.times
    returning stream, times
),
come_again as (
    select stream, times - here as before
    from tallied join in_batch using (stream)
    where times > 1
),
numbered as (
    select place, before + row_number() over (partition by stream order by place) - 1 as occurrence
    from pg_temp.staged join come_again using (stream)
)
insert into pg_temp.again (place, occurrence)
select place, occurrence from numbered where occurrence > 0
