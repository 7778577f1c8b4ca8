-- The names that stand in a column. Reads only.
select distinct {column} as name from {table} where {column} is not null
