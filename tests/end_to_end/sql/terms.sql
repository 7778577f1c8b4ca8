-- Convenios with the money of their terms, as the files alone give them.

-- What the Estado de resultados says of each school and year.
create view book_year as
select
    rbd, year,
    coalesce(sum(amount) filter (where account = '500001'), 0)::bigint as opening,
    coalesce(sum(amount) filter (where kind = 'INGRESO' and account <> '500001'), 0)::bigint
        as income,
    coalesce(sum(amount) filter (where kind = 'GASTO' and account <> '500001'), 0)::bigint
        as spending
from line
where subvencion = 'SEP' and rbd is not null
group by all;

create view sep_spending as
select *, coalesce(paidOn, issuedOn, make_date(year, 12, 31)) as spentOn
from document
where subvencion = 'SEP';

create view sep_paying as
select *, strptime(month || '-01', '%Y-%m-%d')::date as monthStart
from payment;

create view sep_review as
select
    rbd::integer as rbd, anio::integer as year, make_date(anio::integer, 12, 31) as yearEnd,
    monto_rechazado::bigint as rejected, monto_aceptado is not null as reviewed,
    fecha_presentacion is not null as presented
from rendiciones
where subvencion = 'SEP';

-- What a school's books keep of its SEP: what its first accounts open with (there before any day of
-- them), what was paid, less what documents declare; and what was rejected and must come back, of the
-- year that was reviewed.
create view sep_kept as
select rbd, make_date(year - 1, 12, 31) as keptOn, opening as amount
from book_year
where year = (select min(year) from book_year as earlier where earlier.rbd = book_year.rbd)
union all
select rbd, last_day(monthStart), sepTotal from sep_paying
union all
select rbd, spentOn, -declared from sep_spending where rbd is not null
union all
select rbd, yearEnd, rejected from sep_review where rejected is not null;

-- Art 7 bis inc 2: what was asked for sixty days ahead runs on until it is decided, twelve months at most;
-- art 7: one convenio signed later takes the place of the one before from its first day on.
create view convenio_end as
with by_law as (
    select
        *,
        if(
            fecha_solicitud_renovacion::date <= fecha_termino::date - 60
            and (
                prorroga_hasta is null or fecha_cierre is not null or fecha_renovacion is not null
            ),
            least(
                fecha_renovacion::date, fecha_cierre::date,
                if(
                    day(fecha_termino::date + 1) = 1,
                    (fecha_termino::date + 1 + interval 1 year)::date - 1,
                    (fecha_termino::date + interval 1 year)::date
                )
            ),
            null
        ) as lawful
    from convenios
    where fecha_firma is not null
),
ended as (
    select
        *,
        greatest(fecha_termino::date, prorroga_hasta::date, lawful) as expires,
        coalesce((
            select min(later.fecha_inicio::date) - 1 from by_law as later
            where later.rbd = by_law.rbd and later.numero::integer > by_law.numero::integer
        ), 'infinity'::date) as overtaken
    from by_law
)
select
    ended.rbd, ended.numero, ended.fecha_inicio,
    least(expires, overtaken) as expiresOn,
    least(expires, overtaken, coalesce(fecha_cierre::date, 'infinity'::date)) as lastDay
from ended;

