-- Bank accounts as their statement lines show them. Whole pesos. Reads only.
select
    sostenedor as sostenedor_rut,
    bank_account,
    max(bank) as bank,
    bool_and(sep_only) as sep_only,
    min(occurred_on) as first_on,
    max(occurred_on) as last_on,
    count(*)::integer as movement_count,
    coalesce(sum(amount) filter (where amount > 0), 0)::bigint as received,
    coalesce(-sum(amount) filter (where amount < 0), 0)::bigint as withdrawn,
    (array_agg(balance order by occurred_on desc, line desc))[1] as balance
from bank_movement
where known_from <= %(known)s
    and known_to > %(known)s
group by sostenedor, bank_account
