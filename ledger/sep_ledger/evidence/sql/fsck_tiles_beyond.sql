-- Tiles that so many events do not fill; at level 7 and above no number of events does. Reads only.
select level, number
from ledger.tiles
where number >= case when level < 7 then %(events)s::bigint >> 8 * (level + 1) else 0 end
order by level, number
