-- The sums of money by hand: one statement over the whole log, decoding the same bytes.
insert into peer.fund_sum (
    kind, year, rbd, sostenedor, sostenedor_id, subvencion, account, account_name,
    document_type, facts, amount
)
select
    case topic
        when 'cl.sep.payment.disbursed.v1' then 'paid'
        when 'cl.sep.expenditure.declared.v1' then 'declared'
        when 'cl.sep.saldo.certified.v1' then 'certified'
        when 'cl.sep.payment.restated.v1' then 'restated'
        when 'cl.sep.payment.retained.v1' then 'retained'
        when 'cl.sep.payment.discounted.v1' then 'discounted'
        else
            case
                when doc ->> 'account' = '500001' then 'opening'
                when doc ->> 'kind' = 'ingreso' then 'income'
                else 'spending'
            end
    end,
    coalesce(doc ->> 'year', left(doc ->> 'month', 4))::smallint,
    coalesce((doc ->> 'rbd')::integer, 0),
    coalesce(doc ->> 'sostenedor', ''),
    case topic when 'cl.sep.account.declared.v1' then doc ->> 'sostenedor_id' else '' end,
    case topic
        when 'cl.sep.payment.disbursed.v1' then 'SEP' else coalesce(doc ->> 'subvencion', '')
    end,
    case topic when 'cl.sep.expenditure.declared.v1' then doc ->> 'account' else '' end,
    case topic
        when 'cl.sep.expenditure.declared.v1' then coalesce(doc ->> 'account_name', '') else ''
    end,
    coalesce(doc ->> 'document_type', ''),
    count(*),
    sum(
        case topic
            when 'cl.sep.payment.disbursed.v1' then doc ->> 'sep_total'
            when 'cl.sep.expenditure.declared.v1' then doc ->> 'declared'
            else doc ->> 'amount'
        end::bigint
    )
from ledger.events
cross join lateral (select convert_from(state, 'UTF8')::jsonb as doc offset 0) as decoded
where topic in (
    'cl.sep.payment.disbursed.v1', 'cl.sep.payment.restated.v1', 'cl.sep.payment.retained.v1',
    'cl.sep.payment.discounted.v1', 'cl.sep.expenditure.declared.v1',
    'cl.sep.account.declared.v1', 'cl.sep.saldo.certified.v1'
)
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
