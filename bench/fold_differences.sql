-- How many rows of the two tables differ. Reads only.
select count(*)
from (
    (table fund_sums.fund_sum except table peer.fund_sum)
    union all
    (table peer.fund_sum except table fund_sums.fund_sum)
) as differing
