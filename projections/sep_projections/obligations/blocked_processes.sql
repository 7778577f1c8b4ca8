-- name: blocked
-- What could not go on on a day, and why: payments that wait for an approval, an invoice, a
-- certificate, a tender or its notice; awards not signed; plans not presented; renewals not asked for;
-- years not rendered and what is kept back for them; payments that a resolution in force holds back,
-- suspends or cuts; whether that is certain, and what would have to be
-- known where it is not. Whole pesos. Reads only.
with number_of_law as (
{legal_number}
),
deliverable as (
{deliverables}
),
convenio_on as (
{convenios_on}
),
void_tender as (
{void_tenders}
),
signed_tender as (
    select tender
    from {ate_contract_at} as ate_contract
    where tender is not null
        and signed_on <= %(on)s::date
),
adviser_registry as (
{ate_registry_told}
),
year_not_rendered as (
{unrendered}
),
resolution_in_force as (
    select
        rbd, sostenedor_rut, convenio, kind, holds_from, retained_share, paid_share,
        authority || '/' || year || '/' || number || '/' || subject as resolution
    from (
{resolutions_by_school}
    ) as ordered
    where not void
        and holds_from <= %(on)s::date
        and coalesce(holds_until, 'infinity') >= %(on)s::date
),
open_contract as (
    select
        signed.contract, signed.tender, signed.ate as ate_rut, signed.sostenedor as sostenedor_rut,
        signed.rbd, signed.signed_on, (coalesce(later.amended, signed.amount) - money.paid)::bigint
            as unpaid
    from {ate_contract_at} as signed
    cross join lateral (
        select
            (array_agg(amount order by occurred_on desc)
                filter (where step = 'amended'))[1] as amended,
            bool_or(step = 'ended') as ended
        from {ate_contract_step_at} as step
        where step.contract = signed.contract
            and step.occurred_on <= %(on)s::date
    ) as later
    cross join lateral (
        select coalesce(sum(amount), 0) as paid
        from {ate_contract_payment_at} as payment
        where payment.contract = signed.contract
            and payment.paid_on <= %(on)s::date
    ) as money
    where signed.signed_on <= %(on)s::date
        and later.ended is not true
        and (%(of_rbd)s::integer is null or signed.rbd = %(of_rbd)s)
        and (%(of_sostenedor)s::text is null or signed.sostenedor = %(of_sostenedor)s)
        and coalesce(later.amended, signed.amount) > money.paid
),
hindrance as (
    select
        case standing when 'approved' then 'hito_sin_factura' else 'informe_no_aprobado' end
            as hindrance, rbd, sostenedor_rut, contract || '/' || milestone as subject, contract,
        milestone, null::text as tender, null::integer as number, null::smallint as year,
        case standing
            when 'approved' then approved_on
            when 'in_review' then delivered_on
            when 'returned' then returned_on
            else due_on
        end as since,
        unpaid as amount
    from deliverable
    where ended_on is null
        and unpaid > 0
        and standing <> 'pending'
        and (standing <> 'approved' or invoiced_on is null)
    union all
    select
        'ate_no_certificado', rbd, sostenedor_rut, contract, contract, null, null, null, null, since,
        unpaid
    from open_contract
    inner join ({provider_standings}) as standing using (ate_rut)
    cross join adviser_registry as registry
    inner join number_of_law as registered
        on registered.name = 'adviser_registered'
        and %(on)s::date between registered.from_date and registered.to_date
    where not standing.certified
        -- Of whom the registry says nothing, or no more, it is known only where somebody tells of it.
        and (
            standing.standing in ('removed', 'suspended')
            or (
                standing.standing = 'expired'
                and standing.since >= date_trunc('year', %(on)s::date)
            )
            or %(on)s::date between registry.first_on and registry.last_on
        )
    union all
    select
        'contrato_sin_concurso', rbd, sostenedor_rut, contract, contract, null, open_contract.tender,
        null, null, signed_on, unpaid
    from open_contract
    inner join (
        select contract, competition
        from ({ate_contract_verdicts}) as judged
    ) as advice using (contract)
    where advice.competition = 'no_cumple'
    union all
    select
        'concurso_sin_aviso', announced.rbd, announced.sostenedor, announced.tender,
        open_contract.contract, null, announced.tender, null, null, announced.announced_on,
        open_contract.unpaid
    from ({ate_tender_procedures}) as announced
    inner join number_of_law as notice
        on notice.name = 'notice_medium'
        and announced.announced_on between notice.from_date and notice.to_date
    left join open_contract on open_contract.tender = announced.tender
    where announced.exception is null
        and announced.procedure = 'concurso'
        and announced.notice_medium is distinct from notice.value
        and announced.announced_on <= %(on)s::date
        and (
            open_contract.contract is not null
            or announced.tender not in (select tender from signed_tender)
        )
        and announced.tender not in (select tender from void_tender)
    union all
    select
        'contrato_no_firmado', announced.rbd, announced.sostenedor, award.tender, null, null,
        award.tender, null, null, award.awarded_on, null
    from {ate_award_at} as award
    inner join {ate_tender_at} as announced
        on announced.tender = award.tender
    where award.awarded_on <= %(on)s::date
        and award.tender not in (select tender from signed_tender)
    union all
    select
        'pme_no_presentado', rbd, sostenedor_rut, rbd || '/' || number, null, null, null, number,
        school_year.year, greatest(from_date, make_date(school_year.year, 3, 1)), null
    from convenio_on
    cross join (
        -- January and February belong to the school year that has ended.
        select extract(year from %(on)s::date - interval '2 months')::smallint as year
    ) as school_year
    where from_date <= %(on)s::date
        and not exists (
            select from {pme_action_at} as action
            where action.rbd = convenio_on.rbd
                and action.year = school_year.year
                and action.presented_on <= %(on)s::date
        )
        and not exists (
            select from {pme_step_at} as presented
            where presented.rbd = convenio_on.rbd
                and presented.step = 'presented'
                and school_year.year
                    between presented.cycle and presented.cycle + %(cycle_years)s - 1
                and presented.occurred_on <= %(on)s::date
        )
    union all
    select
        'modificacion_no_presentada', changed.rbd, convenio_on.sostenedor_rut,
        changed.rbd || '/' || changed.cycle, null, null, null, null, changed.cycle, changed.since, null
    from (
        select
            rbd, cycle, max(occurred_on) as since,
            (array_agg(step order by occurred_on desc, known_from desc))[1] as last_step
        from {pme_step_at} as pme_step
        where step in ('modified', 'presented')
            and occurred_on <= %(on)s::date
        group by rbd, cycle
    ) as changed
    inner join convenio_on on convenio_on.rbd = changed.rbd
    where changed.last_step = 'modified'
    union all
    select
        'renovacion_no_solicitada', rbd, sostenedor_rut, rbd || '/' || convenio_on.number, null, null,
        null, convenio_on.number, null, convenio_on.to_date - days.whole + 1, null
    from convenio_on
    inner join number_of_law as days
        on days.name = 'renewal_notice'
        and convenio_on.to_date between days.from_date and days.to_date
    where renewal_requested_on is null
        and convenio_on.to_date - days.whole < %(on)s::date
    union all
    select
        case when retained > 0 then 'retencion_vigente' else 'rendicion_no_presentada' end, rbd,
        sostenedor_rut, rbd || '/' || year || '/' || sostenedor_rut, null, null, null, null, year,
        due_on + 1, case when retained > 0 then retained else paid end
    from year_not_rendered
    where due_on < %(on)s::date
    union all
    select
        holds.hindrance, rbd, sostenedor_rut, resolution, null, null, null, convenio, null,
        holds_from, null
    from resolution_in_force
    inner join (
        values
            ('retencion_rendicion', 'retencion_vigente'),
            ('retencion_precautoria', 'retencion_vigente'),
            ('suspension_aporte_20', 'suspension_vigente'),
            ('suspension_aporte_27', 'suspension_vigente'),
            ('escala_media_vigencia', 'pago_reducido')
    ) as holds (kind, hindrance) using (kind)
),
found as (
    select *
    from hindrance
    where (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
        and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
        and (%(hindrance)s::text is null or hindrance = %(hindrance)s)
),
accusation as (
    select
        hindrance as kind, rbd, subject, sostenedor_rut, since, year, contract, number
    from found
),
judged as (
    select
        found.*, by_act.resolution, by_act.kind as ordered, by_act.retained_share, by_act.paid_share,
        array_cat(
            -- The tender that a contract names and no file has may be what is asked for.
            case
                when hindrance = 'contrato_sin_concurso' and tender is not null
                    then array['concursos_ate ' || extract(year from since)]
                -- The law extends only what was asked to be renewed (art 7 bis).
                when extended.rbd is not null
                    then array['convenios ' || extract(year from extended.signed_on)]
                else array[]::text[]
            end,
            coalesce(lacking, array[]::text[])
        ) as lacking
    from found
    left join convenio_on as extended
        on found.hindrance = 'renovacion_no_solicitada'
        and extended.rbd = found.rbd
        and extended.number = found.number
        and extended.expires_on > extended.to_date
    left join (
{lacking}
    ) as unknown
        on unknown.kind = found.hindrance
        and unknown.rbd = found.rbd
        and unknown.subject = found.subject
    left join resolution_in_force as by_act
        on by_act.rbd = found.rbd
        and by_act.resolution = found.subject
)
select *
from (
    select
        *, case cardinality(lacking) when 0 then 'no_cumple' else 'sin_datos' end as verdict
    from judged
) as told
where %(verdict)s::text is null or verdict = %(verdict)s
