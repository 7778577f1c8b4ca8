-- name: documents
-- Documents with all their allocations added up, whoever charged them: the sum may not exceed the
-- total. A document is told by who drew it up (its issuer, else the sostenedor), its type and number.
-- The filter selects documents of which a part is there. Whole pesos. Reads only.
with wanted as (
    select distinct coalesce(issuer, sostenedor) as drawn_by, document_type, document_number
    from {expenditure_at} as expenditure
    where document_number is not null
        and (%(rbd)s::integer is null or rbd = %(rbd)s)
        and (%(sostenedor)s::text is null or sostenedor = %(sostenedor)s)
        and (%(year)s::smallint is null or year = %(year)s)
        and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
        and (%(issuer)s::text is null or coalesce(issuer, sostenedor) = %(issuer)s)
),
document as (
    select
        coalesce(issuer, sostenedor) as drawn_by, document_type, document_number,
        max(document_name) as document_name,
        min(issued_on) as issued_on,
        min(paid_on) as first_paid_on,
        max(document_total) as document_total,
        min(document_total) as least_total,
        sum(declared)::bigint as declared,
        count(*)::integer as allocation_count,
        count(distinct rbd)::integer as schools,
        count(distinct subvencion)::integer as subvenciones,
        count(distinct sostenedor)::integer as sostenedores,
        count(distinct year)::integer as years
    from {expenditure_at} as expenditure
    where (coalesce(issuer, sostenedor), document_type, document_number) in (
            select drawn_by, document_type, document_number from wanted
        )
    group by coalesce(issuer, sostenedor), document_type, document_number
)
select
    *,
    declared - document_total as declared_less_total,
    least_total <> document_total as totals_differ
from document
where (%(over_allocated)s::boolean is null or (declared > document_total) = %(over_allocated)s)
    and (%(shared)s::boolean is null or (schools > 1 or subvenciones > 1) = %(shared)s)
