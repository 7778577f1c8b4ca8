"""The balance of every convenio, line by line and as each source sees it, equals the files."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

ON = "2026-10-15"

BALANCES = Figures(
    "what is left of each convenio and what it still holds",
    f"""query ($after: String) {{
      convenioTerms(first: 100, after: $after) {{ nodes {{ rbd number
        bridge(on: "{ON}") {{ saldo held }} }} }}
    }}""",
    "select rbd, number, saldo, held from term_money",
)

LINES = Figures(
    "the lines that each balance is made of",
    f"""query ($after: String) {{
      convenioTerms(first: 100, after: $after) {{ nodes {{ rbd number
        bridge(on: "{ON}") {{ lines {{ kind detail amount carried }} }} }} }}
    }}""",
    """with line as (
        select
            rbd, number, if(carries, 'traido_del_anterior', 'saldo_inicial') as kind,
            if(carries, number - 1, year(coalesce(countedFrom, fromDate)))::varchar as detail,
            coalesce(brought, opening, 0) as amount, carries as carried
        from term_money
        union all
        select rbd, number, 'pagado', year::varchar, paidIn - paidInExtension, false from term_year
        union all
        select rbd, number, 'pagado_en_prorroga', year::varchar, paidInExtension, false
        from term_year
        union all
        select rbd, number, 'declarado', year::varchar, spentInExtension - spentIn, false
        from term_year
        union all
        select rbd, number, 'declarado_en_prorroga', year::varchar, -spentInExtension, false
        from term_year
        union all
        select rbd, number, 'rechazado', year::varchar, rejectedIn, false from term_year
    )
    select * from line where amount <> 0""",
)

# A school that the register shows with another holder from one year to the next.
_HANDOVER = """
    with edition as (
        select distinct rbd, year, sostenedorRut,
            lag(sostenedorRut) over (partition by rbd order by year) as before
        from register
    ),
    changed as (
        select
            term_money.rbd, term_money.number, make_date(edition.year, 1, 1) as day,
            before as giver, edition.sostenedorRut as taker, brought, opening, fromDate, countedFrom
        from edition
        join term_money on term_money.rbd = edition.rbd
            and make_date(edition.year, 1, 1) between fromDate and lastDay
        where before <> edition.sostenedorRut
    )
    select
        rbd, number, day, giver, taker,
        (coalesce(brought, opening, 0) + coalesce((
            select sum(sepTotal) from sep_paying
            where sep_paying.rbd = changed.rbd and monthStart < date_trunc('month', day)
                and monthStart >= greatest(fromDate, countedFrom)
        ), 0) - coalesce((
            select sum(declared) from sep_spending
            where sep_spending.rbd = changed.rbd and spentOn < day
                and spentOn >= greatest(fromDate, countedFrom)
        ), 0) + coalesce((
            select sum(rejected) from sep_review
            where sep_review.rbd = changed.rbd and yearEnd < day
                and yearEnd >= greatest(fromDate, countedFrom)
        ), 0))::bigint as amount
    from changed
"""

ONWARD = Figures(
    "where each balance went",
    f"""query ($after: String) {{
      convenioTerms(first: 100, after: $after) {{ nodes {{ rbd number
        bridge(on: "{ON}") {{ onward {{ kind detail amount carried }} }} }} }}
    }}""",
    f"""with handover as ({_HANDOVER}),
    line as (
        select
            rbd, number, 'pasa_al_siguiente' as kind, successor::varchar as detail,
            -saldo as amount, true as carried
        from term_money where successor is not null
        union all
        select rbd, number, 'ejecutado_segun_plan', '', -planExecuted, false from term_money
        union all
        select rbd, number, 'traspasado_por', giver, -amount, true from handover
        union all
        select rbd, number, 'traspasado_a', taker, amount, true from handover
    )
    select * from line where amount <> 0""",
)

HANDOVERS = Figures(
    "to which sostenedores convenios passed",
    """query ($after: String) {
      convenioTerms(first: 100, after: $after) { nodes { rbd number
        handovers { day fromSostenedorRut toSostenedorRut amount } } }
    }""",
    f"""with handover as ({_HANDOVER})
    select rbd, number, day, giver as fromSostenedorRut, taker as toSostenedorRut, amount
    from handover""",
)

# What resolutions order back, notified by the day: no file of the sample lifts or annuls one.
_ORDERED = f"""
    select rbd::integer as rbd, convenio::integer as number, sum(monto::bigint) as ordered
    from resoluciones
    where tipo = 'restitucion' and nullif(fecha_notificacion, '')::date <= date '{ON}'
        and coalesce(fecha_alzamiento, '') = '' and coalesce(fecha_invalidacion, '') = ''
        and coalesce(resultado, '') <> 'acogida'
    group by all
"""

_OWED = """
    select
        rbd, number, successor, renewedOn, saldo, held, planCovers, planExecuted,
        if(
            lastDay < date '2026-10-15' and renewedOn is null and saldo > 0 and not undeclared,
            if(
                lastDay < date '2026-01-01',
                saldo - least(coalesce(planCovers, 0), saldo)
                + greatest(0, least(coalesce(planCovers, 0), saldo) - coalesce(planExecuted, 0)),
                saldo
            ),
            0
        )::bigint as owed,
        lastDay < date '2026-10-15' as over, undeclared
    from term_money
