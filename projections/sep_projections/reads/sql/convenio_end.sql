-- How long a convenio of a row `convenio` (rbd, number, signed_on, from_date, to_date) holds. One whose
-- renewal was asked for in time runs on by law until that is decided, for as many months as the law has
-- at most (Ley 20.248 art 7 bis); where the end of its extension is stated, to that. `expires_on` is the
-- end, extensions counted; `last_day` counts an early end too, which lies before no beginning. A school
-- has one convenio (art 7): where one signed later begins, that holds. Reads only.
select
    least(run.expires_on, overtaken.last_day) as expires_on,
    least(
        greatest(convenio.from_date, least(run.expires_on, told.ended_on)), overtaken.last_day
    ) as last_day,
    coalesce(told.ended_on < convenio.from_date, false) as ended_before_start,
    case
        when overtaken.last_day < least(run.expires_on, told.ended_on) then overtaken.number
    end as overtaken_by
from (
    select
        max(until) filter (where step = 'extended') as until,
        min(occurred_on) filter (where step = 'renewal_requested') as requested_on,
        min(occurred_on) filter (where step = 'renewed') as renewed_on,
        min(occurred_on) filter (where step = 'ended') as ended_on
    from convenio_step
    where convenio_step.rbd = convenio.rbd
        and convenio_step.number = convenio.number
        and convenio_step.known_from <= %(known)s
        and convenio_step.known_to > %(known)s
) as told
left join lateral (
    select
        -- What ends with its month ends with a month again.
        case extract(day from convenio.to_date + 1)
            when 1 then
                (convenio.to_date + 1 + make_interval(months => most.whole))::date - 1
            else (convenio.to_date + make_interval(months => most.whole))::date
        end as ceiling
    from {renewal_law} as notice (name, from_date, to_date, whole)
    inner join {renewal_law} as most (name, from_date, to_date, whole)
        on most.name = 'extension_ceiling'
        and convenio.to_date between most.from_date and most.to_date
    where notice.name = 'renewal_notice'
        and convenio.to_date between notice.from_date and notice.to_date
        and told.requested_on <= convenio.to_date - notice.whole
        and (told.until is null or told.ended_on is not null or told.renewed_on is not null)
) as by_law on true
cross join lateral (
    select greatest(
        convenio.to_date, told.until,
        case when by_law.ceiling is not null then
            least(told.ended_on, told.renewed_on, by_law.ceiling)
        end
    ) as expires_on
) as run
left join lateral (
    select
        later.number,
        greatest(later.from_date, convenio.from_date) - 1 as last_day
    from convenio as later
    where later.rbd = convenio.rbd
        and later.number <> convenio.number
        and (later.signed_on, later.number) > (convenio.signed_on, convenio.number)
        and later.to_date >= convenio.from_date
        and later.known_from <= %(known)s
        and later.known_to > %(known)s
    order by later.from_date, later.number
    limit 1
) as overtaken on true
