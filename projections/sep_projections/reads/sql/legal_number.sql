-- The numbers of the law that are given, each with the days between which it holds. Reads only.
select name, value, from_date, coalesce(to_date, 'infinity') as to_date
from jsonb_to_recordset(%(numbers)s::jsonb)
    as given (name text, value text, from_date date, to_date date)
