-- name: legal_number
-- The numbers of the law that are given, each with the days between which it holds: as a word, and as
-- a whole number, a share or a day where it is one. Reads only.
select
    name, value, from_date, coalesce(to_date, 'infinity') as to_date,
    case when value ~ '^\d+$' then value::integer end as whole,
    case when value ~ '^\d+(\.\d+)?$' then value::numeric end as share,
    case when value ~ '^\d\d\d\d-\d\d-\d\d$' then value::date end as day
from jsonb_to_recordset(%(numbers)s::jsonb)
    as given (name text, value text, from_date date, to_date date)
