-- Accounts of the plan of a year (else the latest before it), with what schools declared in them of a
-- subvención that year. Whole pesos. Reads only.
with plan as (
    select distinct on (account)
        known_from as position, stream, account, name, kind, parent, parent_name, year as plan_year
    from account
    where known_from <= %(known)s
        and known_to > %(known)s
        and (%(year)s::smallint is null or year <= %(year)s)
    order by account, year desc
),
declared as (
    select account, count(distinct rbd)::integer as schools, sum(declared)::bigint as declared
    from expenditure
    where known_from <= %(known)s
        and known_to > %(known)s
        and subvencion = %(subvencion)s
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
