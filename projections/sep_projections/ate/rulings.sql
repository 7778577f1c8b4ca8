-- name: ate_contract_verdicts
-- Each contract with an adviser, and what the law says of how it came about: `cumple`, `no_cumple`,
-- `sin_datos` where what is known decides nothing, `no_aplica`. The award, else the signing, decides on
-- the adviser, the signing on the competition, the announcement on its notice, each payment on the fund
-- (Ley 20.248 art 30, DFL 2/1998 art 3 v). Reads only.
with law as materialized (
{legal_number}
),
registry as materialized (
{ate_registry_told}
),
judged as (
    select
        signed.contract, signed.tender as tender_number, signed.ate as ate_rut, signed.sostenedor,
        signed.rbd, signed.signed_on, coalesce(award.awarded_on, signed.signed_on) as day,
        tender.tender is not null as tender_known, tender.announced_on, tender.notice_medium,
        lower(tender.exception) as exception, tender.procedure
    from {ate_contract_at} as signed
    left join ({ate_tender_procedures}) as tender on tender.tender = signed.tender
    left join {ate_award_at} as award
        on award.tender = signed.tender
),
told as (
    select
        judged.*, listed.provider_kind, listed.certified_on,
        {ate_certification} as certification,
        case
            when kinds.value is null then 'no_aplica'
            when listed.provider_kind is null then 'sin_datos'
            when listed.provider_kind = any(string_to_array(kinds.value, ' ')) then 'cumple'
            -- A body of which nobody says whether it is for profit.
            when listed.provider_kind = 'juridica' then 'sin_datos'
            -- Since Ley 21.107 it may have become one without: a registry of that day would tell.
            when listed.provider_kind = 'juridica_con_fines_de_lucro'
                and kinds.to_date = 'infinity'
                and registry.last_on < judged.day then 'sin_datos'
            else 'no_cumple'
        end as nature,
        case
            when letters.value is null then 'no_aplica'
            when not judged.tender_known and judged.tender_number is not null then 'sin_datos'
            when not judged.tender_known then
                case
                    when (
                        select {ate_tenders_told}
                        from (select judged.sostenedor, judged.signed_on) as signed
                    ) then 'no_cumple'
                    else 'sin_datos'
                end
            when judged.exception is null then 'cumple'
            when judged.exception = any(string_to_array(letters.value, ' ')) then 'cumple'
            -- A licitación is dispensed with by Ley 19.886, whose other letters are lawful.
            when judged.procedure = 'concurso' then 'no_cumple'
            else 'sin_datos'
        end as competition,
        letters.value as letters, notice.value as medium_asked, paid.payments, paid.bound,
        paid.elsewhere, paid.elsewhere_on
    from judged
    cross join registry
    left join lateral (
        select entry.provider_kind, entry.certified_on
        from {ate_provider_at} as entry
        where entry.ate = judged.ate_rut
            and entry.certified_on <= judged.day
        order by entry.certified_on desc
        limit 1
    ) as listed on true
    left join law as kinds
        on kinds.name = 'adviser_kinds'
        and judged.day between kinds.from_date and kinds.to_date
    left join law as letters
        on letters.name = 'exception_letters'
        and judged.signed_on between letters.from_date and letters.to_date
    left join law as notice
        on notice.name = 'notice_medium'
        and judged.announced_on between notice.from_date and notice.to_date
    cross join lateral (
        select
            count(*)::integer as payments, count(fund.value)::integer as bound,
            coalesce(sum(payment.amount) filter (where payment.subvencion <> fund.value), 0)::bigint
                as elsewhere,
            min(payment.paid_on) filter (where payment.subvencion <> fund.value) as elsewhere_on
        from {ate_contract_payment_at} as payment
        left join law as fund
            on fund.name = 'contract_subvencion'
            and payment.paid_on between fund.from_date and fund.to_date
        where payment.contract = judged.contract
    ) as paid
)
select
    told.*,
    case
        when competition in ('no_aplica', 'no_cumple') and not tender_known then 'no_aplica'
        when not tender_known then 'sin_datos'
        when exception is not null or medium_asked is null then 'no_aplica'
        when procedure = 'licitacion' then 'no_aplica'
        when notice_medium = medium_asked then 'cumple'
        when procedure = 'concurso' then 'no_cumple'
        else 'sin_datos'
    end as notice,
    case
        when payments = 0 then 'sin_datos'
        when elsewhere_on is not null then 'no_cumple'
        when bound = 0 then 'no_aplica'
        else 'cumple'
    end as funding
from told


-- name: ate_provider_verdicts
-- Each adviser that the registry or a contract names, as the rules judge it on a day: its standing, what
-- its last certificate says that it is, and what the ministry said of it in certifications. Reads only.
with law as materialized (
{legal_number}
),
registry as materialized (
{ate_registry_told}
),
judged as (
    select standing.*, %(on)s::date as day
    from ({provider_standings}) as standing
)
select
    judged.ate_rut, judged.standing, judged.since, {ate_certification} as certification,
    coalesce(registry.last_on >= judged.day, false) as registry_told,
    listed.provider_kind, again.reinstated_on, ministry.evaluated_on, ministry.deficient
from judged
cross join registry
left join lateral (
    select entry.provider_kind
    from {ate_provider_at} as entry
    where entry.ate = judged.ate_rut
        and entry.certified_on <= judged.day
    order by entry.certified_on desc
    limit 1
) as listed on true
cross join lateral (
    select max(step.occurred_on) as reinstated_on
    from {ate_provider_step_at} as step
    where step.ate = judged.ate_rut
        and step.step = 'reinstated'
        and step.occurred_on <= judged.day
) as again
cross join lateral (
    select
        array_agg(step.occurred_on order by step.occurred_on, step.process) as evaluated_on,
        array_agg(step.deficient order by step.occurred_on, step.process) as deficient
    from {ate_provider_step_at} as step
    where step.ate = judged.ate_rut
        and step.step = 'certification_evaluated'
        and step.occurred_on <= judged.day
) as ministry


-- name: ate_tenders_told
-- Whether files tell of the tenders of the sostenedor of `signed` in the year of its signing, so that one
-- that they do not tell of is not there. What was tendered by command tells of itself only. Reads only.
exists (
    select from {ate_tender_at} as other
    where other.sostenedor = signed.sostenedor
        and other.announced_on >= date_trunc('year', signed.signed_on)
        and other.announced_on < date_trunc('year', signed.signed_on) + interval '1 year'
        and not exists (
            select from {ate_tender_step_at} as step
            where step.tender = other.tender
                and step.step = 'terms_approved'
        )
)
