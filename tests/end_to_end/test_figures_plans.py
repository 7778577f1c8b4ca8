"""Convenios, plans, rendiciones, bank accounts and relationships equal the templates' rows."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

CONVENIOS = Figures(
    "convenios and what their later steps made of them",
    """query ($after: String) {
      convenios(first: 50, after: $after) { nodes {
        rbd number sostenedorRut signedBy signedOn fromDate toDate expiresOn classification
        renewalRequestedOn renewedOn endedOn endReason settledOn restored overtakenBy
        endedBeforeStart
      } }
    }""",
    """select
        rbd::integer as rbd, numero::integer as number, rut_sostenedor as sostenedorRut,
        rut_sostenedor as signedBy, fecha_firma::date as signedOn, fecha_inicio::date as fromDate,
        fecha_termino::date as toDate,
        (
            select expiresOn from convenio_end
            where convenio_end.rbd = convenios.rbd and convenio_end.numero = convenios.numero
        ) as expiresOn,
        replace(clasificacion_sep, ' ', '_') as classification,
        fecha_solicitud_renovacion::date as renewalRequestedOn,
        fecha_renovacion::date as renewedOn, fecha_cierre::date as endedOn,
        upper(motivo_cierre) as endReason, null as settledOn, null as restored,
        null as overtakenBy, false as endedBeforeStart
    from convenios where fecha_firma is not null""",
    never_stated=("restored", "overtakenBy"),
)

CONVENIO_STEPS = Figures(
    "steps of convenios",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { convenios { steps {
        rbd number step occurredOn until sostenedorRut reason restored saldo deadline executed
        infrastructure
      } } } }
    }""",
    """with steps as (
        select rbd, numero, 'requested' as step, fecha_solicitud as day, null as until,
            rut_sostenedor as rut, null as reason, null as saldo, null as deadline, null as done
        from convenios
        union all
        select rbd, numero, 'renewal_requested', fecha_solicitud_renovacion, null, null, null,
            null, null, null
        from convenios
        union all
        select rbd, numero, 'extended', if(prorroga_hasta is null, null, fecha_termino),
            prorroga_hasta, null, null, null, null, null
        from convenios
        union all
        select rbd, numero, 'renewed', fecha_renovacion, null, null, null, null, null, null
        from convenios
        union all
        select rbd, numero, 'ended', fecha_cierre, null, null, motivo_cierre, null, null, null
        from convenios
        union all
        select rbd, numero, 'saldo_plan_presented', fecha_plan, null, null, null, saldo,
            fecha_limite, monto_ejecutado
        from planes_saldo
    )
    select
        rbd::integer as rbd, numero::integer as number, step, day::date as occurredOn,
        until::date as until, rut as sostenedorRut, reason, null as restored,
        saldo::bigint as saldo, deadline::date as deadline, done::bigint as executed,
        null as infrastructure
    from steps where day is not null""",
    never_stated=("restored", "infrastructure"),
)

CONVENIOS_HELD = Figures(
    "convenios of a sostenedor",
    """query ($after: String) {
      sostenedores(first: 100, after: $after) { nodes { rut convenios(first: 200) {
        nodes { rbd number expiresOn }
      } } }
    }""",
    """select rut_sostenedor as rut, rbd::integer as rbd, numero::integer as number,
        (
            select expiresOn from convenio_end
            where convenio_end.rbd = convenios.rbd and convenio_end.numero = convenios.numero
        ) as expiresOn
    from convenios where fecha_firma is not null""",
)

PME_ACTIONS = Figures(
    "actions of the plans, with budget and execution",
    """query ($year: SchoolYear!, $after: String) {
      schools(first: 100, after: $after) { nodes { pmeActions(year: $year) {
        rbd cycle year action name dimension subdimension presentedOn startsOn endsOn sepBudget
        totalBudget needsAte justifiesStaff level
      } } }
    }""",
    """select
        rbd::integer as rbd, ciclo::integer as cycle, anio::integer as year, accion as action,
        trim(nombre) as name, upper(dimension) as dimension, upper(subdimension) as subdimension,
        fecha_presentacion::date as presentedOn, fecha_inicio::date as startsOn,
        fecha_termino::date as endsOn, monto_sep::bigint as sepBudget,
        monto_total::bigint as totalBudget, flag(requiere_ate) as needsAte,
        flag(justifica_personal) as justifiesStaff, nivel_ejecucion::integer as level
    from pme_acciones""",
    variables="select distinct anio::integer as year from pme_acciones",
)

RENDICIONES = Figures(
    "rendiciones as their steps leave them",
    """query ($after: String) {
      rendiciones(first: 100, after: $after) { nodes {
        rbd sostenedorRut year subvencion dueOn consejoInformedOn signedOn presentedOn daysLate
        reviewedOn closedOn accepted rejected observations corrections
      } }
    }""",
    """select
        rbd::integer as rbd, rut_sostenedor as sostenedorRut, anio::integer as year, subvencion,
        make_date(anio::integer + 1, 3, 31) as dueOn,
        fecha_consejo_escolar::date as consejoInformedOn, fecha_firma_director::date as signedOn,
        fecha_presentacion::date as presentedOn,
        greatest(fecha_presentacion::date - dueOn, 0) as daysLate,
        fecha_cierre::date as reviewedOn, fecha_cierre::date as closedOn,
        monto_aceptado::bigint as accepted, monto_rechazado::bigint as rejected,
        0 as observations, 0 as corrections
    from rendiciones""",
)

