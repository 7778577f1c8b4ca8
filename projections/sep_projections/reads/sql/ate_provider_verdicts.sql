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
    listed.provider_kind, again.reinstated_on, ministry.evaluated_on, ministry.deficient
from judged
cross join registry
left join lateral (
    select entry.provider_kind
    from ate_provider as entry
    where entry.ate = judged.ate_rut
        and entry.certified_on <= judged.day
        and entry.known_from <= %(known)s
        and entry.known_to > %(known)s
    order by entry.certified_on desc
    limit 1
) as listed on true
cross join lateral (
    select max(step.occurred_on) as reinstated_on
    from ate_provider_step as step
    where step.ate = judged.ate_rut
        and step.step = 'reinstated'
        and step.occurred_on <= judged.day
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as again
cross join lateral (
    select
        array_agg(step.occurred_on order by step.occurred_on, step.process) as evaluated_on,
        array_agg(step.deficient order by step.occurred_on, step.process) as deficient
    from ate_provider_step as step
    where step.ate = judged.ate_rut
        and step.step = 'certification_evaluated'
        and step.occurred_on <= judged.day
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as ministry
