-- Schools by RBD, whoever mentions them. The register describes a school best: its entry of the year
-- asked for, else the last before, else the first after. A school that the register does not list
-- takes its name from the latest category, result or payment; one that only other facts mention has
-- none. Reads only.
with wanted as (
    select distinct unnest(%(rbds)s::integer[]) as rbd
),
mentions as (
    select wanted.rbd, mention.*
    from wanted
    cross join lateral (
        (
            select
                1 as rank, name, 'directorio' as name_source, year, check_digit,
                sostenedor as sostenedor_rut, legal_personality, region, comuna, comuna_name,
                dependency, rural, status, enrolment
            from school_year
            where school_year.rbd = wanted.rbd
                and known_from <= %(known)s
                and known_to > %(known)s
            order by
                year <= coalesce(%(year)s::smallint, 32767) desc,
                abs(year - coalesce(%(year)s::smallint, 32767))
            limit 1
        )
        union all
        (
            select
                2, school_name, 'categorias', null, null, null, null, null, null, null,
                null, null, null, null
            from category_year
            where category_year.rbd = wanted.rbd
                and known_from <= %(known)s
                and known_to > %(known)s
            order by year desc
            limit 1
        )
        union all
        (
            select
                3, school_name, 'simce', null, null, null, null, null, null, null,
                null, null, null, null
            from test_result
            where test_result.rbd = wanted.rbd
                and known_from <= %(known)s
                and known_to > %(known)s
            order by year desc
            limit 1
        )
        union all
        (
            select
                4, school_name, 'subvenciones', null, null, null, null, null, null, null,
                null, null, null, null
            from payment
            where payment.rbd = wanted.rbd
                and known_from <= %(known)s
                and known_to > %(known)s
            order by month desc
            limit 1
        )
        union all
        select
            5, null, null, null, null, null, null, null, null, null,
            null, null, null, null
        where exists (
                select from pupil_year
                where pupil_year.rbd = wanted.rbd
                    and known_from <= %(known)s and known_to > %(known)s
            )
            or exists (
                select from convenio
                where convenio.rbd = wanted.rbd
                    and known_from <= %(known)s and known_to > %(known)s
            )
            or exists (
                select from expenditure
                where expenditure.rbd = wanted.rbd
                    and known_from <= %(known)s and known_to > %(known)s
            )
            or exists (
                select from account_line
                where account_line.rbd = wanted.rbd
                    and known_from <= %(known)s and known_to > %(known)s
            )
            or exists (
                select from ate_contract
                where ate_contract.rbd = wanted.rbd
                    and known_from <= %(known)s and known_to > %(known)s
            )
    ) as mention
)
select distinct on (rbd)
    rbd, name, name_source, year::smallint as year, check_digit, sostenedor_rut, legal_personality,
    region, comuna, comuna_name, dependency, rural, status, enrolment
from mentions
order by rbd, rank