"""
_ASKED = f"""
    select *,
        if(
            ordered is null, owed,
            greatest(0, ordered - least(coalesce(planExecuted, 0), coalesce(planCovers, 0)))
        )::bigint as asked
    from ({_OWED}) as owed
    left join ({_ORDERED}) as ordered using (rbd, number)
"""
# The last year that the Estado de resultados, or a certificate, speaks of.
_LAST = """
    select
        rbd, number,
        max(year) filter (where income is not null) as lastBooks,
        max(year) filter (where certified is not null) as lastCertified
    from term_year
    group by all
"""

VIEWS = Figures(
    "each balance as others see it",
    f"""query ($after: String) {{
      convenioTerms(first: 100, after: $after) {{ nodes {{ rbd number
        bridge(on: "{ON}") {{ views {{ view day amount }} }} }} }}
    }}""",
    f"""with last as ({_LAST})
    -- Where nobody stated what there was at first, nobody can tell what is left.
    select
        rbd, number, 'RESTITUCION' as view, date '{ON}' as day,
        if(saldo is null and ordered is null, null, asked) as amount
    from ({_ASKED})
    union all
    select
        rbd, number, 'LIBRO', lastDay,
        if(saldo is null, null, (
            select coalesce(sum(amount), 0) from sep_kept
            where sep_kept.rbd = term_money.rbd and keptOn <= lastDay
        )::bigint)
    from term_money
    union all
    select
        last.rbd, last.number, 'ESTADO_RESULTADOS', make_date(lastBooks::integer, 12, 31),
        (opening + income - spending)::bigint
    from last
    left join term_year as told
        on told.rbd = last.rbd and told.number = last.number and told.year = lastBooks
    union all
    select
        last.rbd, last.number, 'CERTIFICADO', make_date(lastCertified::integer, 12, 31), certified
    from last
    left join term_year as told
        on told.rbd = last.rbd and told.number = last.number and told.year = lastCertified
    union all
    -- No file of the sample corrects a rendición.
    select
        term_money.rbd, number, 'RENDICION', max(yearEnd)::date,
        if(max(yearEnd) is null, null, any_value(saldo))
    from term_money
    left join sep_review on sep_review.rbd = term_money.rbd
        and yearEnd between fromDate and lastDay
        and sep_review.year >= year(coalesce(countedFrom, fromDate))
    group by term_money.rbd, number""",
)

# The years of the run that ends with the last books: the accounts of every year are declared.
_VIEW_LINES = f"""
    with last as ({_LAST}),
    run as (
        select
            term_year.*, lastBooks,
            lag(opening + income - spending) over school as closedBefore,
            sum(paidIn - spentIn) over school - (paidIn - spentIn) as movedBefore,
            row_number() over school = 1 as firstOfTerm
        from term_year
        join last using (rbd, number)
        window school as (partition by rbd, number order by term_year.year)
    ),
    line as (
        select
            rbd, number, 'ESTADO_RESULTADOS' as view, 'movimiento_posterior' as kind,
            lastBooks::varchar as detail, -sum(paidIn - spentIn) as amount
        from run where year > lastBooks group by all
        union all
        select rbd, number, 'ESTADO_RESULTADOS', 'rechazado', '', -sum(rejectedIn)
        from run where lastBooks is not null group by all
        union all
        select
            run.rbd, run.number, 'ESTADO_RESULTADOS', 'saldo_inicial_distinto', year::varchar,
            run.opening - coalesce(brought, term_money.opening, 0) - movedBefore
            + paidBefore - spentBefore
        from run
        join term_money using (rbd, number)
        where income is not null and closedBefore is null and year <= lastBooks
        union all
        select
            rbd, number, 'ESTADO_RESULTADOS', 'apertura_distinta_del_cierre', year::varchar,
            opening - closedBefore
        from run where income is not null and closedBefore is not null
        union all
        select
            rbd, number, 'ESTADO_RESULTADOS', 'fuera_del_convenio', year::varchar,
            paidAfter - spentAfter
        from run where income is not null
        union all
        select
            rbd, number, 'ESTADO_RESULTADOS', 'ingresos_distintos', year::varchar,
            income - paidIn - paidBefore - paidAfter
        from run where income is not null
        union all
        select
            rbd, number, 'ESTADO_RESULTADOS', 'gastos_distintos', year::varchar,
            spentIn + spentBefore + spentAfter - spending
        from run where income is not null
        union all
        -- What the books kept when it began, of convenios before that handed nothing on.
        select
            rbd, number, 'LIBRO', 'apertura_distinta_en_libro',
            year(coalesce(countedFrom, fromDate))::varchar,
            (
                select coalesce(sum(amount), 0) from sep_kept
                where sep_kept.rbd = term_money.rbd and keptOn < coalesce(countedFrom, fromDate)
            ) - coalesce(brought, opening, 0)
        from term_money
        union all
        select
            rbd, number, 'CERTIFICADO', 'movimiento_posterior', lastCertified::varchar,
            -sum(paidIn - spentIn)
        from term_year join last using (rbd, number) where year > lastCertified group by all
        union all
        select rbd, number, 'CERTIFICADO', 'rechazado', '', -sum(rejectedIn)
        from term_year join last using (rbd, number) where lastCertified is not null group by all
        union all
        select
            rbd, number, 'CERTIFICADO', 'fuera_del_convenio', year::varchar, paidAfter - spentAfter
        from term_year join last using (rbd, number) where year = lastCertified
        union all
        -- What the bank has beyond all that moved by the end of its year.
        select
            rbd, number, 'CERTIFICADO', 'diferencia_con_certificado', lastCertified::varchar,
            max(certified) filter (where year = lastCertified)
            - max(coalesce(term_money.brought, term_money.opening, 0))
            - sum(paidIn - spentIn) filter (where year <= lastCertified)
            - max(paidAfter - spentAfter) filter (where year = lastCertified)
        from term_year
        join last using (rbd, number)
        join term_money using (rbd, number)
        where lastCertified is not null
        group by all
        union all
        select rbd, number, 'RESTITUCION', 'pasa_al_siguiente', successor::varchar, -saldo
        from term_money where successor is not null
        union all
        select rbd, number, 'RESTITUCION', 'ejecutado_segun_plan', '', -planExecuted
        from term_money
        union all
        select rbd, number, 'RESTITUCION', side, holder, amount
        from (
            select rbd, number, 'traspasado_por' as side, giver as holder, -amount as amount
            from ({_HANDOVER})
            union all
            select rbd, number, 'traspasado_a', taker, amount from ({_HANDOVER})
        )
        union all
        select
            rbd, number, 'RESTITUCION',
            case
                when ordered is not null then 'orden_de_restitucion'
                when not over then 'en_vigencia'
                when renewedOn is not null then 'renovado_sin_sucesor_conocido'
                when undeclared then 'saldo_sin_datos'
                when held < 0 then 'sin_saldo'
                else 'en_plan_de_saldos'
            end,
            '', asked - held
        from ({_ASKED})
    )
    select rbd, number, view, kind, detail, amount::bigint as amount from line where amount <> 0
