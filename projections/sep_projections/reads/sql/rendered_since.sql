-- Of retentions for want of a rendición that nobody has lifted: when the last of the years that lacked
-- it on the day of the resolution was rendered, null while one still lacks. A retention of whose
-- payments a year in between is not known is left out: what lacks there is not known either. Built
-- into a statement with the relations `number_of_law` and `gathered`. Reads only.
select
    act.stream, act.known_from,
    case when every(late.rendered_on is not null) then max(late.rendered_on) end as rendered_on
from act
left join gathered using (authority, year, number, subject)
cross join lateral (
    select
        term.due_on, term.rendered_on,
        count(*) over () as years,
        1 + max(paid.year) over () - min(paid.year) over () as spanned
    from (
        select
            year, array_agg(distinct rbd) as rbds
        from payment
        where sostenedor = act.sostenedor
            and (act.rbd is null or rbd = act.rbd)
            and sep_total > 0
            and month <= to_char(act.issued_on, 'YYYY-MM')
            and known_from <= %(known)s
            and known_to > %(known)s
        group by year
    ) as paid
    inner join number_of_law as deadline
        on deadline.name = 'rendicion_deadline'
        and make_date(paid.year, 12, 31) between deadline.from_date and deadline.to_date
    cross join lateral (
        -- The last of its schools decides.
        select
            max(due_on) as due_on,
            case when every(presented_on is not null) then max(presented_on) end as rendered_on
        from unnest(paid.rbds) as school (rbd)
        cross join lateral (
            select
                coalesce(
                    max(until) filter (where step = 'extended'),
                    (paid.year + 1 || '-' || deadline.value)::date
                ) as due_on,
                min(occurred_on) filter (where step = 'presented') as presented_on
            from rendicion_step as step
            where step.rbd = school.rbd
                and step.year = paid.year
                and step.sostenedor = act.sostenedor
                and step.subvencion = 'SEP'
                and step.known_from <= %(known)s
                and step.known_to > %(known)s
        ) as of_school
    ) as term
) as late
where act.kind = 'retencion_rendicion'
    and act.known_from <= %(known)s
    and act.known_to > %(known)s
    and gathered.lifted_on is null
    and gathered.annulled_on is null
    and gathered.challenge_outcome is distinct from 'acogida'
    and late.years = late.spanned
    and late.due_on < act.issued_on
    and coalesce(late.rendered_on >= act.issued_on, true)
group by act.stream, act.known_from
