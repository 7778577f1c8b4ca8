-- The accounts and funds of a part of the journal, and the first day of each. Reads only.
select account, fund, min(effective) as since
from (
{journal_postings}
) as found
group by account, fund
order by account, fund
