-- The UTM by month. Whole pesos. Reads only.
select known_from as position, stream, month, clp_per_utm
from utm_value
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