RENDICION_STEPS = Figures(
    "steps of rendiciones",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { rendiciones { steps {
        rbd sostenedorRut year subvencion step occurredOn until document reason correction amount
        accepted rejected
      } } } }
    }""",
    """with steps as (
        select *, 'consejo_informed' as step, fecha_consejo_escolar as day, null as yes, null as no
        from rendiciones
        union all select *, 'signed', fecha_firma_director, null, null from rendiciones
        union all select *, 'presented', fecha_presentacion, null, null from rendiciones
        union all select *, 'closed', fecha_cierre, null, null from rendiciones
        union all
        select *, 'reviewed', fecha_cierre, monto_aceptado, monto_rechazado from rendiciones
    )
    select
        rbd::integer as rbd, rut_sostenedor as sostenedorRut, anio::integer as year, subvencion,
        step, day::date as occurredOn, null as until, null as document, null as reason,
        null as correction, null as amount, yes::bigint as accepted, no::bigint as rejected
    from steps where day is not null""",
    never_stated=("amount",),
)

BANK_ACCOUNTS = Figures(
    "bank accounts, with what went in and out and the last balance",
    """query ($after: String) {
      sostenedores(first: 100, after: $after) { nodes { bankAccounts {
        sostenedorRut bank bankAccount sepOnly firstOn lastOn movementCount received withdrawn
        balance
      } } }
    }""",
    """select
        rut_sostenedor as sostenedorRut, banco as bank, cuenta as bankAccount,
        flag(exclusiva_sep) as sepOnly, min(fecha::date) as firstOn, max(fecha::date) as lastOn,
        count(*) as movementCount, sum(abono::bigint)::bigint as received,
        sum(cargo::bigint)::bigint as withdrawn,
        arg_max(saldo::bigint, (fecha::date, linea::integer)) as balance
    from movimientos_bancarios group by rut_sostenedor, banco, cuenta, exclusiva_sep""",
)

MOVEMENTS = Figures(
    "lines of bank statements",
    """query ($from: Date!, $to: Date!, $after: String) {
      sostenedores(first: 5, after: $after) { nodes { bankAccounts {
        movements(fromDate: $from, toDate: $to, first: 500) { nodes {
          sostenedorRut bankAccount occurredOn line text reference amount balance
        } }
      } } }
    }""",
    """select
        rut_sostenedor as sostenedorRut, cuenta as bankAccount, fecha::date as occurredOn,
        linea::integer as line, trim(glosa) as text, documento as reference,
        abono::bigint - cargo::bigint as amount, saldo::bigint as balance
    from movimientos_bancarios""",
    variables="""select distinct
        left(fecha, 4) || '-01-01' as "from", left(fecha, 4) || '-12-31' as "to"
    from movimientos_bancarios""",
)

CERTIFICATES_SQL = """select
        rut_sostenedor as sostenedorRut, rbd::integer as rbd, anio::integer as year, subvencion,
        cuenta as bankAccount, fecha_certificado::date as certifiedOn,
        saldo_certificado::bigint as amount
    from certificados_saldo"""
CERTIFICATE = "sostenedorRut rbd year subvencion bankAccount certifiedOn amount"

CERTIFICATES_OF_SCHOOLS = Figures(
    "bank certificates of schools",
    f"""query ($after: String) {{
      schools(first: 100, after: $after) {{ nodes {{ saldoCertificates {{ {CERTIFICATE} }} }} }}
    }}""",
    CERTIFICATES_SQL,
)

CERTIFICATES_OF_SOSTENEDORES = Figures(
    "bank certificates of sostenedores",
    f"""query ($after: String) {{
      sostenedores(first: 100, after: $after) {{ nodes {{
        saldoCertificates {{ {CERTIFICATE} }}
      }} }}
    }}""",
    CERTIFICATES_SQL,
)

RELATED = Figures(
    "related parties",
    """query ($after: String) {
      sostenedores(first: 100, after: $after) { nodes { relatedParties {
        sostenedorRut related relation since until capitalShare
      } } }
    }""",
    """select
        rut_sostenedor as sostenedorRut, rut_relacionado as related, relacion as relation,
        desde::date as since, hasta::date as until,
        porcentaje_capital::decimal(9, 2) as capitalShare
    from partes_relacionadas""",
)

FIGURES = (
    *(CONVENIOS, CONVENIO_STEPS, CONVENIOS_HELD, PME_ACTIONS, RENDICIONES, RENDICION_STEPS),
    *(BANK_ACCOUNTS, MOVEMENTS, CERTIFICATES_OF_SCHOOLS, CERTIFICATES_OF_SOSTENEDORES, RELATED),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
