-- What may be done no later than a day because an authority has acted: rights to be heard, and what the
-- Superintendencia and the Subsecretario may do in time only; they end with their day and are not
-- listed after it. Beside them the fines that are not paid, from the day on which nothing can be said
-- against them any more. Steps later than the day asked about are not looked at. Built into a
-- statement with the relation `number_of_law`; terms in business days skip the holidays that are
-- given. Whole pesos. Reads only.
with resolution as (
    select
        authority || '/' || year || '/' || number || '/' || subject as subject, kind, issued_on,
        sostenedor_rut, rbd, notified_on, challenged_on, requested_on, ground_notified_on
    from (
{resolutions}
    ) as ordered
    where coalesce(annulled_on > %(on)s::date, true)
),
proceeding_on as (
    select
        authority || '/' || year || '/' || number as subject, sostenedor_rut, rbd, fact_ended_on,
        opened_on, charged_on, answered_on, sanction, sanctioned_on, sanction_notified_on,
        claim_notified_on, fixed_clp, clp_per_utm,
        least(dismissed_on, sanctioned_on, prescribed_on) <= %(on)s::date as concluded,
        claimed_on <= %(on)s::date as claimed,
        claim_notified_on <= %(on)s::date as answer_told,
        taken_to_court_on <= %(on)s::date as in_court,
        least(final_on, ruled_on) as settled_on,
        least(
            prescribed_on,
            case claim_outcome when 'acogido' then claim_resolved_on end,
            case ruling when 'acogido' then ruled_on end
        ) <= %(on)s::date as undone,
        coalesce(
            case when ruled_on <= %(on)s::date then ruled_utm end,
            case when claim_resolved_on <= %(on)s::date then claim_utm end,
            imposed_utm
        ) as utm,
        case when paid_on <= %(on)s::date then paid else 0 end as paid
    from (
{sanctions}
    ) as proceeding
),
in_business_days as (
    select
        begins.duty, begins.term, rbd, sostenedor_rut, subject,
        case when begins.issued then issued_on else notified_on end as since
    from resolution
    inner join jsonb_to_recordset(%(challenges)s::jsonb)
        as begins (kind text, duty text, term text, issued boolean) using (kind)
    where coalesce(challenged_on > %(on)s::date, true)
    union all
    select
        'solicitar_renovacion_especial', 'special_renewal_request', rbd, sostenedor_rut, subject,
        ground_notified_on
    from resolution
    where kind = 'renovacion_especial'
        and requested_on > %(on)s::date
    union all
    select
        'presentar_descargos', 'answer_to_charges', rbd, sostenedor_rut, subject, charged_on
    from proceeding_on
    where concluded is not true
        and coalesce(answered_on > %(on)s::date, true)
    union all
    -- Who is sanctioned may claim once, then go to court once; a fine waits as long as they may.
    select
        unnest(case sanction when 'multa' then array[claim.duty, 'pagar_multa'] else array[claim.duty] end),
        claim.term, rbd, sostenedor_rut, subject, claim.since
    from proceeding_on
    cross join lateral (
        values
            (
                'reclamar_sancion', 'claim_to_superintendente', sanction_notified_on,
                claimed is not true
            ),
            (
                'recurrir_a_la_corte', 'claim_to_court', claim_notified_on,
                answer_told and in_court is not true
            )
    ) as claim (duty, term, since, may)
    where claim.may
        and undone is not true
        and coalesce(settled_on > %(on)s::date, true)
    union all
    select
        'resolver_postulacion', 'subsecretario_pronouncement', rbd, sostenedor_rut,
        rbd || '/' || year, elevated_on
    from (
{elevated_applications}
    ) as application
    where coalesce(resolved_on > %(on)s::date, true)
),
in_months as (
    select
        'iniciar_procedimiento' as duty, 'prescription' as term, rbd, sostenedor_rut, subject,
        fact_ended_on as since
    from proceeding_on
    where opened_on > %(on)s::date
    union all
    select
        'concluir_procedimiento', 'longest_proceeding', rbd, sostenedor_rut, subject, opened_on
    from proceeding_on
    where concluded is not true
),
ending as (
    select in_business_days.*, last.day as due_on
    from in_business_days
    inner join number_of_law as days
        on days.name = term
        and since between days.from_date and days.to_date
    cross join lateral (
        select counted.day::date as day
        from generate_series(since + 1, since + 90, interval '1 day') as counted (day)
        where extract(isodow from counted.day) < 6
            and counted.day::date <> all(%(holidays)s::date[])
        order by counted.day
        offset days.whole - 1
        limit 1
    ) as last
    where since <= %(on)s::date
    union all
    select in_months.*, (since + make_interval(months => months.whole))::date
    from in_months
    inner join number_of_law as months
        on months.name = term
        and since between months.from_date and months.to_date
    where since <= %(on)s::date
),
fine as (
    select
        subject, sanctioned_on, (coalesce(fixed_clp, round(utm * clp_per_utm)) - paid)::bigint as unpaid,
        paid
    from proceeding_on
    where sanction = 'multa'
),
firm as (
    select subject, due_on, rbd, sostenedor_rut
    from ending
    where duty = 'pagar_multa'
    union all
    select subject, settled_on, rbd, sostenedor_rut
    from proceeding_on
    where sanction = 'multa'
        and settled_on <= %(on)s::date
        and undone is not true
)
select duty, due_on, rbd, sostenedor_rut, subject, null::bigint as amount, since
from ending
where duty <> 'pagar_multa'
    and due_on >= %(on)s::date
union all
select 'pagar_multa', due_on, rbd, sostenedor_rut, subject, unpaid, sanctioned_on
from firm
inner join fine using (subject)
-- Where its pesos are not known, one that something was paid of is taken for paid.
where coalesce(unpaid > 0, paid = 0)
