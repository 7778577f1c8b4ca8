-- Tenders and the exceptions that stand in for them, each with its procedure: as it is stated, else as
-- the notice or the dependency of the school tells it. A municipality's own schools and the local
-- services tender by Ley 19.886, private holders by concurso público; of a corporation, and of whom
-- nobody knows the dependency, it is not known. Reads only.
select
    announced.known_from, announced.tender, announced.sostenedor, announced.rbd,
    announced.announced_on, announced.notice_medium, announced.exception,
    coalesce(
        announced.procedure,
        terms.procedure,
        case when announced.notice_medium = 'mercado_publico' then 'licitacion' end,
        case entry.dependency
            when 'municipal_daem' then 'licitacion'
            when 'slep' then 'licitacion'
            when 'particular_subvencionado' then 'concurso'
            when 'administracion_delegada' then 'concurso'
        end
    ) as procedure
from ate_tender as announced
left join lateral (
    select step.procedure
    from ate_tender_step as step
    where step.tender = announced.tender
        and step.step = 'terms_approved'
        and step.procedure <> 'excepcion'
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
    order by step.occurred_on desc, step.known_from desc
    limit 1
) as terms on true
left join lateral (
    select school_year.dependency
    from school_year
    where school_year.rbd = announced.rbd
        and school_year.year <= extract(year from announced.announced_on)
        and school_year.known_from <= %(known)s
        and school_year.known_to > %(known)s
    order by school_year.year desc
    limit 1
) as entry on true
where announced.known_from <= %(known)s
    and announced.known_to > %(known)s
