-- name: bank_accounts
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
from {bank_movement_at} as bank_movement
group by sostenedor, bank_account


-- name: bank_movements
-- Lines of bank statements, in the order in which they were recorded. Reads only.
select
    known_from as position, stream, sostenedor as sostenedor_rut, bank_account, occurred_on, line,
    text, reference, amount, balance
from {bank_movement_at} as bank_movement
where (%(from_date)s::date is null or occurred_on >= %(from_date)s)
    and (%(to_date)s::date is null or occurred_on <= %(to_date)s)


-- name: inventory_checks
-- Counts of what was bought against what was found. Reads only.
select
    known_from as position, stream, rbd, year, checked_on, items_registered, items_not_found,
    value_registered, value_not_found,
    round(100.0 * items_not_found / nullif(items_registered, 0), 1) as items_not_found_share
from {inventory_check_at} as inventory_check
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(incomplete)s::boolean is null or %(incomplete)s = (items_not_found > 0))
