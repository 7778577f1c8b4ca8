-- name: entitlement_comparisons
-- What is due beside what was paid, by school and month, and whether they differ by more than the
-- threshold once the month can no longer be settled by a payment to come. What cannot be said is
-- null, with what it lacks: a month that nothing was computed for is worth nothing only where the
-- convenios known speak of it. A month that is due and of which no payment is known is left out.
-- Reads only.
with paid as (
    select
        rbd, month, sostenedor, sep_total, max(month) over (partition by rbd) as last_month
    from {payment_at} as payment
    where (%(rbd)s::integer is null or rbd = %(rbd)s)
),

withheld as (
    select rbd, month, abs(amount) as amount
    from {payment_component_at} as payment_component
    where component = 'retenciones'
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
),

given as (
    select
        rbd, month, due, retained, exposed_retained,
        lacks || array(
            select reason from unnest(provisional) as reason where reason like 'attendance_missing:%%'
        ) as lacks,
        array(
            select reason
            from unnest(provisional) as reason
            where split_part(reason, ':', 1) in (
                'classification_assumed', 'gratuity_assumed', 'plan_not_presented', 'grades_unsure'
            )
        ) as assumed
    from {entitlement_at} as entitlement
    where (%(rbd)s::integer is null or rbd = %(rbd)s)
),

convened as (
    select
        convenio.rbd, convenio.number, convenio.from_date, convenio.sostenedor,
        lived.last_day,
        exists (
            select from {convenio_step_at} as s
            where s.rbd = convenio.rbd
                and s.number = convenio.number
                and s.step = 'ended'
        ) as ended
    from {convenio_at} as convenio
    cross join lateral (
{convenio_end}
    ) as lived
),

-- Convenios known of who was paid, or, where the file of payments names nobody, of who signed the
-- school's last one: after the last day of them all nothing is known of any. That some of its began
-- after a school's last day shows that its convenios of that time are known.
latest as (
    select sostenedor, max(last_day) as last_day, max(from_date) as from_date
    from convened
    group by sostenedor
),

-- The days of a school's convenios, the first and the last of them, whether its first convenio is
-- known, and whether the last is known to have ended and not only to have run out.
of_school as (
    select
        rbd, min(from_date) as from_date, bool_or(number = 1) as has_first,
        max(last_day) as last_day,
        (array_agg(ended order by last_day desc))[1] as ended,
        (array_agg(sostenedor order by last_day desc))[1] as signed_by,
        range_agg(daterange(from_date, last_day, '[]')) filter (where last_day >= from_date) as days
    from convened
    where %(rbd)s::integer is null or rbd = %(rbd)s
    group by rbd
),

stated as (
    select
        p.rbd, p.month, p.sep_total, p.last_month, g.due is not null as computed, g.due,
        g.retained, g.exposed_retained, g.assumed, w.amount as withheld,
        case
            when g.due is not null then g.lacks
            when s.rbd is null
                or l.sostenedor is null
                or p.month < to_char(s.from_date, 'YYYY-MM') and not s.has_first
                or p.month > to_char(l.last_day, 'YYYY-MM')
                or p.month > to_char(s.last_day, 'YYYY-MM')
                    and not s.ended
                    and l.from_date <= s.last_day
                then array['convenio_unknown:' || p.month]
            -- A month is in a convenio that holds on its first day.
            when s.days @> (p.month || '-01')::date then array['attendance_unknown:' || p.month]
            else array[]::text[]
        end as lacks
    from paid as p
    left join given as g using (rbd, month)
    left join withheld as w using (rbd, month)
    left join of_school as s using (rbd)
    left join latest as l on l.sostenedor = coalesce(p.sostenedor, s.signed_by)
    where p.sep_total <> 0 or g.due is not null
),

said as (
    select
        rbd, month, sep_total as paid, lacks || coalesce(assumed, array[]::text[]) as lacks, assumed,
        case when cardinality(lacks) = 0 then coalesce(due, 0) end as due,
        case when computed then retained when cardinality(lacks) = 0 then 0 end as retained,
        case when computed then exposed_retained when cardinality(lacks) = 0 then 0 end
            as exposed_retained,
        coalesce(withheld, 0)                      as withheld,
        right(month, 2) not in ('03', '04', '05')
            or last_month >= left(month, 4) || '-06' as settled
    from stated
),

compared as (
    select
        *, paid - due as difference,
        case when due is not null then greatest(
            due * %(difference_share)s::numeric,
            %(difference_use)s::numeric * (
                select clp_per_use
                from unnest(%(use_months)s::text[], %(use_values)s::numeric[])
                    as use (from_month, clp_per_use)
                where from_month <= month
                order by from_month desc
                limit 1
            )
        ) end as threshold
    from said
),

judged as (
    select
        *,
        case
            when cardinality(lacks) > 0 then 'sin_datos'
            when not settled then 'no_exigible_aun'
            when abs(difference) > threshold then 'no_cumple'
            else 'cumple'
        end as verdict
    from compared
)

select
    rbd, month, due, paid, difference, round(threshold, 2) as threshold, settled,
    case verdict when 'no_cumple' then true when 'cumple' then false end as differs,
    verdict, lacks, retained, exposed_retained, withheld,
    retained + exposed_retained - withheld as retention_difference
from judged
where (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
    and (not %(only_different)s::boolean or verdict = 'no_cumple')


-- name: entitlement_lines
-- Lines of what the law gives, by article, group, month valued and level band; pupils, which are
-- kept as fractions, to four decimals, and what each band is worth before rounding. Reads only.
select
    stream, line, place, kind, article, pupils, valued, months, band,
    round(pupil.counted, 4)                                          as counted,
    use, clp_per_use, share, law, confidence,
    round(pupil.counted * use * clp_per_use * pupil.share_paid, 4)   as amount
from entitlement_line
cross join lateral (
    select
        split_part(counted, '/', 1)::numeric
            / coalesce(nullif(split_part(counted, '/', 2), ''), '1')::numeric as counted,
        split_part(share, '/', 1)::numeric
            / coalesce(nullif(split_part(share, '/', 2), ''), '1')::numeric   as share_paid
) as pupil
where known_from <= %(known)s
    and known_to > %(known)s


-- name: entitlements
-- What the law gives each school and month, in whole pesos. Reads only.
select
    known_from as position, stream, rbd, month, rule, due, retained, total, scaled,
    exposed_retained, priority_share, confidence, provisional, lacks
from {entitlement_at} as entitlement
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(from_month)s::text is null or month >= %(from_month)s)
    and (%(to_month)s::text is null or month <= %(to_month)s)
