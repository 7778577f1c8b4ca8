-- The guards against rewriting that are not in place: triggers that always fire, the right trigger
-- function behind them, and the generated leaf hash. Reads only.
with expected (relation, trigger, function) as (
    values
        ('events', 'events_only_grow', 'refuse_rewriting'),
        ('head', 'head_stays', 'refuse_rewriting'),
        ('head', 'head_only_rises', 'refuse_head_going_back'),
        ('tiles', 'tiles_only_grow', 'refuse_rewriting'),
        ('log_keys', 'log_keys_only_grow', 'refuse_rewriting'),
        ('checkpoints', 'checkpoints_only_grow', 'refuse_rewriting'),
        ('checkpoint_signatures', 'checkpoint_signatures_only_grow', 'refuse_rewriting')
)
select 'trigger ' || trigger
from expected
where not exists (
    select
    from pg_catalog.pg_trigger
    join pg_catalog.pg_class on pg_class.oid = tgrelid
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    join pg_catalog.pg_proc on pg_proc.oid = tgfoid
    where nspname = 'ledger' and relname = relation and tgname = trigger
        and proname = function and tgenabled = 'A'
)
union all
select 'generated column leaf_hash'
where not exists (
    select from pg_catalog.pg_attribute
    where attrelid = 'ledger.events'::regclass and attname = 'leaf_hash' and attgenerated = 's'
)
