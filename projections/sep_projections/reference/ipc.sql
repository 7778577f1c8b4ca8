-- name: ipc_values
-- The consumer price index of some months. Reads only.
select known_from as position, stream, month, index
from {ipc_value_at} as ipc_value
where month = any(%(months)s::text[])
