-- Sostenedores who had not rendered a year that was due on a day: of how many schools, what they were
-- paid, what the ministry has kept back since; and whether that is certain, or no file tells. Whole
-- pesos. Reads only.
with found as (
    select * from (
{unrendered}
    ) as year_of_school
    where due_on < %(on)s::date
        and (%(sostenedor)s::text is null or sostenedor_rut = %(sostenedor)s)
        and (%(year)s::smallint is null or year = %(year)s)
),
accusation as (
    select
        'rendicion_no_presentada' as kind, rbd, rbd || '/' || year || '/' || sostenedor_rut
            as subject, sostenedor_rut, due_on + 1 as since, year, null::text as contract,
        null::integer as number
    from found
),
judged as (
    select
        found.*, coalesce(lacking, array[]::text[]) as lacking,
        case when lacking is null then 'no_cumple' else 'sin_datos' end as verdict
    from found
    left join (
{lacking}
    ) as unknown
        on unknown.rbd = found.rbd
        and unknown.subject = found.rbd || '/' || found.year || '/' || found.sostenedor_rut
)
select
    sostenedor_rut, year, verdict, min(lacking) as lacking, count(*)::integer as schools,
    array_agg(rbd order by rbd) as rbds, min(due_on) as due_on,
    %(on)s::date - min(due_on) as days_late, sum(paid)::bigint as paid,
    sum(retained)::bigint as retained, min(retained_from) as retained_from, %(on)s::date as asked_on
from judged
where %(verdict)s::text is null or verdict = %(verdict)s
group by sostenedor_rut, year, verdict
having %(retained)s::boolean is null or (sum(retained) > 0) = %(retained)s
