-- What the ledger knows of the totals of each rendición that is asked for, source by source, whole
-- pesos; null where a source says nothing, which is no zero. One row for each that is asked for, also
-- where nothing at all is known. Certificates are those that files brought: what stage 3 itself
-- accredits contradicts nothing. Reads only.
with asked as (
    select distinct rbd, year, subvencion, sostenedor
    from unnest(
        %(parent_0)s::integer[], %(parent_1)s::integer[], %(parent_2)s::text[], %(parent_3)s::text[]
    ) as told (rbd, year, subvencion, sostenedor)
)
select
    asked.sostenedor as sostenedor_rut, asked.rbd, asked.year, asked.subvencion,
    document.*, line.*, paid.*, certified.*, before.*
from asked
cross join lateral (
    select
        sum(declared)::bigint as documents,
        (sum(declared) filter (where document_type = 'PLANILLA'))::bigint as payroll
    from expenditure
    where expenditure.sostenedor = asked.sostenedor
        and expenditure.rbd = asked.rbd
        and expenditure.year = asked.year
        and expenditure.subvencion = asked.subvencion
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
    where account_line.rbd = asked.rbd
        and account_line.year = asked.year
        and account_line.subvencion = asked.subvencion
        and known_from <= %(known)s
        and known_to > %(known)s
) as line
cross join lateral (
    select
        sum(sep_total)::bigint as paid,
        count(distinct month)::integer as months_paid
    from payment
    where asked.subvencion = 'SEP'
        and payment.rbd = asked.rbd
        and payment.month between asked.year || '-01' and asked.year || '-12'
        and known_from <= %(known)s
        and known_to > %(known)s
) as paid
cross join lateral (
    select sum(amount)::bigint as certified
    from (
        select distinct on (bank_account) amount
        from saldo_certificate
        where saldo_certificate.rbd = asked.rbd
            and saldo_certificate.year = asked.year
            and saldo_certificate.subvencion = asked.subvencion
            and saldo_certificate.sostenedor = asked.sostenedor
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
        where step.rbd = asked.rbd
            and step.year = asked.year - 1
            and step.subvencion = asked.subvencion
            and step.sostenedor = asked.sostenedor
            and step.step = 'books_declared'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        order by step.known_from desc
        limit 1
    ) as carried
) as before
