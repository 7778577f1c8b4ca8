-- name: amount_facts
-- Every posting that counts towards one of the ten amounts, and the bank's certificates of a balance,
-- each with its kind. Whole pesos. Reads only.
select
    booked.year, booked.effective, booked.account, booked.fund, booked.rbd, booked.sostenedor_rut,
    booked.convenio_number, rule.kind, rule.sign * booked.amount as counted
from (
{journal_postings}
) as booked
inner join {entry_at} as entry
    on entry.stream = booked.stream
    and entry.number = booked.number
inner join unnest(
    %(rule_amounts)s::text[], %(rule_events)s::text[], %(rule_accounts)s::text[],
    %(rule_signs)s::integer[]
) as rule (kind, event, account, sign)
    on rule.event = entry.event
    and rule.account = booked.account
union all
select
    year, certified_on, null, subvencion, rbd, sostenedor, null, 'accredited', amount
from {saldo_certificate_at} as saldo_certificate
where %(convenio)s::integer is null
    and (%(effective)s::date is null or certified_on <= %(effective)s)
    and (%(from_date)s::date is null or certified_on >= %(from_date)s)
    and (%(fund)s::text is null or subvencion = %(fund)s)
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)


-- name: amounts
-- The ten amounts by the dimensions asked for. One of which nothing is known is null, which is no
-- zero. A certified balance is no movement: over several years the last one counts. Whole pesos.
-- Reads only.
with fact as (
{amount_facts}
),
yearly as (
    select
        {keys},
        fact.year as book_year,
        sum(counted) filter (where kind = 'computed') as computed,
        sum(counted) filter (where kind = 'paid') as paid,
        sum(counted) filter (where kind = 'received') as received,
        sum(counted) filter (where kind = 'committed') as committed,
        sum(counted) filter (where kind = 'paid_out') as paid_out,
        sum(counted) filter (where kind = 'declared') as declared,
        sum(counted) filter (where kind = 'accepted') as accepted,
        sum(counted) filter (where kind = 'rejected') as rejected,
        sum(counted) filter (where kind = 'returned') as returned,
        sum(counted) filter (where kind = 'accredited') as accredited
    from fact
    {joins}
    group by {ordinals}, fact.year
)
select
    {names},
    sum(computed)::bigint as computed,
    sum(paid)::bigint as paid,
    sum(received)::bigint as received,
    sum(committed)::bigint as committed,
    sum(paid_out)::bigint as paid_out,
    sum(declared)::bigint as declared,
    sum(accepted)::bigint as accepted,
    sum(rejected)::bigint as rejected,
    sum(returned)::bigint as returned,
    ((array_agg(accredited order by book_year desc) filter (where accredited is not null))[1])::bigint
        as accredited
from yearly
group by {names}
order by {names}
limit %(most_groups)s


