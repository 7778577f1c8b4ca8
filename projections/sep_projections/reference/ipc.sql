-- name: ipc_values
-- The consumer price index of some months. Reads only.
select known_from as position, stream, month, index
from ipc_value
where known_from <= %(known)s
    and known_to > %(known)s
    and month = any(%(months)s::text[])
