-- Whether an `expenditure` of SEP was spent on no action of the school's PME: certainly (true), certainly
-- not (false), or not known (null). What names no action, or is charged to no school, is on none. What
-- names one that no plan shows is on none where the school's plan of the action's year, or plans of that
-- year of everybody who held it then, have been handed in on the day of the payment or later. Reads only.
case
    when subvencion <> 'SEP' or {expenditure_planned} then false
    when rbd is null or pme_action is null then true
    when coalesce(paid_on, issued_on, make_date(expenditure.year, 12, 31)) <= (
        (
            select jsonb_object_agg(rbd || '/' || year, spoken_on)
            from (
                select
                    rbd, year,
                    (min(events.recorded_at) at time zone 'UTC')::date as spoken_on
                from (
                    select held.rbd, held.year, coalesce(of_school.last, told.last) as last
                    from (
{schools_held}
                    ) as held
                    left join (
                        select rbd, year, max(known_from) as last
                        from pme_action
                        where known_from <= %(known)s
                            and known_to > %(known)s
                        group by rbd, year
                    ) as of_school using (rbd, year)
                    left join (
{known_years}
                    ) as told
                        on told.dataset = 'pme'
                        and told.sostenedor_rut = held.sostenedor
                        and told.year = held.year
                ) as spoken
                left join ledger.events on events.position = spoken.last
                group by rbd, year
                having bool_and(events.position is not null)
            ) as plan
        ) ->> (expenditure.rbd || '/' || split_part(pme_action, '/', 1))
    )::date then true
end
