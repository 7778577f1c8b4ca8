-- name: account_lines
-- Lines of the Estado de resultados, whoever holds the school. Whole pesos. Reads only.
select
    known_from as position, stream, year, sostenedor_id, rbd, dependency, subvencion, kind, account,
    account_name, rendered, amount
from {account_line_at} as account_line
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(account)s::text is null or starts_with(account, %(account)s))
    and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
    and (%(kind)s::text is null or kind = %(kind)s)


-- name: expenditure_covered
-- Whether a convenio of the school was signed and in force, extensions counted, on the day on which an
-- `expenditure` was paid, else issued. Reads only.
exists (
    select from {convenio_at} as convenio
    cross join lateral (
{convenio_end}
    ) as lived
    where convenio.rbd = expenditure.rbd
        and coalesce(expenditure.paid_on, expenditure.issued_on)
            >= greatest(convenio.signed_on, convenio.from_date)
        and coalesce(expenditure.paid_on, expenditure.issued_on) <= lived.last_day
)


-- name: expenditure_outside_convenio
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


-- name: expenditure_planned
-- Whether the PME of the school has the action that an `expenditure` names. Reads only.
exists (
    select from {pme_action_at} as planned
    where planned.rbd = expenditure.rbd
        and expenditure.pme_action = planned.year || '/' || lower(planned.action)
)


-- name: expenditure_related
-- Whether an `expenditure` was paid to a person or company that its sostenedor had declared as related on
-- the day on which it was paid, else issued, else at the end of its year. Reads only.
exists (
    select from {related_party_at} as related_party
    where related_party.sostenedor = expenditure.sostenedor
        and related_party.related = expenditure.issuer
        and coalesce(
            expenditure.paid_on, expenditure.issued_on, make_date(expenditure.year, 12, 31)
        ) between related_party.since and coalesce(related_party.until, 'infinity')
)


-- name: expenditure_without_action
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
                        from {pme_action_at} as pme_action
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


-- name: expenditures
-- Documents by allocation, in whole pesos. An account may be given by its first digits. A filter on what
-- depends on other files matches only what is certain, either way: what is not known matches neither
-- true nor false. Reads only.
select
    known_from as position, stream, year, sostenedor as sostenedor_rut, sostenedor_name, rbd,
    subvencion, account, account_name, book, document_type, document_number, document_name,
    document_detail, issuer, issued_on, paid_on, document_total, declared,
    coalesce(issuer, sostenedor) as drawn_by, pme_action
from {expenditure_at} as expenditure
where (%(rbd)s::integer is null or rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
    and (%(year)s::smallint is null or year = %(year)s)
    and (%(account)s::text is null or starts_with(account, %(account)s))
    and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
    and (
        %(issuer)s::text is null
        or (coalesce(issuer, sostenedor) = %(issuer)s and issuer = %(issuer)s)
    )
    and (%(document_type)s::text is null or document_type = %(document_type)s)
    and (%(document_number)s::text is null or document_number = %(document_number)s)
    and (%(paid_from)s::date is null or paid_on >= %(paid_from)s)
    and (%(paid_to)s::date is null or paid_on <= %(paid_to)s)
    and (%(least_declared)s::bigint is null or declared >= %(least_declared)s)
    and (
        %(without_action)s::boolean is null
        or %(without_action)s = {expenditure_without_action}
    )
    and (
        %(outside_convenio)s::boolean is null
        or %(outside_convenio)s = {expenditure_outside_convenio}
    )
    and (
        %(unbacked)s::boolean is null
        or %(unbacked)s = (
            document_number is null or (issuer is null and document_type <> 'PLANILLA')
        )
    )
    and (
        %(related)s::boolean is null
        or %(related)s = {expenditure_related}
        and (
            %(related)s
            or sostenedor in (
                select sostenedor
                from {related_party_at} as related_party
            )
        )
    )


-- name: plan_accounts
-- Accounts of the plan of a year (else the latest before it), with what schools declared in them of a
-- subvención that year. Whole pesos. Reads only.
with plan as (
    select distinct on (account)
        known_from as position, stream, account, name, kind, parent, parent_name, year as plan_year
    from {account_at} as account
    where (%(year)s::smallint is null or year <= %(year)s)
    order by account, year desc
),
declared as (
    select account, count(distinct rbd)::integer as schools, sum(declared)::bigint as declared
    from {expenditure_at} as expenditure
    where subvencion = %(subvencion)s
        and (%(year)s::smallint is null or year = %(year)s)
    group by account
)
select plan.*, coalesce(schools, 0) as schools, coalesce(declared, 0) as declared
from plan
left join declared using (account)
where (%(kind)s::text is null or kind = %(kind)s)
    and (
        %(name_contains)s::text is null
        or strpos(lower(name), lower(%(name_contains)s)) > 0
    )


-- name: sostenedor_account_lines
-- Lines of the Estado de resultados by the sostenedor they belong to, its central administration
-- included. The file names the sostenedor by a number of the Superintendencia: the documents declared
-- that year tell whose it is; a line that none of its school's documents explains goes to whoever
-- held the school. A line found both ways is taken once. Whole pesos. Reads only.
with identified as not materialized (
    select distinct sostenedor, year, sostenedor_id
    from {expenditure_at} as expenditure
    where sostenedor_id is not null
),
held as not materialized (
{schools_held}
),
attributed as not materialized (
    select identified.sostenedor, line.stream, line.known_from
    from identified
    join account_line as line using (sostenedor_id, year)
    union
    select held.sostenedor, line.stream, line.known_from
    from held
    join account_line as line using (rbd, year)
    where not exists (
        select from {expenditure_at} as document
        where document.rbd = line.rbd
            and document.year = line.year
            and document.subvencion = line.subvencion
            and document.sostenedor_id = line.sostenedor_id
    )
)
select
    attributed.sostenedor as sostenedor_rut, line.known_from as position, line.stream, line.year,
    line.sostenedor_id, line.rbd, line.dependency, line.subvencion, line.kind, line.account,
    line.account_name, line.rendered, line.amount
from attributed
join {account_line_at} as line using (stream, known_from)
where (%(sostenedor)s::text is null or attributed.sostenedor = %(sostenedor)s)
    and (%(rbd)s::integer is null or line.rbd = %(rbd)s)
    and (%(year)s::smallint is null or line.year = %(year)s)
    and (%(account)s::text is null or starts_with(line.account, %(account)s))
    and (%(subvencion)s::text is null or line.subvencion = %(subvencion)s)
    and (%(kind)s::text is null or line.kind = %(kind)s)
