-- name: journal_accounts
-- The accounts and funds of a part of the journal, cash by bank account, and the first day of each.
-- Reads only.
select account, fund, of_bank.sostenedor_rut, of_bank.bank_account, min(effective) as since
from (
{journal_books}
) as found
left join lateral (
    select found.sostenedor_rut, found.bank_account
    where found.account = %(bank)s
) as of_bank on true
group by account, fund, of_bank.sostenedor_rut, of_bank.bank_account
order by account, fund, of_bank.sostenedor_rut, of_bank.bank_account
