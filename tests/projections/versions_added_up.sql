-- The sums of money, by the versions of facts that hold now. Reads only.
with present as (
    select
        'paid' as kind, year, rbd, sostenedor, '' as sostenedor_id, 'SEP' as subvencion,
        '' as account, '' as account_name, '' as document_type, sep_total as amount
    from payments.payment
    where known_to = 9223372036854775807
    union all
    select kind, year, rbd, sostenedor, '', '', '', '', '', amount
    from payments.payment_adjustment
    where known_to = 9223372036854775807
    union all
    select
        'declared', year, rbd, sostenedor, '', subvencion, account, account_name, document_type,
        declared
    from accounts.expenditure
    where known_to = 9223372036854775807
    union all
    select
        case
            when account = '500001' then 'opening'
            when kind = 'ingreso' then 'income'
            else 'spending'
        end,
        year, rbd, '', sostenedor_id, subvencion, '', '', '', amount
    from accounts.account_line
    where known_to = 9223372036854775807
    union all
    select 'certified', year, rbd, sostenedor, '', subvencion, '', '', '', amount
    from banking.saldo_certificate
    where known_to = 9223372036854775807
)
select
    kind, year, coalesce(rbd, 0), coalesce(sostenedor, ''), sostenedor_id, subvencion, account,
    coalesce(account_name, ''), document_type, count(*)::integer, sum(amount)::bigint
from present
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
order by 1, 2, 3, 4, 5, 6, 7, 8, 9
