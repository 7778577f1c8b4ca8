"""Plans against budgets, deliverables, what falls due and what is blocked equal the files' rows."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

DAYS = "['2014-05-02', '2018-08-01', '2020-08-20', '2024-06-01']"
ON = f'select unnest({DAYS}) as "on"'
DAY = f"select unnest({DAYS})::date as day"

PAID_BY = """coalesce((
        select sum(monto::bigint) from pagos_ate
        where pagos_ate.contrato = hitos_ate.contrato and pagos_ate.hito = hitos_ate.hito
            and fecha_pago::date <= day
    ), 0)::bigint"""

STORIES = Figures(
    "the steps of contracts with their amounts",
    """query ($after: String) {
      ateContracts(first: 20, after: $after) { nodes { story {
        contract step occurredOn milestone amount points
      } } }
    }""",
    """with tied as (
        select contract, tenderNumber as concurso, signedOn from contract
    ),
    steps as (
        select contract, 'ate_tender.announced' as step,
            coalesce(fecha_aviso, fecha_adjudicacion, fecha_cierre)::date as occurredOn,
            null::integer as milestone, null::bigint as amount
        from tied join concursos_ate using (concurso)
        union all
        select contract, 'ate_tender.awarded', fecha_adjudicacion::date, null, null
        from tied join concursos_ate using (concurso) where fecha_adjudicacion is not null
        union all
        select contract, 'ate_contract.signed', signedOn, null, amount from contract
        union all
        select contrato, 'ate_contract.associated', fecha::date, null, monto::bigint
        from asociados_ate
        union all
        select contract, 'ate_contract.amended', amendedOn, null, committed
        from contract where amendedOn is not null
        union all
        select contract, 'ate_milestone.agreed', signedOn, hito::integer, monto::bigint
        from tied join hitos_ate on contrato = contract
        union all
        select contrato, 'ate_milestone.delivered', fecha_entrega::date, hito::integer, null
        from hitos_ate where fecha_entrega is not null
        union all
        select contrato, 'ate_milestone.approved', fecha_aprobacion::date, hito::integer, null
        from hitos_ate where fecha_aprobacion is not null
        union all
        select contrato, 'ate_contract.payment_made', fecha_pago::date, hito::integer,
            monto::bigint
        from pagos_ate
    )
    select *, null::integer as points from steps""",
    never_stated=("points",),
)

INVOICED = Figures(
    "what was invoiced of contracts, of which files say nothing",
    """query ($after: String) {
      ateContracts(first: 100, after: $after) { nodes { contract invoiced } }
    }""",
    "select contract, 0::bigint as invoiced from contract",
)

DELIVERABLES = Figures(
    "deliverables as they stood on a day",
    """query ($on: Date!, $after: String) {
      ateProviders(first: 100, after: $after) { nodes { deliverables(on: $on, first: 500) { nodes {
        contract milestone standing amount invoiced paid unpaid
      } } } }
    }""",
    f"""select
        contrato as contract, hito::integer as milestone, case
            when fecha_aprobacion::date <= day then 'APPROVED'
            when fecha_entrega::date <= day then 'IN_REVIEW'
            when fecha_comprometida::date < day then 'OVERDUE'
            else 'PENDING'
        end as standing,
        hitos_ate.monto::bigint as amount, null::bigint as invoiced, {PAID_BY} as paid,
        greatest(hitos_ate.monto::bigint - {PAID_BY}, 0)::bigint as unpaid
    from ({DAY}), hitos_ate join contract on contract = contrato
    where signedOn <= day""",
    variables=ON,
    never_stated=("invoiced",),
)

PAYMENTS = Figures(
    "payments to advisers and what stands behind them",
    """query ($after: String) {
      atePayments(first: 100, after: $after) { nodes {
        contract payment milestone paidOn amount rbd competed afterApproval
      } }
    }""",
    """select
        contrato as contract, pago::integer as payment, hito::integer as milestone,
        fecha_pago::date as paidOn, pagos_ate.monto::bigint as amount, contract.rbd,
        concurso is not null and excepcion is null as competed,
        coalesce(fecha_aprobacion::date <= fecha_pago::date, false) as afterApproval
    from pagos_ate
    join contract on contract = contrato
    left join concursos_ate on concurso = tenderNumber
    left join hitos_ate using (contrato, hito)""",
)

REPORTS_DUE = Figures(
    "reports that were still to be handed in on a day",
    """query ($on: Date!, $after: String) {
      dueNext(on: $on, filter: {duty: ENTREGA_INFORME}, first: 50, after: $after) { nodes {
        dueOn rbd sostenedorRut contract milestone amount overdue
      } }
    }""",
    f"""select
        fecha_comprometida::date as dueOn, contract.rbd, sostenedorRut, contract,
        hito::integer as milestone, greatest(hitos_ate.monto::bigint - {PAID_BY}, 0)::bigint
            as amount,
        fecha_comprometida::date < day as overdue
    from ({DAY}), hitos_ate join contract on contract = contrato
    where signedOn <= day and coalesce(fecha_entrega::date > day, true)
        and coalesce(fecha_aprobacion::date > day, true)""",
    variables=ON,
)

CONVENIOS_DUE = Figures(
    "convenios whose term had not ended on a day",
    """query ($on: Date!, $after: String) {
      dueNext(on: $on, filter: {duty: TERMINO_CONVENIO}, first: 50, after: $after) { nodes {
        dueOn rbd number
      } }
    }""",
    f"""select
        (
            select expiresOn from convenio_end
            where convenio_end.rbd = convenios.rbd and convenio_end.numero = convenios.numero
        ) as dueOn, rbd::integer as rbd,
        numero::integer as number
    from ({DAY}), convenios
    where fecha_firma::date <= day and dueOn >= day
        and coalesce(fecha_renovacion::date > day, true)
        and coalesce(fecha_cierre::date >= day, true)""",
    variables=ON,
)

UNPAID = """(contract.committed - coalesce((
        select sum(monto::bigint) from pagos_ate
        where pagos_ate.contrato = contract.contract and fecha_pago::date <= day
    ), 0))::bigint"""

UNCERTIFIED = Figures(
    "contracts whose adviser was not certified on a day",
    """query ($on: Date!, $after: String) {
      blocked(on: $on, filter: {hindrance: ATE_NO_CERTIFICADO}, after: $after) { nodes {
        rbd contract amount
      } }
    }""",
    f"""select contract.rbd, contract, {UNPAID} as amount
    from ({DAY}), contract
    where signedOn <= day and {UNPAID} > 0 and not exists (
        select 1 from ate_registro
        where rut = ateRut and fecha_certificacion::date <= day
            and coalesce(vigente_hasta::date >= day, true)
            and coalesce(fecha_eliminacion::date > day, true)
    ) and coalesce(amendedOn <= day, true)""",
    variables=ON,
)

UNAPPROVED = Figures(
    "milestones whose payment waited on a day",
    """query ($on: Date!, $after: String) {
      blocked(on: $on, filter: {hindrance: INFORME_NO_APROBADO}, after: $after) { nodes {
        rbd contract milestone number amount
      } }
    }""",
    f"""select
        contract.rbd, contract, hito::integer as milestone, null::integer as number,
        greatest(hitos_ate.monto::bigint - {PAID_BY}, 0)::bigint as amount
    from ({DAY}), hitos_ate join contract on contract = contrato
    where signedOn <= day and coalesce(fecha_aprobacion::date > day, true)
        and (fecha_entrega::date <= day or fecha_comprometida::date < day)
        and hitos_ate.monto::bigint > {PAID_BY}""",
    variables=ON,
    never_stated=("number",),
)

NOT_RENDERING = Figures(
    "years that were not rendered when they were due",
    """query ($on: Date!, $after: String) {
      notRendering(on: $on, filter: {verdict: null}, after: $after) { nodes {
        sostenedorRut year verdict schools daysLate paid retained exposedShare
      } }
    }""",
    f"""select
        sostenedorRut, year, if(
            (sostenedorRut, year) in (
                select rut_sostenedor, anio::integer from rendiciones where subvencion = 'SEP'
            ) or (rbd, year) in (
                select (rbd, year) from line where subvencion = 'SEP' and not rendered
            ), 'NO_CUMPLE', 'SIN_DATOS'
        ) as verdict, count(distinct rbd) as schools,
        day - make_date(year + 1, 3, 31) as daysLate, sum(sepTotal)::bigint as paid,
        0::bigint as retained, if(day >= '2017-04-04', 0.50, null) as exposedShare
    from ({DAY}), payment
    where sepTotal > 0 and sostenedorRut is not null and make_date(year + 1, 3, 31) < day
        and not exists (
            select 1 from rendiciones
            where rendiciones.rbd::integer = payment.rbd
                and anio::integer = year
                and rut_sostenedor = sostenedorRut
                and subvencion = 'SEP'
                and fecha_presentacion::date <= day
        )
    group by all""",
    variables=ON,
)

APPLICATIONS = Figures(
    "applications for the regime, by convenio",
    """query ($on: Date!, $after: String) {
      obligationStandings(on: $on, filter: {name: "postulacion_agosto"}, after: $after) {
        nodes { rbd number verdict dueOn doneOn }
      }
    }""",
    f"""with applied as (
        select
            rbd::integer as rbd, numero::integer as number, fecha_firma::date as signed,
            fecha_solicitud::date as doneOn,
            make_date(year(fecha_inicio::date) - 1, 8, 31) as dueOn, lag(fecha_renovacion)
                over (partition by rbd order by numero::integer) is not null as renews
        from convenios
    )
    select rbd, number, dueOn, doneOn, case
            when doneOn <= dueOn then 'CUMPLE'
            when dueOn >= day then 'NO_EXIGIBLE_AUN'
            when doneOn is null then 'SIN_DATOS'
            else 'NO_CUMPLE'
        end as verdict
    from ({DAY}), applied where signed <= day and not renews and dueOn >= '2008-02-01'""",
    variables=ON,
)

PLANNED = """
    with spent as (
        select rbd, lower(regexp_extract(
                documentDetail, '(?i)acci[oó]n\\s+pme\\s+(\\d{4}/\\w+)', 1
            )) as named,
            count(*) as documentCount, sum(declared)::bigint as declared
        from document where subvencion = 'SEP' and documentDetail is not null group by all
    ),
    books as (
        select rbd, year,
            sum(amount) filter (where kind = 'INGRESO' or account = '500001')::bigint
                as available,
            sum(if(kind = 'INGRESO' or account = '500001', amount, -amount))::bigint as saldo
        from line where subvencion = 'SEP' group by all
    ),
    planned as (
        select
            pme_acciones.rbd::integer as rbd, anio::integer as year, accion as action,
            upper(dimension) as dimension, monto_sep::bigint as sepBudget,
            monto_total::bigint as totalBudget, nivel_ejecucion::integer as level,
            coalesce(documentCount, 0)::integer as documentCount,
            coalesce(declared, 0)::bigint as declared,
            (monto_sep::bigint - coalesce(declared, 0))::bigint as unspent, available, saldo,
            totalBudget = 0 as withoutEstimate, coalesce(level < 25, true) as hardlyExecuted,
            (withoutEstimate or hardlyExecuted) and coalesce(saldo > 0.3 * available, false)
                as idle
        from pme_acciones
        left join spent on spent.rbd = pme_acciones.rbd::integer
            and named = anio || '/' || lower(accion)
        left join books on books.rbd = pme_acciones.rbd::integer and books.year = anio::integer
    )"""

EXECUTION = Figures(
    "planned actions beside what was declared for them",
    """query ($year: SchoolYear!, $after: String) {
      pmeExecution(filter: {year: $year}, first: 100, after: $after) { nodes {
        rbd year action sepBudget totalBudget level documentCount declared unspent available saldo
        withoutEstimate hardlyExecuted idle
      } }
    }""",
    f"{PLANNED} select * exclude dimension from planned",
    variables="select distinct anio::integer as year from pme_acciones",
)

DIMENSIONS = Figures(
    "the plan of each school and year by dimension",
    """query ($year: SchoolYear!, $after: String) {
      pmeDimensions(filter: {year: $year}, first: 100, after: $after) { nodes {
        rbd year dimension actions actionsWithoutExpense actionsWithoutEstimate
        actionsHardlyExecuted sepBudget totalBudget documentCount declared unspent
      } }
    }""",
    f"""{PLANNED}
    select
        rbd, year, dimension, count(*) as actions,
        count(*) filter (where documentCount = 0) as actionsWithoutExpense,
        count(*) filter (where withoutEstimate) as actionsWithoutEstimate,
        count(*) filter (where hardlyExecuted) as actionsHardlyExecuted,
        sum(sepBudget)::bigint as sepBudget, sum(totalBudget)::bigint as totalBudget,
        sum(documentCount)::integer as documentCount, sum(declared)::bigint as declared,
        sum(unspent)::bigint as unspent
    from planned group by all""",
    variables="select distinct anio::integer as year from pme_acciones",
)

FIGURES = (
    *(STORIES, INVOICED, DELIVERABLES, PAYMENTS, REPORTS_DUE, CONVENIOS_DUE, UNCERTIFIED),
    *(UNAPPROVED, NOT_RENDERING, APPLICATIONS, EXECUTION, DIMENSIONS),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
