-- name: obligation_standings
-- How each obligation stands on a day, once for each school, year, convenio or sostenedor that owes
-- it: done in time, not done in time, not due yet, or without a file that would tell. `shown_at` is
-- the position of the fact that shows it done. What the ledger cannot see lacks its document, whose
-- obligation is named in `lacking`. Reads only.
with number_of_law as (
{legal_number}
),
obligation as (
    select name, scope, seen, from_date, coalesce(to_date, 'infinity') as to_date
    from jsonb_to_recordset(%(obligations)s::jsonb)
        as given (name text, scope text, seen boolean, from_date date, to_date date)
    where %(obligation)s::text is null or name = %(obligation)s
),
agreed as materialized (
    select
        convenio.*,
        lag(renewed_on) over (partition by rbd order by number) is not null as renews,
        -- The law renews and extends only where it was asked for (art 7 bis).
        renewed_on is not null or expires_on > to_date as went_on
    from (
{convenios}
    ) as convenio
    where signed_on <= %(on)s::date
),
convenio_on as (
    select *
    from agreed
    where expires_on >= %(on)s::date
        and coalesce(renewed_on > %(on)s::date, true)
        and coalesce(ended_on >= %(on)s::date, true)
),
rendered as (
    select
        paid.rbd, paid.year, paid.sostenedor as sostenedor_rut,
        paid.rbd || '/' || paid.year || '/' || paid.sostenedor as subject, term.*
    from (
        select distinct rbd, year, sostenedor
        from {payment_at} as payment
        where sostenedor is not null
            and sep_total > 0
            and month <= to_char(%(on)s::date, 'YYYY-MM')
            and (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
            and (%(of_sostenedor)s::text is null or sostenedor = %(of_sostenedor)s)
    ) as paid
    inner join number_of_law as deadline
        on deadline.name = 'rendicion_deadline'
        and make_date(paid.year, 12, 31) between deadline.from_date and deadline.to_date
    cross join lateral (
        select
            coalesce(
                max(until) filter (where step = 'extended'),
                (paid.year + 1 || '-' || deadline.value)::date
            ) as due_on,
            min(occurred_on) filter (where step = 'presented') as presented_on,
            min(known_from) filter (where step = 'presented') as presented_at,
            min(occurred_on) filter (where step = 'consejo_informed') as informed_on,
            min(known_from) filter (where step = 'consejo_informed') as informed_at,
            min(occurred_on) filter (where step = 'signed') as signed_on,
            min(known_from) filter (where step = 'signed') as signed_at
        from {rendicion_step_at} as step
        where step.rbd = paid.rbd
            and step.year = paid.year
            and step.sostenedor = paid.sostenedor
            and step.subvencion = 'SEP'
            and step.occurred_on <= %(on)s::date
    ) as term
),
seen as (
    select
        'rendicion' as obligation, rbd, sostenedor_rut, subject, year, null::integer as number,
        due_on, presented_on as done_on, presented_at as shown_at
    from rendered
    union all
    select
        'informe_de_recursos', rbd, sostenedor_rut, subject, year, null, due_on, presented_on,
        presented_at
    from rendered
    union all
    select
        'consejo_escolar_informado', rbd, sostenedor_rut, subject, year, null,
        coalesce(presented_on, due_on), informed_on, informed_at
    from rendered
    union all
    select
        'firma_del_director', rbd, sostenedor_rut, subject, year, null,
        coalesce(presented_on, due_on), signed_on, signed_at
    from rendered
    union all
    select
        'presentacion_pme', rbd, sostenedor_rut, rbd || '/' || number, null, number,
        (signed_on + make_interval(months => months.whole))::date, presented.done_on,
        presented.shown_at
    from agreed
    inner join number_of_law as months
        on months.name = 'pme_first_presentation'
        and agreed.signed_on between months.from_date and months.to_date
    cross join lateral (
        select min(day) as done_on, (array_agg(known_from order by day, known_from))[1] as shown_at
        from (
            select presented_on as day, known_from
            from {pme_action_at} as pme_action
            where pme_action.rbd = agreed.rbd
                and pme_action.year >= extract(year from agreed.from_date)
                and presented_on <= %(on)s::date
            union all
            select occurred_on, known_from
            from {pme_step_at} as pme_step
            where pme_step.rbd = agreed.rbd
                and step = 'presented'
                and cycle > extract(year from agreed.from_date) - %(cycle_years)s
                and occurred_on <= %(on)s::date
        ) as stated
    ) as presented
    union all
    select
        'solicitud_renovacion', rbd, sostenedor_rut, rbd || '/' || number, null, number,
        agreed.to_date - days.whole, asked.done_on, asked.told_at
    from agreed
    inner join number_of_law as days
        on days.name = 'renewal_notice'
        and agreed.to_date between days.from_date and days.to_date
    cross join lateral (
        select min(occurred_on) as done_on, min(known_from) as told_at
        from {convenio_step_at} as convenio_step
        where convenio_step.rbd = agreed.rbd
            and convenio_step.number = agreed.number
            and step = 'renewal_requested'
            and occurred_on <= %(on)s::date
    ) as asked
    -- Who ended it before owes no request.
    where coalesce(ended_on > agreed.to_date - days.whole, true)
    union all
    select
        'postulacion_agosto', rbd, sostenedor_rut, rbd || '/' || number, null, number,
        make_date(extract(year from from_date)::integer - 1, 8, 31), applied.done_on, applied.told_at
    from agreed
    cross join lateral (
        select min(occurred_on) as done_on, min(known_from) as told_at
        from {convenio_step_at} as convenio_step
        where convenio_step.rbd = agreed.rbd
            and convenio_step.number = agreed.number
            and step = 'requested'
    ) as applied
    where not renews
),
owed as (
    select seen.*
    from seen
    inner join obligation
        on obligation.name = seen.obligation
        and seen.due_on between obligation.from_date and obligation.to_date
    where (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
        and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
        and (%(of_year)s::smallint is null or coalesce(year, extract(year from due_on)) = %(of_year)s)
),
accusation as (
    select
        obligation as kind, rbd, subject, sostenedor_rut, due_on + 1 as since, year,
        null::text as contract, number
    from owed
    where due_on < %(on)s::date
        and coalesce(done_on > due_on, true)
),
judged as (
    select
        owed.obligation, owed.rbd, owed.sostenedor_rut, owed.subject, owed.year, owed.number,
        owed.due_on, owed.done_on, owed.shown_at,
        coalesce(unknown.lacking, implied.lacking, array[]::text[]) as lacking,
        case
            when owed.done_on <= owed.due_on then 'cumple'
            when owed.due_on >= %(on)s::date then 'no_exigible_aun'
            when unknown.lacking is null and implied.lacking is null then 'no_cumple'
            else 'sin_datos'
        end as verdict
    from owed
    -- What was signed was applied for, and what went on was asked to, on whatever day.
    left join (
        select
            asked.obligation, rbd, number,
            array['convenios ' || extract(year from signed_on)] as lacking
        from agreed
        cross join (
            values ('postulacion_agosto'), ('solicitud_renovacion')
        ) as asked (obligation)
        where asked.obligation = 'postulacion_agosto' or went_on
    ) as implied
        on implied.obligation = owed.obligation
        and implied.rbd = owed.rbd
        and implied.number = owed.number
        and owed.done_on is null
    left join (
{lacking}
    ) as unknown
        on unknown.kind = owed.obligation
        and unknown.rbd = owed.rbd
        and unknown.subject = owed.subject
),
by_sostenedor as (
    select
        'cuenta_unica' as obligation, sostenedor_rut, year, make_date(year, 12, 31) as due_on,
        case
            when public is null or in_dedicated + elsewhere = 0 then 'sin_datos'
            when elsewhere = 0 and dedicated_accounts <= bar.whole then 'cumple'
            else 'no_cumple'
        end as verdict,
        case
            when public is null then array['subvenciones ' || year]
            else array[]::text[]
        end as lacking
    from (
{account_uses}
    ) as used
    inner join number_of_law as bar
        on bar.name = 'dedicated_accounts'
        and make_date(used.year, 12, 31) between bar.from_date and bar.to_date
    where public is not false
    union all
    -- A list of those who bid shows that there is one to hand in; that one lacks it shows nothing.
    select
        'oferentes_ate', announced.sostenedor, extract(year from awarded_on)::smallint,
        make_date(extract(year from awarded_on)::integer, 12, 31),
        case when every(cardinality(bidders) > 0) then 'cumple' else 'sin_datos' end,
        case
            when every(cardinality(bidders) > 0) then array[]::text[]
            else array['concursos_ate ' || extract(year from awarded_on)]
        end
    from {ate_award_at} as award
    inner join {ate_tender_at} as announced
        on announced.tender = award.tender
    where awarded_on <= %(on)s::date
    group by announced.sostenedor, extract(year from awarded_on)
),
unseen as (
    select
        obligation.name as obligation, owing.rbd, owing.sostenedor_rut,
        owing.subject, null::integer as number
    from (
        select distinct
            'school' as scope, rbd, sostenedor_rut, rbd || '/' || sostenedor_rut as subject
        from convenio_on
        union all
        select 'convenio', rbd, sostenedor_rut, rbd || '/' || number from convenio_on
        union all
        select distinct 'sostenedor', null::integer, sostenedor_rut, sostenedor_rut
        from convenio_on
        union all
        select 'recuperacion', rbd, sostenedor_rut, rbd || '/' || sostenedor_rut
        from convenio_on
        where classification = 'en_recuperacion'
    ) as owing
    inner join obligation
        on obligation.scope = owing.scope
        and not obligation.seen
        and %(on)s::date between obligation.from_date and obligation.to_date
    where %(of_year)s::smallint is null
        and (%(of_rbd)s::integer is null or rbd = %(of_rbd)s)
        and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
),
told as (
    select * from judged
    union all
    select
        obligation, null, sostenedor_rut, sostenedor_rut || '/' || year, year, null,
        due_on, null, null, lacking, verdict
    from by_sostenedor
    inner join obligation
        on obligation.name = by_sostenedor.obligation
        and due_on between obligation.from_date and obligation.to_date
    where %(of_rbd)s::integer is null
        and (%(of_sostenedor)s::text is null or sostenedor_rut = %(of_sostenedor)s)
        and (%(of_year)s::smallint is null or year = %(of_year)s)
    union all
    select
        obligation, rbd, sostenedor_rut, subject, null, number, null, null, null,
        array['documento ' || obligation], 'sin_datos'
    from unseen
)
select *
from told
where %(verdict)s::text is null or verdict = %(verdict)s