create view term_dates as
select
    rbd::integer as rbd, numero::integer as number, rut_sostenedor as sostenedorRut,
    fecha_inicio::date as fromDate, fecha_termino::date as toDate,
    (
        select lastDay from convenio_end
        where convenio_end.rbd = convenios.rbd and convenio_end.numero = convenios.numero
    ) as lastDay,
    (
        fecha_inicio::date
        + to_months((round((fecha_termino::date - fecha_inicio::date + 1) / 30.4375) // 2)::integer)
        - to_days(1)
    )::date as halfOn,
    fecha_solicitud_renovacion::date as renewalRequestedOn,
    fecha_renovacion::date as renewedOn
from convenios
where fecha_firma is not null;

create view term_opened as
select
    term.*,
    before.number is not null as follows,
    before.renewedOn is not null as carries,
    if(term.renewedOn is not null, after.number, null) as successor,
    (
        select min(year) from book_year
        where book_year.rbd = term.rbd and year between year(term.fromDate) and year(term.lastDay)
    ) as firstBooks,
    exists (
        select 1 from sep_paying where sep_paying.rbd = term.rbd and monthStart = term.fromDate
    ) as paidAtOnce
from term_dates as term
left join term_dates as before on before.rbd = term.rbd and before.number = term.number - 1
left join term_dates as after on after.rbd = term.rbd and after.number = term.number + 1;

create view term_counted as
select
    *,
    case
        when follows or firstBooks = year(fromDate) then fromDate
        when number = 1 and paidAtOnce then fromDate
        else make_date(firstBooks, 1, 1)
    end as countedFrom,
    case
        when follows then 0
        when firstBooks = year(fromDate) then (
            select opening from book_year where book_year.rbd = term_opened.rbd and year = firstBooks
        ) + coalesce((
            select sum(sepTotal) from sep_paying
            where sep_paying.rbd = term_opened.rbd
                and monthStart >= make_date(firstBooks, 1, 1) and monthStart < fromDate
        ), 0) - coalesce((
            select sum(declared) from sep_spending
            where sep_spending.rbd = term_opened.rbd
                and spentOn >= make_date(firstBooks, 1, 1) and spentOn < fromDate
        ), 0)
        when number = 1 and paidAtOnce then 0
        else (select opening from book_year where book_year.rbd = term_opened.rbd and year = firstBooks)
    end::bigint as start
from term_opened;

-- What moved in each year of a term.
create view term_year as
select
    term_counted.*, asked.year,
    coalesce((
        select sum(sepTotal) from sep_paying
        where sep_paying.rbd = term_counted.rbd and sep_paying.year = asked.year
            and monthStart between fromDate and lastDay
    ), 0)::bigint as paidIn,
    coalesce((
        select sum(sepTotal) from sep_paying
        where sep_paying.rbd = term_counted.rbd and sep_paying.year = asked.year
            and monthStart between fromDate and lastDay and monthStart > toDate
    ), 0)::bigint as paidInExtension,
    coalesce((
        select sum(sepTotal) from sep_paying
        where sep_paying.rbd = term_counted.rbd and sep_paying.year = asked.year and monthStart < fromDate
    ), 0)::bigint as paidBefore,
    coalesce((
        select sum(sepTotal) from sep_paying
        where sep_paying.rbd = term_counted.rbd and sep_paying.year = asked.year and monthStart > lastDay
    ), 0)::bigint as paidAfter,
    coalesce((
        select sum(declared) from sep_spending
        where sep_spending.rbd = term_counted.rbd and year(spentOn) = asked.year
            and spentOn between fromDate and lastDay
    ), 0)::bigint as spentIn,
    coalesce((
        select sum(declared) from sep_spending
        where sep_spending.rbd = term_counted.rbd and year(spentOn) = asked.year
            and spentOn between fromDate and lastDay and spentOn > toDate
    ), 0)::bigint as spentInExtension,
    coalesce((
        select sum(declared) from sep_spending
        where sep_spending.rbd = term_counted.rbd and year(spentOn) = asked.year and spentOn < fromDate
    ), 0)::bigint as spentBefore,
    coalesce((
        select sum(declared) from sep_spending
        where sep_spending.rbd = term_counted.rbd and year(spentOn) = asked.year and spentOn > lastDay
    ), 0)::bigint as spentAfter,
    coalesce((
        select sum(rejected) from sep_review
        where sep_review.rbd = term_counted.rbd and sep_review.year = asked.year
            and yearEnd between fromDate and lastDay
    ), 0)::bigint as rejectedIn,
    book_year.opening, book_year.income, book_year.spending,
    (
        select sum(saldo_certificado::bigint) from certificados_saldo
        where subvencion = 'SEP' and certificados_saldo.rbd::integer = term_counted.rbd
            and anio::integer = asked.year
    )::bigint as certified
from term_counted
cross join (select unnest(range(2000, 2040))::integer as year) as asked
left join book_year on book_year.rbd = term_counted.rbd and book_year.year = asked.year
where asked.year between year(coalesce(countedFrom, fromDate)) and year(lastDay);

create table term_money as
with moved as (
    select
        term_counted.*,
        (
            select sum(sepTotal) from sep_paying
            where sep_paying.rbd = term_counted.rbd and monthStart between fromDate and lastDay
        )::bigint as paid,
        (
            select sum(sepTotal) from sep_paying
            where sep_paying.rbd = term_counted.rbd and monthStart between fromDate and halfOn
        )::bigint as paidFirstHalf,
        coalesce((
            select sum(sepTotal) from sep_paying
            where sep_paying.rbd = term_counted.rbd
                and monthStart between fromDate and lastDay and monthStart > toDate
        ), 0)::bigint as paidExtension,
        (
            select count(*) from sep_paying
            where sep_paying.rbd = term_counted.rbd and monthStart between fromDate and lastDay
        )::integer as monthsPaid,
        (
            select sum(declared) from sep_spending
            where sep_spending.rbd = term_counted.rbd and spentOn between fromDate and lastDay
        )::bigint as declared,
        (
            select count(*) from sep_spending
            where sep_spending.rbd = term_counted.rbd and spentOn between fromDate and lastDay
        )::integer as documentCount,
        (
            select sum(declared) from sep_spending
            where sep_spending.rbd = term_counted.rbd and spentOn between fromDate and lastDay
                and spentOn <= halfOn
        )::bigint as declaredFirstHalf,
        coalesce((
            select sum(declared) from sep_spending
            where sep_spending.rbd = term_counted.rbd and spentOn between fromDate and lastDay
                and spentOn > toDate
        ), 0)::bigint as declaredExtension,
        (
            select if(count(*) > 0, coalesce(sum(declared) filter (
                accountGroup in ('410100', '410200', '410300', '410400')
            ), 0), null) from sep_spending
            where sep_spending.rbd = term_counted.rbd and spentOn between fromDate and lastDay
        )::bigint as staff,
        (
            select coalesce(sum(rejected), 0) from sep_review
            where sep_review.rbd = term_counted.rbd and yearEnd between fromDate and lastDay
        )::bigint as rejected,
        (
            select coalesce(sum(rejected), 0) from sep_review
            where sep_review.rbd = term_counted.rbd and yearEnd between fromDate and halfOn
        )::bigint as rejectedFirstHalf,
        (
            select coalesce(sum(rejected), 0) from sep_review
            where sep_review.rbd = term_counted.rbd
                and yearEnd between fromDate and lastDay and yearEnd > toDate
        )::bigint as rejectedExtension,
        if(countedFrom > fromDate, coalesce((
            select sum(sepTotal) from sep_paying
            where sep_paying.rbd = term_counted.rbd and monthStart >= fromDate and monthStart < countedFrom
        ), 0) - coalesce((
            select sum(declared) from sep_spending
            where sep_spending.rbd = term_counted.rbd and spentOn >= fromDate and spentOn < countedFrom
        ), 0) + coalesce((
            select sum(rejected) from sep_review
            where sep_review.rbd = term_counted.rbd and yearEnd >= fromDate and yearEnd < countedFrom
        ), 0), 0)::bigint as uncounted,
        (
            select count(distinct year) from sep_review
            where sep_review.rbd = term_counted.rbd and yearEnd between fromDate and lastDay and reviewed
        )::integer as yearsReviewed,
        (
            select count(distinct year) from sep_review
            where sep_review.rbd = term_counted.rbd and yearEnd between fromDate and lastDay
                and (presented or reviewed)
        )::integer as yearsRendered,
        exists (
            select 1 from pme_acciones
            where pme_acciones.rbd::integer = term_counted.rbd and flag(justifica_personal)
                and anio::integer between year(fromDate) and year(lastDay)
        ) as staffJustified,
        (
            select max_by(saldo, fecha_plan)::bigint from planes_saldo
            where planes_saldo.rbd::integer = term_counted.rbd and planes_saldo.numero::integer = number
        ) as planCovers,
        (
            select max_by(monto_ejecutado, fecha_plan)::bigint from planes_saldo
            where planes_saldo.rbd::integer = term_counted.rbd and planes_saldo.numero::integer = number
        ) as planExecuted
    from term_counted
),
chained as (
    select
        *,
        -- The convenio that the chain of renewals begins with.
        (
            select max(earlier.number) from moved as earlier
            where earlier.rbd = moved.rbd and earlier.number <= moved.number and not earlier.carries
        ) as firstOfChain
    from moved
),
begun as (
    select
        later.*,
        if(
            later.carries,
            (
                -- What one of them left is not known: neither is what they all left.
                select if(bool_or(kept is null), null, sum(kept))
                from (
                    select
                        if(earlier.carries, 0, earlier.start) + earlier.paid - earlier.declared
                        + earlier.rejected - earlier.uncounted as kept
                    from chained as earlier
                    where earlier.rbd = later.rbd
                        and earlier.number < later.number
                        and earlier.number >= later.firstOfChain
                ) as left_behind
            ),
            if(countedFrom = fromDate, start, null)
        )::bigint as brought,
        if(not carries and countedFrom > fromDate, start, null)::bigint as opening
    from chained as later
),
balanced as (
    select
        *,
        (coalesce(brought, opening) + paid - declared + rejected - uncounted)::bigint as saldo
    from begun
)
select
    *,
    -- Whether a year of it has no document at all, so that nobody knows what was left.
    exists (
        select 1 from term_year
        where term_year.rbd = balanced.rbd and term_year.number = balanced.number
            and not exists (
                select 1 from sep_spending
                where sep_spending.rbd = term_year.rbd and sep_spending.year = term_year.year
            )
    ) as undeclared,
    if(successor is not null, saldo, null) as passedOn,
    (saldo - if(successor is not null, saldo, 0) - coalesce(planExecuted, 0))::bigint as held
from balanced;

create macro share_of(amount, base) as
    case when base <> 0
    then round(amount::decimal(18, 4) / base::decimal(18, 4), 4)::decimal(18, 4)
    end;
