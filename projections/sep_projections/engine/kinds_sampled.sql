-- How many of each kind of event there are in a hundredth of the log. Reads only.
select topic, count(*)
from ledger.events tablesample system (1)
group by topic
