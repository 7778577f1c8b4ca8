-- name: due
-- What had to be done and was not yet done on a day, with the day by which: reports of milestones,
-- their review and correction, bids, renewals, plans, rendiciones, plans for the balance of expired
-- convenios, and what acts of authorities give until a day. Terms in business days skip the holidays that are given. What is not due yet accuses
-- nobody; what is over does where files would tell, else it is listed with what they would have to
-- tell. Whole pesos. Reads only.
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
left_behind as (
    select
        *,
        -- What is not known may have used it up.
        saldo is null or not brought_whole or exists (
            select from unnest(years_undeclared) as year
            where year between extract(year from coalesce(counted_from, from_date))
                and extract(year from last_day)
        ) as untold
    from (
{convenio_terms}
    ) as term
    where term.last_day < least(%(on)s::date, %(plans_called_for)s::date)
        and %(on)s::date >= %(plans_called_for)s::date
        and term.renewed_on is null
        and term.saldo_at_most > coalesce(term.restored, 0)
),
-- Of each plan that was presented in time what is of letter a), which ends and falls due later, and the
-- rest. Where a plan does not say, all of it is if it runs beyond the common day. What is carried out
-- counts first for what ends first.
plan_part as (
    select
        left_behind.*, part.covers, part.executed, ends.day as ends_on,
        -- The law asks for it back before its own term to use it has ended.
        greatest(back.day, ends.day) as back_on,
        part.given, greatest(part.given - part.executed, 0) as undone,
        sum(greatest(part.given - part.executed, 0)) over (
            partition by left_behind.rbd, left_behind.number order by part.letter
            rows between unbounded preceding and 1 preceding
        ) as undone_before
    from left_behind
    inner join number_of_law as presentation on presentation.name = 'saldo_plan_presentation'
    inner join number_of_law as common on common.name = 'saldo_plan_execution'
    cross join lateral (
        select
            -- A plan may promise more than is left.
            least(plan_covers, saldo_at_most) as given,
            plan_covers - of_letter_a as common,
            of_letter_a,
            least(coalesce(plan_executed, 0), plan_covers) as done
        from (
            select
                case
                    when plan_infrastructure is not null then least(plan_infrastructure, plan_covers)
                    when plan_deadline > common.day then plan_covers
                    else 0
                end as of_letter_a
        ) as said
    ) as plan
    cross join lateral (
        values
            ('', plan.common, least(plan.done, plan.common), least(plan.common, plan.given)),
            (
                '_of_infrastructure', plan.of_letter_a, greatest(plan.done - plan.common, 0),
                greatest(plan.given - plan.common, 0)
            )
    ) as part (letter, covers, executed, given)
    inner join number_of_law as latest on latest.name = 'saldo_plan_execution' || part.letter
    inner join number_of_law as back
        on back.name = 'saldo_plan_restitution_on_breach' || part.letter
    cross join lateral (select least(latest.day, plan_deadline) as day) as ends
    where plan_on <= presentation.day
        and part.covers > 0
),
duty as (
    select
        'entrega_informe' as duty, due_on, rbd, sostenedor_rut, contract || '/' || milestone
            as subject, contract, milestone, null::text as tender, null::integer as number,
        null::smallint as year, unpaid as amount, null::date as since
    from deliverable
    where standing in ('pending', 'overdue')
        and ended_on is null
    union all
    select
        case standing when 'in_review' then 'revision_informe' else 'correccion_informe' end,
        last.day, rbd, sostenedor_rut, contract || '/' || milestone, contract, milestone, null,
        null, null, unpaid, term.begun_on
    from deliverable
    cross join lateral (
        select case standing when 'in_review' then delivered_on else returned_on end as begun_on
    ) as term
    inner join number_of_law as days
        on days.name = case standing when 'in_review' then 'review_days' else 'correction_days' end
        and term.begun_on between days.from_date and days.to_date
    cross join lateral (
        select counted.day::date
        from generate_series(term.begun_on + 1, term.begun_on + 90, interval '1 day') as counted (day)
        where extract(isodow from counted.day) < 6
            and counted.day::date <> all(%(holidays)s::date[])
        order by counted.day
        offset days.whole - 1
        limit 1
    ) as last
    where standing in ('in_review', 'returned')
        and ended_on is null
    union all
    select
        'cierre_concurso', closes_on, rbd, sostenedor, tender, null, null, tender, null, null, null,
        announced_on
    from {ate_tender_at} as ate_tender
    where announced_on <= %(on)s::date
        and closes_on >= %(on)s::date
        and tender not in (select tender from void_tender)
    union all
    select
        'solicitud_renovacion', convenio_on.to_date - days.whole, rbd, sostenedor_rut,
        rbd || '/' || convenio_on.number, null, null, null, convenio_on.number, null, null,
        convenio_on.from_date
    from convenio_on
    inner join number_of_law as days
        on days.name = 'renewal_notice'
        and convenio_on.to_date between days.from_date and days.to_date
    where renewal_requested_on is null
        and convenio_on.to_date >= %(on)s::date
    union all
    select
        'termino_convenio', expires_on, rbd, sostenedor_rut, rbd || '/' || number, null, null, null,
        number, null, null, from_date
    from convenio_on
    union all
    select
        'presentacion_pme', (signed_on + make_interval(months => months.whole))::date, rbd,
        sostenedor_rut, rbd || '/' || convenio_on.number, null, null, null, convenio_on.number, null,
        null, signed_on
    from convenio_on
    inner join number_of_law as months
        on months.name = 'pme_first_presentation'
        and convenio_on.signed_on between months.from_date and months.to_date
    where not exists (
        select from {pme_action_at} as action
        where action.rbd = convenio_on.rbd
            and action.year >= extract(year from convenio_on.from_date)
            and action.presented_on <= %(on)s::date
    )
    and not exists (
        select from {pme_step_at} as presented
        where presented.rbd = convenio_on.rbd
            and presented.step = 'presented'
            and presented.cycle > extract(year from convenio_on.from_date) - %(cycle_years)s
            and presented.occurred_on <= %(on)s::date
    )
    union all
    select
        'rendicion', due_on, rbd, sostenedor_rut, rbd || '/' || year || '/' || sostenedor_rut, null,
        null, null, null, year, paid, make_date(year, 12, 31)
    from (
{unrendered}
    ) as unrendered
    union all
    select
        'plan_saldo', last.day, rbd, sostenedor_rut, rbd || '/' || left_behind.number, null,
        null, null, left_behind.number, null, saldo_at_most - coalesce(restored, 0), last_day
    from left_behind
    inner join number_of_law as last on last.name = 'saldo_plan_presentation'
    where plan_on is null
        or plan_on > last.day
    union all
    select
        of_plan.duty, of_plan.day, rbd, sostenedor_rut, rbd || '/' || plan_part.number, null, null,
        null, plan_part.number, null, sum(of_plan.amount)::bigint, plan_on
    from plan_part
    cross join lateral (
        values
            ('ejecucion_plan_saldo', ends_on, covers - executed),
            (
                'restitucion_plan_saldo', back_on,
                -- What was restored settles first what no plan covers.
                least(undone, greatest(undone + coalesce(undone_before, 0) - greatest(
                    coalesce(restored, 0) - greatest(saldo_at_most - plan_covers, 0), 0
                ), 0))
            )
    ) as of_plan (duty, day, amount)
    where of_plan.amount > 0
    -- Parts that end on one day are one duty.
    group by of_plan.duty, of_plan.day, rbd, sostenedor_rut, plan_part.number, plan_on
    union all
    select
        duty, due_on, rbd, sostenedor_rut, subject, null, null, null, null, null, amount, since
    from (
{due_of_acts}
    ) as of_acts
),
found as (
    select *, coalesce(rbd, 0) as place
    from duty
    where (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
        and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
        and (%(duty)s::text is null or duty = %(duty)s)
        and (%(due_from)s::date is null or due_on >= %(due_from)s)
        and (%(due_to)s::date is null or due_on <= %(due_to)s)
),
accusation as (
    select
        duty as kind, rbd, subject, sostenedor_rut, due_on + 1 as since, year, contract, number
    from found
    where due_on < %(on)s::date
),
judged as (
    select
        found.*,
        case
            when due_on >= %(on)s::date then array[]::text[]
            -- By which day a firm fine is paid a regulation says (Ley 20.529 art 82).
            when found.duty = 'pagar_multa' then array['plazo_multa 0']
            when left_behind.untold
                -- What is left is not known: at most this much is.
                then array_append(lacking, 'saldo ' || extract(year from left_behind.last_day))
            -- The law extends only what was asked to be renewed (art 7 bis).
            when extended.rbd is not null
                then array['convenios ' || extract(year from extended.signed_on)]
            else coalesce(lacking, array[]::text[])
        end as lacking
    from found
    left join convenio_on as extended
        on found.duty = 'solicitud_renovacion'
        and extended.rbd = found.rbd
        and extended.number = found.number
        and extended.expires_on > extended.to_date
    left join left_behind
        on found.duty like '%%plan_saldo'
        and left_behind.rbd = found.rbd
        and left_behind.number = found.number
    left join (
{lacking}
    ) as unknown
        on unknown.kind = found.duty
        and unknown.rbd = found.rbd
        and unknown.subject = found.subject
)
select *, verdict = 'no_cumple' as overdue
from (
    select
        *,
        case
            when due_on >= %(on)s::date then 'no_exigible_aun'
            when cardinality(lacking) = 0 then 'no_cumple'
            else 'sin_datos'
        end as verdict
    from judged
) as told
where %(verdict)s::text is null or verdict = %(verdict)s


-- name: due_of_acts
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
