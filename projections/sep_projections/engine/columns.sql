-- The columns of a table of the projection that is being folded, in their order. Reads only.
select attname
from pg_catalog.pg_attribute
where attrelid = to_regclass(%(table)s)
  and attnum > 0
  and not attisdropped
order by attnum
