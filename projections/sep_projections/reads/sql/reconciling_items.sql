-- What stands between the bank and the books of an account at the end of a month. Whole pesos, as each
-- changes the bank's balance against the books'. Reads only.
with unit as (
{reconciling_units}
)
select
    unit as item, kind, day, said, case when is_matched then unit::uuid end as match,
    (coalesce(bank_amount, 0) - coalesce(book_amount, 0))::bigint as amount
from unit
where kind <> 'difference'
    or bank_amount <> book_amount
