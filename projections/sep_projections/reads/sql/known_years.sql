-- Which years of which sostenedor are known of a dataset, and the last position that said something of
-- them: so that silence tells something only where somebody has spoken. A sostenedor answers for all
-- its schools; a register has one row, its year 0 and its sostenedor empty. Reads only.
with holder as (
    -- Who was paid for a school in a year hands in its plan.
    select distinct rbd, year, sostenedor
    from payment
    where sostenedor is not null
        and known_from <= %(known)s
        and known_to > %(known)s
),
said as (
    select 'rendiciones' as dataset, sostenedor, year::integer as year, known_from
    from rendicion_step
    where subvencion = 'SEP' and known_from <= %(known)s and known_to > %(known)s
    union all
    select 'pme', holder.sostenedor, action.year, action.known_from
    from (
        select rbd, year, max(known_from) as known_from
        from pme_action
        where known_from <= %(known)s and known_to > %(known)s
        group by rbd, year
    ) as action
    inner join holder using (rbd, year)
    union all
    select 'convenios', sostenedor, extract(year from signed_on), known_from
    from convenio
    where known_from <= %(known)s and known_to > %(known)s
    union all
    select
        case when step.step like 'saldo_plan%%' then 'planes_saldo' else 'convenios' end,
        coalesce(step.sostenedor, signed.sostenedor),
        case
            when step.step like 'saldo_plan%%' then extract(year from step.occurred_on)
            else extract(year from signed.signed_on)
        end,
        step.known_from
    from convenio_step as step
    inner join convenio as signed
        on signed.rbd = step.rbd
        and signed.number = step.number
        and signed.known_from <= %(known)s
        and signed.known_to > %(known)s
    where step.known_from <= %(known)s and step.known_to > %(known)s
    union all
    select 'concursos_ate', sostenedor, extract(year from announced_on), known_from
    from ate_tender
    where known_from <= %(known)s and known_to > %(known)s
    union all
    select 'contratos_ate', sostenedor, extract(year from signed_on), known_from
    from ate_contract
    where known_from <= %(known)s and known_to > %(known)s
    union all
    select of_contract.dataset, signed.sostenedor, extract(year from of_contract.day), last
    from (
        select 'hitos_ate' as dataset, contract, due_on as day, known_from as last
        from ate_milestone
        where known_from <= %(known)s and known_to > %(known)s
        union all
        select
            case step when 'invoiced' then 'facturas_ate' else 'hitos_ate' end, contract,
            occurred_on, known_from
        from ate_milestone_step
        where known_from <= %(known)s and known_to > %(known)s
        union all
        select 'pagos_ate', contract, paid_on, known_from
        from ate_contract_payment
        where known_from <= %(known)s and known_to > %(known)s
    ) as of_contract
    inner join ate_contract as signed
        on signed.contract = of_contract.contract
        and signed.known_from <= %(known)s
        and signed.known_to > %(known)s
    union all
    select 'ate_registro', '', 0, known_from
    from ate_provider
    where known_from <= %(known)s and known_to > %(known)s
    union all
    select 'ate_registro', '', 0, known_from
    from ate_provider_step
    where known_from <= %(known)s and known_to > %(known)s
)
select dataset, sostenedor as sostenedor_rut, year::integer as year, max(known_from) as last
from said
group by dataset, sostenedor, year
