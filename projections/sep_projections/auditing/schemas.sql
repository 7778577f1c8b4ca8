-- What an audit asks the catalogue of the database.

-- name: objects
-- Everything in a schema by what it is, and its definition as the server prints it: tables and their
-- columns, defaults, constraints, indexes, triggers, rules, row security, functions. A definition
-- names the schema as it is called now. Reads only.
with relation as (
    select pg_class.*
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = %(schema)s
)
select
    'relación ' || relname,
    concat_ws(
        ' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity, relispartition,
        reloptions::text
    )
from relation
where relkind <> 'i'
union all
select
    'columna ' || relname || '.' || attname,
    concat_ws(
        ' ', attnum, format_type(atttypid, atttypmod), attnotnull, attgenerated, attidentity,
        attcollation, pg_get_expr(adbin, adrelid)
    )
from relation
join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
left join pg_attrdef on adrelid = relation.oid and adnum = attnum
where relkind in ('r', 'v', 'm', 'p', 'f')
union all
select
    'restricción ' || relname || '.' || conname,
    concat_ws(' ', pg_get_constraintdef(pg_constraint.oid), convalidated, conenforced)
from relation
join pg_constraint on conrelid = relation.oid
union all
select
    'índice ' || relname,
    concat_ws(' ', pg_get_indexdef(relation.oid), indisvalid, indisunique, indisready)
from relation
join pg_index on indexrelid = relation.oid
union all
select
    'disparador ' || relname || '.' || tgname,
    concat_ws(' ', pg_get_triggerdef(pg_trigger.oid), tgenabled)
from relation
join pg_trigger on tgrelid = relation.oid
where not tgisinternal
union all
select
    'disparador interno ' || relname || '.' || tgfoid::regproc::text || '.' || coalesce(conname, ''),
    string_agg(tgenabled::text, ' ' order by tgtype)
from relation
join pg_trigger on tgrelid = relation.oid
left join pg_constraint on pg_constraint.oid = tgconstraint
where tgisinternal
group by relname, tgfoid, conname
union all
select
    'regla ' || relname || '.' || rulename,
    concat_ws(' ', pg_get_ruledef(pg_rewrite.oid), ev_enabled)
from relation
join pg_rewrite on ev_class = relation.oid
union all
select
    'política ' || relname || '.' || polname,
    concat_ws(
        ' ', polcmd, polpermissive, polroles::text, pg_get_expr(polqual, polrelid),
        pg_get_expr(polwithcheck, polrelid)
    )
from relation
join pg_policy on polrelid = relation.oid
union all
select 'herencia ' || relname || ' de ' || inhparent::regclass::text, inhrelid::regclass::text
from pg_inherits
join relation on relation.oid in (inhparent, inhrelid)
where relation.relkind not in ('i', 'I')
union all
select
    'función ' || proname || '(' || pg_get_function_identity_arguments(pg_proc.oid) || ')',
    concat_ws(' ', prokind, proconfig::text, proleakproof, prosecdef, provolatile, prosrc)
        || case when prokind in ('f', 'p') then pg_get_functiondef(pg_proc.oid) else '' end
from pg_proc
join pg_namespace on pg_namespace.oid = pronamespace and nspname = %(schema)s

-- name: settings
-- What is set for this database, or for a role, and changes what a session that does not name it
-- sees. Reads only.
select
    concat_ws(' ', 'base de datos ' || datname, 'rol ' || rolname) as place, setting
from pg_db_role_setting
left join pg_database on pg_database.oid = setdatabase
left join pg_roles on pg_roles.oid = setrole
cross join lateral unnest(setconfig) as setting
where (setdatabase = 0 or datname = current_database())
    and split_part(setting, '=', 1) in (
        'search_path', 'session_replication_role', 'row_security', 'local_preload_libraries',
        'session_preload_libraries', 'datestyle', 'intervalstyle', 'timezone', 'bytea_output',
        'extra_float_digits', 'check_function_bodies', 'default_transaction_isolation',
        'ignore_system_indexes', 'transform_null_equals', 'standard_conforming_strings'
    )
order by place, setting