"""

VIEW_LINES = Figures(
    "why others see another balance",
    f"""query ($after: String) {{
      convenioTerms(first: 100, after: $after) {{ nodes {{ rbd number
        bridge(on: "{ON}") {{ views {{ view lines {{ kind detail amount }} }} }} }} }}
    }}""",
    _VIEW_LINES,
)

# The years of a fund together: each is held against the closing of the one declared before it.
_TOTAL = """
    with yearly as (
        select
            {key}, year,
            coalesce(sum(amount) filter (where account = '500001'), 0) as opening,
            coalesce(sum(amount) filter (where kind = 'INGRESO' and account <> '500001'), 0)
                as income,
            coalesce(sum(amount) filter (where kind = 'GASTO' and account <> '500001'), 0) as spent
        from moves
        where subvencion = 'SEP' and {key} is not null
        group by all
        having sum(lines) > 0
    )
    select
        {key}, 'SEP' as subvencion, arg_min(opening, year)::bigint as opening,
        sum(income)::bigint as income, sum(spent)::bigint as spending,
        (
            arg_max(opening + income - spent, year) - arg_min(opening, year) - sum(income)
            + sum(spent)
        )::bigint as unexplained,
        arg_max(opening + income - spent, year)::bigint as closing,
        (sum(opening) - arg_min(opening, year))::bigint as carried
    from yearly
    group by 1
"""
_OF_TOTAL = "subvencion opening income spending unexplained closing carried"

TOTALS_OF_SCHOOLS = Figures(
    "the years of schools' funds together",
    f"""query ($after: String) {{
      schools(first: 100, after: $after) {{ nodes {{ rbd fundTotal {{ {_OF_TOTAL} }} }} }}
    }}""",
    f"""select known.rbd, total.* exclude (rbd)
    from (select distinct rbd from register) as known
    left join ({_TOTAL.format(key="rbd")}) as total using (rbd)""",
)
TOTALS_OF_SOSTENEDORES = Figures(
    "the years of sostenedores' funds together",
    f"""query ($after: String) {{
      sostenedores(first: 100, after: $after) {{ nodes {{ rut fundTotal {{ {_OF_TOTAL} }} }} }}
    }}""",
    f"""select known.rut, total.* exclude (sostenedorRut)
    from (
        select sostenedorRut as rut from payment
        union select sostenedorRut from document
        union select sostenedorRut from register
    ) as known
    left join ({_TOTAL.format(key="sostenedorRut")}) as total on total.sostenedorRut = known.rut
    where known.rut is not null""",
)

FIGURES = (
    TOTALS_OF_SCHOOLS,
    TOTALS_OF_SOSTENEDORES,
    BALANCES,
    LINES,
    ONWARD,
    HANDOVERS,
    VIEWS,
    VIEW_LINES,
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_figures_equal_the_files(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
