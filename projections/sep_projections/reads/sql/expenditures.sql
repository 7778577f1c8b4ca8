-- Documents by allocation, in whole pesos. An account may be given by its first digits. A filter on what
-- depends on other files matches only what is certain, either way: what is not known matches neither
-- true nor false. Reads only.
select
    known_from as position, stream, year, sostenedor as sostenedor_rut, sostenedor_name, rbd,
    subvencion, account, account_name, book, document_type, document_number, document_name,
    document_detail, issuer, issued_on, paid_on, document_total, declared,
    coalesce(issuer, sostenedor) as drawn_by, pme_action
from expenditure
where known_from <= %(known)s
    and known_to > %(known)s
    and (%(rbd)s::integer is null or rbd = %(rbd)s)
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
                from related_party
                where known_from <= %(known)s
                    and known_to > %(known)s
            )
        )
    )
