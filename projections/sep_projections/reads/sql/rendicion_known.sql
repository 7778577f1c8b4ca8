-- What the ledger knows of the totals of each rendición that is asked for, source by source, whole
-- pesos; null where a source says nothing, which is no zero. One row for each that is asked for, also
-- where nothing at all is known. Certificates are those that files brought: what stage 3 itself
-- accredits contradicts nothing. Books of a year that two sostenedores share are each one's own, as far
-- as a source names whose they are; who others say held the school stands beside them where nothing
-- says that it was this one. Reads only.
with rendicion as (
    select distinct rbd, year, subvencion, sostenedor
    from unnest(
        %(parent_0)s::integer[], %(parent_1)s::integer[], %(parent_2)s::text[], %(parent_3)s::text[]
    ) as told (rbd, year, subvencion, sostenedor)
)
select
    rendicion.sostenedor as sostenedor_rut, rendicion.rbd, rendicion.year, rendicion.subvencion,
    document.*, line.*, paid.*, certified.*, before.*,
    holder.held_by
from rendicion
cross join lateral (
    select
        sum(declared)::bigint as documents,
        (sum(declared) filter (where document_type = 'PLANILLA'))::bigint as payroll
    from expenditure
    where expenditure.sostenedor = rendicion.sostenedor
        and expenditure.rbd = rendicion.rbd
        and expenditure.year = rendicion.year
        and expenditure.subvencion = rendicion.subvencion
        and known_from <= %(known)s
        and known_to > %(known)s
) as document
cross join lateral (
    select
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where account = '500001'), 0)
        end::bigint as opening,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)
        end::bigint as income,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)
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
    select
        sum(sep_total)::bigint as paid,
        count(distinct month)::integer as months_paid
    from payment
    where rendicion.subvencion = 'SEP'
        and payment.rbd = rendicion.rbd
        and coalesce(payment.sostenedor, rendicion.sostenedor) = rendicion.sostenedor
        and payment.month between rendicion.year || '-01' and rendicion.year || '-12'
        and known_from <= %(known)s
        and known_to > %(known)s
) as paid
cross join lateral (
    select sum(amount)::bigint as certified
    from (
        select distinct on (bank_account) amount
        from saldo_certificate
        where saldo_certificate.rbd = rendicion.rbd
            and saldo_certificate.year = rendicion.year
            and saldo_certificate.subvencion = rendicion.subvencion
            and saldo_certificate.sostenedor = rendicion.sostenedor
            and not projections.is_entity(stream)
            and known_from <= %(known)s
            and known_to > %(known)s
        order by bank_account, known_from desc
    ) as latest
) as certified
cross join lateral (
    select (
        select opening + income - spending
        from rendicion_step as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year - 1
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step = 'books_declared'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        order by step.known_from desc
        limit 1
    ) as carried,
    exists (
        select from rendicion_step as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year - 1
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step in ('presented', 'closed')
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
    ) as rendered_before
) as before
cross join lateral (
    select coalesce(array_agg(distinct named.sostenedor order by named.sostenedor), array[]::text[]) as held_by
    from (
        select school_year.sostenedor
        from school_year
        where school_year.rbd = rendicion.rbd
            and school_year.year = rendicion.year
            and school_year.known_from <= %(known)s
            and school_year.known_to > %(known)s
        union
        select payment.sostenedor
        from payment
        where payment.rbd = rendicion.rbd
            and payment.month between rendicion.year || '-01' and rendicion.year || '-12'
            and payment.known_from <= %(known)s
            and payment.known_to > %(known)s
        union
        select step.sostenedor
        from convenio_step as step
        where step.rbd = rendicion.rbd
            and extract(year from step.occurred_on) = rendicion.year
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        union
        select step.sostenedor
        from rendicion_step as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year
            and step.subvencion = rendicion.subvencion
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        union
        select expenditure.sostenedor
        from expenditure
        where expenditure.rbd = rendicion.rbd
            and expenditure.year = rendicion.year
            and expenditure.subvencion = rendicion.subvencion
            and expenditure.known_from <= %(known)s
            and expenditure.known_to > %(known)s
    ) as named
    where named.sostenedor is not null
) as holder
