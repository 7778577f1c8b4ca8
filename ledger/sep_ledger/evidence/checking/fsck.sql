-- What a check of the rows reads.

-- name: guards
-- The guards against rewriting that are not as the migrations made them: triggers that always fire,
-- constraints, what the guarding functions say, the generated leaf hash, and rights
-- that let others than the owner rewrite. Asks only pg_catalog. Reads only.
with kept (relation) as (
    values
        ('events'), ('head'), ('tiles'), ('log_keys'), ('checkpoints'), ('checkpoint_signatures'),
        ('generations')
),
relations as (
    select pg_class.oid, relation, relacl, relowner
    from kept
    join pg_catalog.pg_class on relname = relation
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace and nspname = 'ledger'
),
triggers (relation, name, moments, function) as (
    select
        relation, relation || '_only_grow',
        'BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.' || relation || ' FOR EACH STATEMENT',
        'refuse_rewriting'
    from kept
    where relation <> 'head'
    union all
    values
        (
            'head', 'head_stays',
            'BEFORE DELETE OR TRUNCATE ON ledger.head FOR EACH STATEMENT', 'refuse_rewriting'
        ),
        (
            'head', 'head_only_rises',
            'BEFORE UPDATE ON ledger.head FOR EACH ROW', 'refuse_head_going_back'
        )
),
constraints (relation, name, definition) as (
    values
        ('events', 'events_pkey', 'PRIMARY KEY (originator_id, originator_version)'),
        ('events', 'events_position_key', 'UNIQUE (position)'),
        ('head', 'head_pkey', 'PRIMARY KEY (only_row)'),
        ('head', 'head_only_row_check', 'CHECK (only_row)'),
        ('tiles', 'tiles_pkey', 'PRIMARY KEY (level, number)'),
        ('log_keys', 'log_keys_pkey', 'PRIMARY KEY (number)'),
        ('log_keys', 'log_keys_vkey_key', 'UNIQUE (vkey)'),
        ('checkpoints', 'checkpoints_pkey', 'PRIMARY KEY (size)'),
        ('checkpoint_signatures', 'checkpoint_signatures_pkey', 'PRIMARY KEY (number)'),
        (
            'checkpoint_signatures', 'checkpoint_signatures_size_fkey',
            'FOREIGN KEY (size) REFERENCES ledger.checkpoints(size)'
        )
),
-- SHA-256 of what stands between the dollar signs in the last migration that makes the function.
functions (name, said) as (
    values
        ('refuse_rewriting', 'ad3a4e9f7bda4f0d7fc0943401ac82e07b7b9287bf942448f153943cf3273842'),
        (
            'refuse_head_going_back',
            'de643377a4a12568dccb69792c297c3588e29637781c2fa42afff7a949486842'
        )
)
select 'trigger ' || name
from triggers
where not exists (
    select
    from pg_catalog.pg_trigger
    join relations on relations.oid = tgrelid
    where tgname = name and tgenabled = 'A'
        and pg_get_triggerdef(pg_trigger.oid) = 'CREATE TRIGGER ' || name || ' ' || moments
            || ' EXECUTE FUNCTION ledger.' || function || '()'
)
union all
select 'constraint ' || name
from constraints
where not exists (
    select
    from pg_catalog.pg_constraint
    join relations on relations.oid = conrelid
    where conname = name and relations.relation = constraints.relation
        -- Whether a name is quoted differs between versions of PostgreSQL.
        and replace(pg_get_constraintdef(pg_constraint.oid), '"', '') = definition
)
union all
select 'function ' || name
from functions
where (
    select array_agg(encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'))
    from pg_catalog.pg_proc
    join pg_catalog.pg_namespace on pg_namespace.oid = pronamespace and nspname = 'ledger'
    where proname = name
) is distinct from array[said]
union all
select 'generated column leaf_hash'
where not exists (
    select
    from pg_catalog.pg_attribute
    join relations on relations.oid = attrelid and relation = 'events'
    join pg_catalog.pg_attrdef on adrelid = attrelid and adnum = attnum
    -- Virtual; the SHA-256 of its expression as the server prints what migration 0005 says.
    where attname = 'leaf_hash' and attgenerated = 'v'
        and encode(
            sha256(convert_to(replace(pg_get_expr(adbin, adrelid), '"', ''), 'UTF8')), 'hex'
        ) = '2a1b34e82fbbcce4ba360d64381c109baed606e9be6ef3702c5a6910caaa6b35'
)
union all
select distinct 'grant ' || privilege_type || ' on ' || relation || ' to '
    || coalesce(rolname, 'public')
from (
    select relation, relowner, relacl as acl, false as column_of_head from relations
    union all
    select relation, relowner, attacl, relation = 'head' and attname = 'position'
    from relations
    join pg_catalog.pg_attribute on attrelid = relations.oid
) as granted
cross join lateral aclexplode(acl)
left join pg_catalog.pg_roles on pg_roles.oid = grantee
where grantee <> relowner
    and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
    -- Who appends raises the head.
    and not (column_of_head and privilege_type = 'UPDATE')

-- name: ends
-- Where the log ends, as each of its tables has it: by the largest number there is, and by the
-- largest in reach, which is no further out than so many rows could be about. Reads only.
with reach as (
    select
        (select count(*) from ledger.events)
        + (select count(*) from ledger.tiles where level = 0) * 256
        + %(spare)s as upto
),
head as (
    select coalesce(max(position), 0) as position from ledger.head
)
select
    head.position as head,
    case when head.position <= reach.upto then head.position else 0 end as head_in_reach,
    (select coalesce(min(position), 0) from ledger.events) as first,
    (select coalesce(max(position), 0) from ledger.events) as last_event,
    (select coalesce(max(position), 0) from ledger.events where position <= reach.upto) as event,
    (select coalesce(max(size), 0) from ledger.checkpoints) as last_checkpoint,
    (select coalesce(max(size), 0) from ledger.checkpoints where size <= reach.upto) as checkpoint,
    (
        select coalesce((max(number) + 1) * 256, 0)
        from ledger.tiles
        where level = 0 and number < reach.upto / 256
    ) as tile
from reach cross join head

-- name: checkpoints
-- The checkpoints of a range of sizes, with every signature under them. Reads only.
select size, origin, root, sealed, seal, leaves, vkeys, signatures
from ledger.checkpoints
cross join lateral (
    select
        coalesce(array_agg(vkey order by number), '{}') as vkeys,
        coalesce(array_agg(signature order by number), '{}') as signatures
    from ledger.checkpoint_signatures as signed
    where signed.size = checkpoints.size
) as signed
where size > %(after)s and size <= %(upto)s
order by size

-- name: tiles
-- The kept tiles of one level, from a number on up to another, with their roots. Reads only.
select number, hashes, root
from ledger.tiles
where level = %(level)s and number >= %(first)s and number < %(stop)s
order by number

-- name: beyond
-- Runs of consecutive positions beyond one, by their first and last. Reads only.
with placed as (
    select position, position - dense_rank() over (order by position) as run
    from ledger.events
    where position > %(after)s
)
select min(position), max(position) from placed group by run order by 1

-- name: tiles_beyond
-- Tiles that so many events do not fill; at level 7 and above no number of events does. Reads only.
select level, number
from ledger.tiles
where number >= case when level < 7 then %(events)s::bigint >> 8 * (level + 1) else 0 end
order by level, number

-- name: orphans
-- Sizes that something was signed at, and no checkpoint is there. Reads only.
select distinct size
from ledger.checkpoint_signatures as signed
where not exists (select from ledger.checkpoints where checkpoints.size = signed.size)
order by size

-- name: key_numbers
-- The numbers of the log's keys. Reads only.
select number from ledger.log_keys order by number

-- name: versions
-- Events whose version does not follow the one before it in its stream; a stream starts at 1, or at
-- 0 as the library allows. Reads only.
with followed as (
    select
        position, originator_version as version,
        lag(originator_version) over (partition by originator_id order by position) as before
    from ledger.events
)
select position, version, before
from followed
where version - 1 <> before or (before is null and version not in (0, 1))
order by position
limit %(limit)s
