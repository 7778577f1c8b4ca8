-- Whether an `expenditure` of SEP was spent by a school on a day on which no signed convenio was in
-- force: certainly (true), certainly not (false), or not known (null), as without a day. That none was
-- is certain where everybody who held the school has handed in convenios, and whoever spent has done so
-- on the day of the payment or later. Reads only.
case
    when subvencion <> 'SEP' or rbd is null then false
    when coalesce(paid_on, issued_on) is null then null
    when {expenditure_covered} then false
    when coalesce(paid_on, issued_on) <= (
        (
            select jsonb_object_agg(sostenedor || '/' || rbd, spoken_on)
            from (
                select
                    held.sostenedor, held.rbd, told.spoken_on,
                    bool_and(told.spoken_on is not null) over (partition by held.rbd) as all_told
                from (
                    select distinct sostenedor, rbd from (
{schools_held}
                    ) as of_year
                ) as held
                left join (
                    select
                        sostenedor_rut,
                        (max(events.recorded_at) at time zone 'UTC')::date as spoken_on
                    from (
{known_years}
                    ) as known_year
                    inner join ledger.events on events.position = known_year.last
                    where known_year.dataset = 'convenios'
                    group by sostenedor_rut
                ) as told on told.sostenedor_rut = held.sostenedor
            ) as holder
            where all_told
        ) ->> (expenditure.sostenedor || '/' || expenditure.rbd)
    )::date then true
end
