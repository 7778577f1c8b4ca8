-- Transfers between a sostenedor's own accounts, and charges that say they are one while no account of
-- its own shows the money; restored where the same amount comes back to the account it left, else out
-- until the last line before a month without any. Only lines in no match. Whole pesos. Reads only.
with open_line as (
{open_bank_lines}
),

charge as (
    select
        *, row_number() over (
            partition by sostenedor_rut, amount, occurred_on order by bank_account, line
        ) as rank
    from open_line
    where amount < 0
),

credit as (
    select
        *, row_number() over (
            partition by sostenedor_rut, amount, occurred_on order by bank_account, line
        ) as rank
    from open_line
    where amount > 0
),

-- The statements of an account, in spells of months that follow each other.
stated as (
    select
        sostenedor, bank_account, month, last_on,
        month - row_number() over (partition by sostenedor, bank_account order by month) as spell
    from (
        select
            sostenedor, bank_account, max(occurred_on) as last_on,
            (extract(year from occurred_on) * 12 + extract(month from occurred_on))::integer as month
        from bank_movement
        where known_from <= %(known)s
            and known_to > %(known)s
            and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
        group by
            sostenedor, bank_account,
            (extract(year from occurred_on) * 12 + extract(month from occurred_on))::integer
    ) as monthly
),

spell as (
    select
        sostenedor, bank_account, month,
        max(last_on) over (partition by sostenedor, bank_account, spell) as last_on
    from stated
)

select
    charge.position, charge.stream, charge.sostenedor_rut, charge.bank_account as from_account,
    credit.bank_account as to_account, charge.occurred_on, charge.text, -charge.amount as amount,
    charge.sep_only as from_sep, credit.sep_only as to_sep,
    restored.occurred_on as restored_on,
    restored.occurred_on - charge.occurred_on as days_out,
    greatest(charge.occurred_on, least(restored.occurred_on - 1, spell.last_on)) as out_until
from charge
inner join spell
    on spell.sostenedor = charge.sostenedor_rut
    and spell.bank_account = charge.bank_account
    and spell.month = extract(year from charge.occurred_on) * 12
        + extract(month from charge.occurred_on)
left join credit
    on credit.sostenedor_rut = charge.sostenedor_rut
    and credit.amount = -charge.amount
    and credit.occurred_on = charge.occurred_on
    and credit.rank = charge.rank
    and credit.bank_account <> charge.bank_account
left join lateral (
    select min(back.occurred_on) as occurred_on
    from credit as back
    where back.sostenedor_rut = charge.sostenedor_rut
        and back.bank_account = charge.bank_account
        and back.amount = -charge.amount
        and back.occurred_on > charge.occurred_on
) as restored on true
where (%(sostenedor)s::text is null or charge.sostenedor_rut = %(sostenedor)s)
    and (credit.stream is not null or charge.text ~* 'tra(s|ns)(paso|f).*(cuenta|propi)')
