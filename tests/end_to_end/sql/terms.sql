-- Convenios with the money of their terms, as the files alone give them.

create view term_money as
with term as (
    select
        rbd::integer as rbd, numero::integer as number, rut_sostenedor as sostenedorRut,
        fecha_inicio::date as fromDate, fecha_termino::date as toDate,
        least(
            greatest(fecha_termino::date, prorroga_hasta::date),
            coalesce(fecha_cierre::date, 'infinity'::date)
        ) as lastDay,
        fecha_inicio::date + ((fecha_termino::date - fecha_inicio::date) // 2)::integer as halfOn,
        fecha_solicitud_renovacion::date as renewalRequestedOn,
        fecha_renovacion::date as renewedOn
    from convenios
    where fecha_firma is not null
),
spending as (
    select *, coalesce(paidOn, issuedOn, make_date(year, 12, 31)) as spentOn
    from document
    where subvencion = 'SEP'
),
closing as (
    select rendiciones.*, make_date(anio::integer, 12, 31) as yearEnd
    from rendiciones
    where subvencion = 'SEP'
),
moved as (
    select
        term.*,
        (
            select sum(sepTotal) from payment
            where payment.rbd = term.rbd
                and month between strftime(fromDate, '%Y-%m') and strftime(lastDay, '%Y-%m')
        )::bigint as paid,
        (
            select sum(sepTotal) from payment
            where payment.rbd = term.rbd
                and month between strftime(fromDate, '%Y-%m') and strftime(lastDay, '%Y-%m')
                and month <= strftime(halfOn, '%Y-%m')
        )::bigint as paidFirstHalf,
        (
            select count(*) from payment
            where payment.rbd = term.rbd
                and month between strftime(fromDate, '%Y-%m') and strftime(lastDay, '%Y-%m')
        )::integer as monthsPaid,
        (
            select sum(declared) from spending
            where spending.rbd = term.rbd and spentOn between fromDate and lastDay
        )::bigint as declared,
        (
            select count(*) from spending
            where spending.rbd = term.rbd and spentOn between fromDate and lastDay
        )::integer as documentCount,
        (
            select sum(declared) from spending
            where spending.rbd = term.rbd and spentOn between fromDate and lastDay
                and spentOn <= halfOn
        )::bigint as declaredFirstHalf,
        (
            select if(count(*) > 0, coalesce(sum(declared) filter (
                accountGroup in ('410100', '410200', '410300', '410400')
            ), 0), null) from spending
            where spending.rbd = term.rbd and spentOn between fromDate and lastDay
        )::bigint as staff,
        (
            select coalesce(sum(monto_rechazado::bigint), 0) from closing
            where closing.rbd::integer = term.rbd and yearEnd between fromDate and lastDay
        )::bigint as rejected,
        (
            select coalesce(sum(monto_rechazado::bigint), 0) from closing
            where closing.rbd::integer = term.rbd and yearEnd between fromDate and lastDay
                and yearEnd <= halfOn
        )::bigint as rejectedFirstHalf,
        (
            select count(distinct anio) from closing
            where closing.rbd::integer = term.rbd and yearEnd between fromDate and lastDay
                and monto_aceptado is not null
        )::integer as yearsReviewed,
        (
            select count(distinct anio) from closing
            where closing.rbd::integer = term.rbd and yearEnd between fromDate and lastDay
                and fecha_presentacion is not null
        )::integer as yearsRendered,
        exists (
            select 1 from pme_acciones
            where pme_acciones.rbd::integer = term.rbd and flag(justifica_personal)
                and anio::integer between year(fromDate) and year(lastDay)
        ) as staffJustified,
        (
            select max_by(saldo, fecha_plan)::bigint from planes_saldo
            where planes_saldo.rbd::integer = term.rbd and planes_saldo.numero::integer = number
        ) as planCovers,
        (
            select max_by(monto_ejecutado, fecha_plan)::bigint from planes_saldo
            where planes_saldo.rbd::integer = term.rbd and planes_saldo.numero::integer = number
        ) as planExecuted
    from term
)
select *, (brought + paid - declared + rejected)::bigint as saldo
from (
    select
        later.*,
        -- All that was left since the last convenio that was not renewed.
        coalesce((
            select sum(earlier.paid - earlier.declared + earlier.rejected)
            from moved as earlier
            where earlier.rbd = later.rbd
                and earlier.number < later.number
                and not exists (
                    select 1 from moved as between_them
                    where between_them.rbd = later.rbd
                        and between_them.number >= earlier.number
                        and between_them.number < later.number
                        and between_them.renewedOn is null
                )
        ), 0)::bigint as brought
    from moved as later
);

create macro share_of(amount, base) as
    case when base <> 0
    then round(amount::decimal(18, 4) / base::decimal(18, 4), 4)::decimal(18, 4)
    end;
