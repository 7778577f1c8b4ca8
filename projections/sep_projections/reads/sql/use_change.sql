-- What the law gives in a month, by the dimensions asked for, and what it would give with another value
-- of the USE or other values of some articles: every line is proportional to both. Settlements of
-- earlier months keep the USE of theirs. An article is rounded once for each school and group of
-- pupils; what Ley 21.006 cuts stays the same share. Whole pesos. Reads only.
with times as materialized (
    select article, factor
    from unnest(%(articles)s::text[], %(factors)s::numeric[]) as given (article, factor)
),
exact as (
    select
        line.rbd, line.article, line.pupils,
        sum(line.line_amount) as amount,
        sum(
            line.line_amount * coalesce(times.factor, 1) * case
                when line.valued = %(month)s then coalesce(
                    %(clp_per_use)s::numeric / line.clp_per_use, 1
                )
                else 1
            end
        ) as amount_then
    from entitlement_line as line
    left join times on times.article = line.article
    -- The amount of a line stands on each of its bands.
    where line.month = %(month)s
        and line.place = 1
        and (%(rbd)s::integer is null or line.rbd = %(rbd)s)
        and line.known_from <= %(known)s
        and line.known_to > %(known)s
    group by line.rbd, line.article, line.pupils
),
fact as (
    select
        exact.rbd, left(%(month)s, 4)::smallint as year, exact.article,
        round(exact.amount) * kept.share as due,
        round(exact.amount_then) * kept.share as due_then
    from exact
    inner join (
        select rbd, coalesce(due::numeric / nullif(due - scaled, 0), 1) as share
        from entitlement
        where month = %(month)s
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as kept using (rbd)
),
by_school as (
    select
        {keys},
        fact.rbd as school,
        round(sum(fact.due)) as due,
        round(sum(fact.due_then)) as due_then
    from fact
    {joins}
    group by {ordinals}, fact.rbd
)
select
    {names},
    count(*)::integer as schools,
    sum(due)::bigint as due,
    sum(due_then)::bigint as due_then,
    sum(due_then - due)::bigint as change
from by_school
group by {names}
order by {names}
limit %(most_groups)s
