-- name: lacking
-- What the ledger would have to know before something not seen counts as not done. Built into a
-- statement with a relation `accusation` (kind, rbd, subject, sostenedor_rut, since, year, contract,
-- number), one row for each thing that was not seen. `rests_on` names the datasets on whose silence
-- each kind rests, and of which years; a dataset that says nothing of such a year, or nothing later
-- than the day from which the thing is not done, is listed as `dataset year`. What lines marked NO
-- RENDIDO tell of the school itself counts as said. Reads only.
with known_year as materialized (
{known_years}
),
dated as (
    select
        accusation.*,
        extract(year from accusation.since) as since_year,
        extract(year from signed.signed_on) as contract_year,
        extract(year from agreed.signed_on) as convenio_year,
        extract(year from agreed.from_date) as start_year
    from accusation
    left join (
        select contract, min(signed_on) as signed_on
        from {ate_contract_at} as ate_contract
        group by contract
    ) as signed using (contract)
    left join (
        select rbd, number, min(signed_on) as signed_on, min(from_date) as from_date
        from {convenio_at} as convenio
        group by rbd, number
    ) as agreed using (rbd, number)
),
needed as (
    select
        dated.kind, dated.rbd, dated.subject, dated.since, rests.dataset, rests.marked,
        case when span.of_register then '' else dated.sostenedor_rut end as sostenedor_rut,
        span.year
    from dated
    inner join jsonb_to_recordset(%(rests_on)s::jsonb)
        as rests (kind text, dataset text, from_year text, to_year text, contracted boolean,
            marked boolean)
        on rests.kind = dated.kind
        and coalesce(rests.contracted = (dated.contract is not null), true)
    cross join lateral (
        select rests.from_year = 'register' as of_register, year
        from generate_series(
            case rests.from_year
                when 'register' then 0
                when 'year' then dated.year
                when 'contract' then contract_year
                when 'convenio' then convenio_year
                when 'start' then start_year
                else since_year
            end::integer,
            case rests.to_year
                when 'register' then 0
                when 'year' then dated.year
                when 'contract' then contract_year
                when 'convenio' then convenio_year
                when 'since' then since_year
                else extract(year from %(on)s::date)
            end::integer
        ) as year
    ) as span
),
spoken as (
    -- The later of the two: null where neither speaks.
    select needed.*, greatest(known_year.last, marked.last) as last
    from needed
    left join known_year using (dataset, sostenedor_rut, year)
    cross join lateral (
        select max(known_from) as last
        from {account_line_at} as account_line
        where needed.marked
            and account_line.rbd = needed.rbd
            and account_line.year = needed.year
            and account_line.subvencion = 'SEP'
            and not account_line.rendered
    ) as marked
)
select
    kind, rbd, subject,
    array_agg(distinct dataset || ' ' || year order by dataset || ' ' || year) as lacking
from spoken
left join ledger.events on events.position = spoken.last
where spoken.last is null
    or (events.recorded_at at time zone 'UTC')::date < spoken.since
group by kind, rbd, subject
