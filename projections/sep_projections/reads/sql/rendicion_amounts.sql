-- What was declared for a rendición, and what the ministry kept back in the year it was due: by
-- documents, and by account lines, which name no sostenedor; null where there are none, which is no
-- zero. Reads only.
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
    document.*, line.*, kept.*,
    array_remove(array[
        case when line.account_lines = 0 then 'accounts_not_declared' end,
        case when document.documents = 0 then 'documents_not_declared' end
    ], null) as missing
from rendicion
cross join lateral (
    select
        sum(declared)::bigint as declared,
        count(*)::integer as documents,
        (count(*) filter (where document_type = 'PLANILLA'))::integer as payroll_documents,
        (count(*) filter (where unbacked))::integer as documents_without_backing,
        case when count(*) > 0 then
            coalesce(sum(declared) filter (where unbacked), 0)
        end::bigint as declared_without_backing
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
        count(*)::integer as account_lines,
        (count(*) filter (where rendered))::integer as rendered_lines,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where account = '500001'), 0)
        end::bigint as opening,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)
        end::bigint as income,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where kind = 'gasto'), 0)
        end::bigint as spending
    from account_line
    where account_line.rbd = rendicion.rbd
        and account_line.year = rendicion.year
        and account_line.subvencion = rendicion.subvencion
        and {line_is_own}
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
