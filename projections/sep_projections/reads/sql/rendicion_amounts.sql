-- What was declared for a rendición, and what the ministry kept back in the year it was due: by
-- documents, and by account lines, which name no sostenedor. Reads only.
--
-- A document lacks backing where it has no number, or no issuer and is no payroll sheet.
with rendicion as (
    select sostenedor, rbd, year, subvencion
    from rendicion_step
    where known_from <= %(known)s
        and known_to > %(known)s
    union
    select sostenedor, rbd, year, subvencion
    from expenditure
    where known_from <= %(known)s
        and known_to > %(known)s
        and rbd is not null
)
select
    rendicion.sostenedor as sostenedor_rut, rendicion.rbd, rendicion.year, rendicion.subvencion,
    document.*, line.*, kept.*
from rendicion
cross join lateral (
    select
        coalesce(sum(declared), 0)::bigint as declared,
        count(*)::integer as documents,
        (count(*) filter (where document_type = 'PLANILLA'))::integer as payroll_documents,
        (count(*) filter (where unbacked))::integer as documents_without_backing,
        coalesce(sum(declared) filter (where unbacked), 0)::bigint as declared_without_backing
    from (
        select
            declared, document_type,
            document_number is null
                or (issuer is null and document_type <> 'PLANILLA') as unbacked
        from expenditure
        where expenditure.sostenedor = rendicion.sostenedor
            and expenditure.rbd = rendicion.rbd
            and expenditure.year = rendicion.year
            and expenditure.subvencion = rendicion.subvencion
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as told
) as document
cross join lateral (
    select
        (count(*) filter (where rendered))::integer as rendered_lines,
        coalesce(sum(amount) filter (where account = '500001'), 0)::bigint as opening,
        coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)::bigint
            as income,
        coalesce(sum(amount) filter (where kind = 'gasto'), 0)::bigint as spending
    from account_line
    where account_line.rbd = rendicion.rbd
        and account_line.year = rendicion.year
        and account_line.subvencion = rendicion.subvencion
        and known_from <= %(known)s
        and known_to > %(known)s
) as line
cross join lateral (
    select coalesce(sum(amount), 0)::bigint as retained
    from payment_adjustment
    where payment_adjustment.rbd = rendicion.rbd
        and kind = 'retained'
        and rendicion.subvencion = 'SEP'
        and month between (rendicion.year + 1) || '-04' and (rendicion.year + 1) || '-12'
        and known_from <= %(known)s
        and known_to > %(known)s
) as kept
