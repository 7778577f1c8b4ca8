-- name: sanctions
-- Sanction proceedings as opened, and where their later steps have brought them. A fine stands in
-- UTM as last decided, and in whole pesos by the UTM of the month of the sanction, null where that
-- is not known. What was paid is held against the highest UTM from there to the payment. Reads only.
with latest as (
    select distinct on (authority, year, number, step, notified) *
    from {proceeding_step_at} as proceeding_step
    order by authority, year, number, step, notified, known_from desc
),
gathered as (
    select
        authority, year, number,
        max(occurred_on) filter (where step = 'charged') as charged_on,
        max(gravity) filter (where step = 'charged') as charged_gravity,
        max(article) filter (where step = 'charged') as article,
        max(occurred_on) filter (where step = 'answered') as answered_on,
        max(occurred_on) filter (where step = 'dismissed') as dismissed_on,
        max(occurred_on) filter (where step = 'sanctioned') as sanctioned_on,
        max(sanction) filter (where step = 'sanctioned') as sanction,
        max(gravity) filter (where step = 'sanctioned') as gravity,
        bool_or(aggravated) filter (where step = 'sanctioned') as aggravated,
        max(fine_utm) filter (where step = 'sanctioned') as imposed_utm,
        max(fine_clp) filter (where step = 'sanctioned') as fixed_clp,
        max(months) filter (where step = 'sanctioned') as months,
        max(occurred_on) filter (where step = 'notified' and notified = 'sanction')
            as sanction_notified_on,
        max(occurred_on) filter (where step = 'claimed') as claimed_on,
        max(occurred_on) filter (where step = 'claim_resolved') as claim_resolved_on,
        max(outcome) filter (where step = 'claim_resolved') as claim_outcome,
        max(fine_utm) filter (where step = 'claim_resolved') as claim_utm,
        max(occurred_on) filter (where step = 'notified' and notified = 'claim_resolution')
            as claim_notified_on,
        max(occurred_on) filter (where step = 'taken_to_court') as taken_to_court_on,
        max(court) filter (where step = 'taken_to_court') as court,
        max(docket) filter (where step = 'taken_to_court') as docket,
        max(occurred_on) filter (where step = 'ruled') as ruled_on,
        max(outcome) filter (where step = 'ruled') as ruling,
        max(fine_utm) filter (where step = 'ruled') as ruled_utm,
        max(occurred_on) filter (where step = 'final') as final_on,
        max(occurred_on) filter (where step = 'fine_paid') as paid_on,
        max(paid) filter (where step = 'fine_paid') as paid,
        max(occurred_on) filter (where step = 'prescribed') as prescribed_on
    from latest
    group by authority, year, number
),
told as (
    select
        proceeding.known_from as position, proceeding.stream, authority, year, number,
        proceeding.opened_on, proceeding.sostenedor as sostenedor_rut, proceeding.rbd,
        proceeding.fact_ended_on, gathered.charged_on, gathered.article, gathered.answered_on,
        gathered.dismissed_on, gathered.sanctioned_on, gathered.sanction,
        coalesce(gathered.gravity, gathered.charged_gravity) as gravity, gathered.aggravated,
        gathered.imposed_utm, gathered.claim_utm, gathered.ruled_utm,
        coalesce(gathered.ruled_utm, gathered.claim_utm, gathered.imposed_utm) as fine_utm,
        gathered.fixed_clp, gathered.months, gathered.sanction_notified_on, gathered.claimed_on,
        gathered.claim_resolved_on, gathered.claim_outcome, gathered.claim_notified_on,
        gathered.taken_to_court_on, gathered.court, gathered.docket, gathered.ruled_on,
        gathered.ruling, gathered.final_on, gathered.paid_on, gathered.paid,
        gathered.prescribed_on,
        coalesce(gathered.claim_outcome = 'acogido', false)
            or coalesce(gathered.ruling = 'acogido', false)
            or gathered.prescribed_on is not null as void
    from {proceeding_at} as proceeding
    left join gathered using (authority, year, number)
)
select
    told.*,
    (
        select max(since.clp_per_utm)
        from {utm_value_at} as since
        where since.month between to_char(told.sanctioned_on, 'YYYY-MM')
                and to_char(told.paid_on, 'YYYY-MM')
    ) as highest_utm,
    utm.month as utm_month, utm.clp_per_utm,
    coalesce(told.fixed_clp, round(told.fine_utm * utm.clp_per_utm)::bigint) as fine_clp
from told
left join {utm_value_at} as utm
    on utm.month = to_char(told.sanctioned_on, 'YYYY-MM')
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
    and (%(sanction)s::text is null or sanction = %(sanction)s)
    and (%(gravity)s::text is null or gravity = %(gravity)s)
    and (%(sanctioned)s::boolean is null or (sanctioned_on is not null) = %(sanctioned)s)
    and (%(final)s::boolean is null or (final_on is not null) = %(final)s)
    and (%(void)s::boolean is null or void = %(void)s)