-- name: bridge_lines
-- The lines of every bridge step (see sep_domain/accounting/bridges.py), of one year and fund. Each step's lines
-- add up to the difference of its two amounts, because they are the postings themselves, grouped by
-- what they mean: what stays on a clearing account is what did not get from one side to the other.
-- Whole pesos. Reads only.
with booked as materialized (
    select booked.*, entry.event, entry.level, to_char(booked.effective, 'YYYY-MM') as month
    from (
{journal_postings}
    ) as booked
    inner join {entry_at} as entry
        on entry.stream = booked.stream
        and entry.number = booked.number
),
fact as materialized (
    select *, to_char(effective, 'YYYY-MM') as month from (
{amount_facts}
    ) as counted
),
total as (
    select
        coalesce(sum(counted) filter (where kind = 'paid'), 0) as paid,
        coalesce(sum(counted) filter (where kind = 'committed'), 0) as committed,
        coalesce(sum(counted) filter (where kind = 'paid_out'), 0) as paid_out,
        coalesce(sum(counted) filter (where kind = 'declared'), 0) as declared,
        coalesce(sum(counted) filter (where kind = 'accepted'), 0) as accepted,
        coalesce(sum(counted) filter (where kind = 'rejected'), 0) as rejected,
        coalesce(sum(counted) filter (where kind = 'returned'), 0) as returned,
        coalesce(sum(counted) filter (where kind = 'accredited'), 0) as accredited
    from fact
),
by_month as (
    select
        month,
        sum(counted) filter (where kind = 'computed') as computed,
        sum(counted) filter (where kind = 'paid') as paid
    from fact
    where kind in ('computed', 'paid')
    group by month
),
contract as (
    select
        coalesce(sum(amount) filter (where event = 'ate_contract.ended'), 0) as ended,
        coalesce(sum(amount), 0) as open
    from booked
    where account = %(commitments)s
),
by_school as (
    select
        rbd,
        coalesce(sum(counted) filter (where kind = 'declared'), 0) as declared,
        coalesce(sum(counted) filter (where kind = 'accepted'), 0) as accepted,
        coalesce(sum(counted) filter (where kind = 'rejected'), 0) as rejected,
        count(*) filter (where kind in ('accepted', 'rejected')) > 0 as reviewed
    from fact
    group by rbd
),
opening as (
    -- As declared for the year; its entry posts what the one of the year before takes out, too.
    select coalesce(sum(level), 0) as opening
    from (select distinct number, level from booked where account = %(opening)s) as declared
),
line as (
    select
        'computed' as from_amount, 'paid' as to_amount,
        case
            when computed is null then 'mes_sin_calculo'
            when paid is null then 'mes_sin_pago'
            else 'diferencia'
        end as kind,
        month as detail,
        coalesce(paid, 0) - coalesce(computed, 0) as amount
    from by_month
    union all
    select
        'paid', 'received',
        case event
            when 'payment.restated' then 'reliquidacion'
            when 'payment.retained' then 'retencion'
            else 'descuento'
        end,
        month, sum(amount)
    from booked
    where account = %(receivable)s
        and event in ('payment.restated', 'payment.retained', 'payment.discounted')
    group by event, month
    union all
    select
        'paid', 'received',
        case
            when %(rbd)s::integer is not null then 'banco_sin_rbd'
            when sum(amount) > 0 then 'no_abonado'
            else 'abonado_de_mas'
        end,
        month, -sum(amount)
    from booked
    where account = %(receivable)s
    group by month
    union all
    select 'received', 'paid_out', 'otros_abonos', month, -sum(amount)
    from booked
    where account = %(unidentified)s
    group by month
    union all
    select 'received', 'paid_out', 'queda_en_banco', month, -sum(amount)
    from booked
    where account = %(bank)s
    group by month
    union all
    select 'received', 'paid_out', 'saldo_anterior', month, -sum(amount)
    from booked
    where account = %(opening_cash)s
        and event = 'bank.movement_recorded'
    group by month
    union all
    select 'committed', 'paid_out', 'contratos_terminados', '', ended from contract
    union all
    select 'committed', 'paid_out', 'contratos_por_pagar', '', -open from contract
    union all
    select 'committed', 'paid_out', 'otros_pagos', '', paid_out - committed - ended + open
    from total
    cross join contract
    union all
    select 'paid_out', 'declared', 'restitucion', month, sum(amount)
    from booked
    where account = %(to_be_rendered)s
        and event = 'convenio.settled'
    group by month
    union all
    select
        'paid_out', 'declared',
        case when sum(amount) > 0 then 'cargos_sin_documento' else 'documentos_sin_cargo' end,
        month, -sum(amount)
    from booked
    where account = %(to_be_rendered)s
    group by month
    union all
    select
        'declared', 'accepted', 'sin_revisar', coalesce(rbd::text, ''), -declared
    from by_school
    where not reviewed
    union all
    select 'declared', 'accepted', 'rechazado', coalesce(rbd::text, ''), -rejected
    from by_school
    where reviewed
    union all
    select
        'declared', 'accepted', 'diferencia_de_revision', coalesce(rbd::text, ''),
        accepted + rejected - declared
    from by_school
    where reviewed
    union all
    select 'accepted', 'rejected', 'aceptado', '', -accepted from total
    union all
    select 'accepted', 'rejected', 'rechazado', '', rejected from total
    union all
    select 'rejected', 'returned', 'rechazado', '', -rejected from total
    union all
    select 'rejected', 'returned', 'restitucion', '', returned from total
    union all
    select 'paid', 'accredited', 'saldo_inicial', '', opening from opening
    union all
    select 'paid', 'accredited', 'gasto_declarado', '', -declared from total
    union all
    select
        'paid', 'accredited', 'diferencia_con_certificado', '',
        accredited - paid - opening + declared
    from total
    cross join opening
)
select from_amount, to_amount, kind, detail, amount::bigint as amount
from line
where amount <> 0
order by from_amount, to_amount, kind, detail
