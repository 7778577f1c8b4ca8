-- Folds money into present sums; whole pesos. What a restatement takes over from goes out again, and
-- a sum of no facts is no row.
merge into fund_sum as kept
using (
    select
        case event
            when 'payment.disbursed' then 'paid'
            when 'expenditure.declared' then 'declared'
            when 'saldo.certified' then 'certified'
            when 'account.declared' then
                case
                    when doc ->> 'account' = '500001' then 'opening'
                    when doc ->> 'kind' = 'ingreso' then 'income'
                    else 'spending'
                end
            else substring(event from '[^.]+$')
        end as kind,
        coalesce(doc ->> 'year', left(doc ->> 'month', 4))::smallint as year,
        coalesce((doc ->> 'rbd')::integer, 0) as rbd,
        coalesce(doc ->> 'sostenedor', '') as sostenedor,
        case event when 'account.declared' then doc ->> 'sostenedor_id' else '' end
            as sostenedor_id,
        case event when 'payment.disbursed' then 'SEP' else coalesce(doc ->> 'subvencion', '') end
            as subvencion,
        case event when 'expenditure.declared' then doc ->> 'account' else '' end as account,
        case event when 'expenditure.declared' then coalesce(doc ->> 'account_name', '') else '' end
            as account_name,
        coalesce(doc ->> 'document_type', '') as document_type,
        sum(weight)::integer as facts,
        sum(
            weight
            * case event
                when 'payment.disbursed' then doc ->> 'sep_total'
                when 'expenditure.declared' then doc ->> 'declared'
                else doc ->> 'amount'
            end::bigint
        )::bigint as amount
    from change
    where event in (
        'payment.disbursed', 'payment.restated', 'payment.retained', 'payment.discounted',
        'expenditure.declared', 'account.declared', 'saldo.certified'
    )
      and doc ->> 'void' is distinct from 'true'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
) as change
on kept.kind = change.kind
    and kept.year = change.year
    and kept.rbd = change.rbd
    and kept.sostenedor = change.sostenedor
    and kept.sostenedor_id = change.sostenedor_id
    and kept.subvencion = change.subvencion
    and kept.account = change.account
    and kept.document_type = change.document_type
    and kept.account_name = change.account_name
when matched and kept.facts + change.facts = 0 then
    delete
when matched and (change.facts, change.amount) <> (0, 0) then
    update set facts = kept.facts + change.facts, amount = kept.amount + change.amount
when not matched and change.facts <> 0 then
    insert (
        kind, year, rbd, sostenedor, sostenedor_id, subvencion, account, account_name,
        document_type, facts, amount
    )
    values (
        change.kind, change.year, change.rbd, change.sostenedor, change.sostenedor_id,
        change.subvencion, change.account, change.account_name, change.document_type,
        change.facts, change.amount
    );
