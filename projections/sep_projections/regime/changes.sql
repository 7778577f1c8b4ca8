-- name: band_changes
-- The share of prioritarios that fixes each school's band of art 16 in a year, from the enrolment of
-- March to December of the year before, beside that of the year before it. A band is named by the least
-- percent it begins at; 0 gives nothing. Percents are compared before they are rounded. Reads only.
with enrolled as (
    select
        rbd,
        left(month, 4)::integer + 1 as year,
        count(distinct month)::integer as months,
        sum(prioritarios) as prioritarios,
        sum(total) as total
    from {attendance_at} as attendance
    where left(month, 4)::integer in (%(year)s - 2, %(year)s - 1)
        and right(month, 2) between '03' and '12'
    group by rbd, year
    having sum(total) > 0
),
share as (
    select
        rbd, year, months,
        projections.half_even(100.0 * prioritarios / total, 2) as share,
        (
            select coalesce(max(bound), 0)
            from unnest(%(bounds)s::integer[]) as bound
            where 100 * prioritarios >= bound * total
        )::integer as band
    from enrolled
),
paired as (
    select
        rbd, %(year)s::smallint as year,
        later.share, earlier.share as previous_share,
        later.band as band_from, earlier.band as previous_band_from,
        later.months, earlier.months as previous_months,
        later.band <> earlier.band as changed
    from (select * from share where year = %(year)s) as later
    full join (select * from share where year = %(year)s - 1) as earlier using (rbd)
)
select *
from paired
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(changed)s::boolean is null or coalesce(changed, false) = %(changed)s)


-- name: plan_countdowns
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
    from {pupil_year_at} as pupil_year
    where pupil_year.rbd = state.rbd
        and make_date(pupil_year.year, 3, 1) <= %(in_force_on)s
        and classification is not null
    order by year desc
    limit 1
) as published on true
left join lateral (
    -- The first one notified after the signature, unless it was left without effect.
    select min(notified.occurred_on) as warned_on
    from {act_at} as act
    join {act_step_at} as notified using (authority, year, number, subject)
    where act.kind = 'apercibimiento_pme'
        and coalesce(act.rbd, state.rbd) = state.rbd
        and act.sostenedor = state.sostenedor_rut
        and notified.step = 'notified'
        and notified.occurred_on between state.signed_on and %(in_force_on)s
        and not exists (
            select from {act_step_at} as ended
            where ended.authority = act.authority
                and ended.year = act.year
                and ended.number = act.number
                and ended.subject = act.subject
                and (ended.step = 'annulled' or ended.outcome = 'acogida')
        )
) as warning on true
where coalesce(published.classification, state.classification) = 'emergente'
    and state.signed_on <= %(in_force_on)s
    and not exists (
        select from {pme_action_at} as pme_action
        where pme_action.rbd = state.rbd
            and pme_action.year >= extract(year from state.from_date)
            and pme_action.presented_on <= %(in_force_on)s
    )
    and not exists (
        select from {pme_step_at} as pme_step
        where pme_step.rbd = state.rbd
            and pme_step.step = 'presented'
            and pme_step.occurred_on between state.from_date and %(in_force_on)s
    )


-- name: pupil_changes
-- Pupils of each school in a year beside the year before. A number that the file leaves out for a grade
-- is unknown for the school. Reads only.
with counted as (
    select
        rbd, year,
        case when count(*) = count(prioritarios) then sum(prioritarios) end::integer
            as prioritarios,
        case when count(*) = count(preferentes) then sum(preferentes) end::integer as preferentes,
        sum(beneficiarios)::integer as beneficiarios,
        sum(total)::integer as total
    from {grade_count_at} as grade_count
    where year in (%(year)s - 1, %(year)s)
    group by rbd, year
),
paired as (
    select
        rbd, %(year)s::smallint as year,
        later.prioritarios, earlier.prioritarios as previous_prioritarios,
        later.prioritarios - earlier.prioritarios as prioritarios_change,
        later.preferentes, earlier.preferentes as previous_preferentes,
        later.preferentes - earlier.preferentes as preferentes_change,
        later.total, earlier.total as previous_total,
        later.total - earlier.total as total_change
    from (select * from counted where year = %(year)s) as later
    full join (select * from counted where year = %(year)s - 1) as earlier using (rbd)
)
select paired.*, school.region
from paired
left join (
{school_at}
) as school
    on school.rbd = paired.rbd
    and paired.year >= school.from_year
    and paired.year < school.next_year
where (%(rbd)s::integer is null or paired.rbd = %(rbd)s)
    and (%(region)s::smallint is null or school.region = %(region)s)
    and (
        %(lost)s::boolean is null
        or coalesce(paired.prioritarios_change < 0, false) = %(lost)s
    )
