-- name: name_is_known
-- Whether a name, or the beginning of one where names form groups, stands in a column. Reads only.
select exists (
    select
    from {table}
    where {column} = %(name)s or (%(groups)s and starts_with({column}, %(name)s))
) as known


-- name: names_known
-- The names that stand in a column. Reads only.
select distinct {column} as name from {table} where {column} is not null
