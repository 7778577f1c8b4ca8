-- Convenios in force on a day of schools that are emergentes then and have presented no plan for a year
-- of the convenio by that day. The classification is the one published for the day's school year, else
-- the convenio's own, with the day on which the ministry's warning was notified. That there is no plan
-- is known where the sostenedor has handed in those of each year since the convenio began. Reads only.
with state as (
{convenios}
),
planned as (
    select sostenedor_rut, year
    from (
{known_years}
    ) as known_year
    where dataset = 'pme'
)
select
    state.rbd, state.number, state.sostenedor_rut, state.signed_on, state.from_date,
    coalesce(published.classification, state.classification) as classification,
    warning.warned_on,
    (
        select bool_and((state.sostenedor_rut, year) in (select sostenedor_rut, year from planned))
        from generate_series(
            extract(year from state.from_date)::integer,
            extract(year from %(in_force_on)s::date)::integer
        ) as year
    ) as plans_known
from state
left join lateral (
    select classification
    from pupil_year
    where pupil_year.rbd = state.rbd
        and make_date(pupil_year.year, 3, 1) <= %(in_force_on)s
        and pupil_year.known_from <= %(known)s
        and pupil_year.known_to > %(known)s
        and classification is not null
    order by year desc
    limit 1
) as published on true
left join lateral (
    -- The first one notified after the signature, unless it was left without effect.
    select min(notified.occurred_on) as warned_on
    from act
    join act_step as notified using (authority, year, number, subject)
    where act.kind = 'apercibimiento_pme'
        and coalesce(act.rbd, state.rbd) = state.rbd
        and act.sostenedor = state.sostenedor_rut
        and act.known_from <= %(known)s
        and act.known_to > %(known)s
        and notified.step = 'notified'
        and notified.occurred_on between state.signed_on and %(in_force_on)s
        and notified.known_from <= %(known)s
        and notified.known_to > %(known)s
        and not exists (
            select from act_step as ended
            where ended.authority = act.authority
                and ended.year = act.year
                and ended.number = act.number
                and ended.subject = act.subject
                and (ended.step = 'annulled' or ended.outcome = 'acogida')
                and ended.known_from <= %(known)s
                and ended.known_to > %(known)s
        )
) as warning on true
where coalesce(published.classification, state.classification) = 'emergente'
    and state.signed_on <= %(in_force_on)s
    and not exists (
        select from pme_action
        where pme_action.rbd = state.rbd
            and pme_action.year >= extract(year from state.from_date)
            and pme_action.presented_on <= %(in_force_on)s
            and pme_action.known_from <= %(known)s
            and pme_action.known_to > %(known)s
    )
    and not exists (
        select from pme_step
        where pme_step.rbd = state.rbd
            and pme_step.step = 'presented'
            and pme_step.occurred_on between state.from_date and %(in_force_on)s
            and pme_step.known_from <= %(known)s
            and pme_step.known_to > %(known)s
    )
