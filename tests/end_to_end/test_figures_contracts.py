"""Advisers, tenders, contracts, milestones and payments equal the files, with every total."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

SIGNED = """contract tenderNumber sostenedorRut rbd ateRut subject pmeAction signedOn startsOn
    endsOn amount participants committed approved paid"""

CONTRACTS = Figures(
    "contracts with what was committed, approved and paid",
    f"""query ($after: String) {{
      ateContracts(first: 20, after: $after) {{ nodes {{ {SIGNED} endedOn terminated }} }}
    }}""",
    "select * exclude (amendedOn), null as endedOn, null as terminated from contract",
)

SHARES = Figures(
    "what each of those who contract together bears",
    """query ($after: String) {
      ateContracts(first: 100, after: $after) { nodes { shares {
        contract place sostenedorRut rbd since amount committed paid
      } } }
    }""",
    """select
        contract, place, sostenedorRut, rbd, any_value(since) as since,
        any_value(amount) filter (where kind = 'signed') as amount,
        any_value(amount) filter (where kind = 'committed') as committed,
        coalesce(sum(amount) filter (where kind = 'paid'), 0)::bigint as paid
    from divided group by contract, place, sostenedorRut, rbd""",
)

SHARES_OF_PAYMENTS = Figures(
    "what each bears of a payment",
    """query ($contract: String!) {
      ateContract(contract: $contract) { payments {
        payment shares { place sostenedorRut rbd amount }
      } }
    }""",
    """select n as payment, place, sostenedorRut, rbd, amount
    from divided where kind = 'paid' and contract in (select contrato from asociados_ate)""",
    variables="select distinct contrato as contract from asociados_ate",
)

STATEMENTS = Figures(
    "what files say of payments",
    """query ($contract: String!) {
      ateContract(contract: $contract) { payments { statements {
        contract payment milestone paidOn amount subvencion documentType documentNumber
      } } }
    }""",
    """select contrato as contract, pago::integer as payment, hito::integer as milestone,
        fecha_pago::date as paidOn, monto::bigint as amount, subvencion,
        tipo_documento as documentType, numero_documento as documentNumber
    from pagos_ate where contrato in (select contrato from asociados_ate)""",
    variables="select distinct contrato as contract from asociados_ate",
)

CONTRACTS_OF_SCHOOLS = Figures(
    "contracts of a school",
    """query ($after: String) {
      schools(first: 100, after: $after) { nodes { ateContracts { rbd contract committed paid } } }
    }""",
    "select rbd, contract, committed, paid from contract",
)

CONTRACTS_OF_SOSTENEDORES = Figures(
    "contracts of a sostenedor",
    """query ($after: String) {
      sostenedores(first: 100, after: $after) { nodes { rut ateContracts(first: 100) {
        nodes { contract approved paid }
      } } }
    }""",
    "select sostenedorRut as rut, contract, approved, paid from contract",
)

OVERPAID = Figures(
    "contracts paid beyond what was committed",
    """query ($overpaid: Boolean!, $after: String) {
      ateContracts(filter: {overpaid: $overpaid}, after: $after) { nodes { contract } }
    }""",
    "select contract from contract where paid > committed",
    variables="select true as overpaid",
)

AMENDMENTS = Figures(
    "amendments of contracts, and who joins them",
    """query ($after: String) {
      ateContracts(first: 100, after: $after) { nodes { steps {
        contract step occurredOn amount terminated reason
      } } }
    }""",
    """select contract, 'amended' as step, amendedOn as occurredOn, committed as amount,
        null as terminated, null as reason
    from contract where amendedOn is not null
    union all
    select contrato, 'associated', fecha::date, monto::bigint, null, null from asociados_ate""",
)

MILESTONES = Figures(
    "milestones, how far each got and what was paid for it",
    """query ($after: String) {
      ateContracts(first: 100, after: $after) { nodes { milestones {
        contract milestone kind title dueOn amount deliveredOn participantsBilled
        participantsAttended timesReturned approvedOn invoicedOn invoiced firstPaidOn paid
        paidBeforeApproval
      } } }
    }""",
    """with paid as (
        select contrato, hito, min(fecha_pago::date) as firstPaidOn, sum(monto::bigint) as paid
        from pagos_ate group by contrato, hito
    )
    select
        contrato as contract, hito::integer as milestone, upper(tipo) as kind, titulo as title,
        fecha_comprometida::date as dueOn, monto::bigint as amount,
        fecha_entrega::date as deliveredOn, participantes_cobrados::integer as participantsBilled,
        participantes_asistentes::integer as participantsAttended, 0 as timesReturned,
        fecha_aprobacion::date as approvedOn, null as invoicedOn, null as invoiced, firstPaidOn,
        coalesce(paid, 0)::bigint as paid,
        firstPaidOn is not null and coalesce(firstPaidOn < fecha_aprobacion::date, true)
            as paidBeforeApproval
    from hitos_ate left join paid using (contrato, hito)""",
    never_stated=("invoiced",),
)

PAYMENTS = Figures(
    "payments to advisers",
    """query ($after: String) {
      ateContracts(first: 100, after: $after) { nodes { payments {
        contract payment milestone paidOn amount subvencion documentType documentNumber
      } } }
    }""",
    """select contrato as contract, pago::integer as payment, hito::integer as milestone,
        fecha_pago::date as paidOn, monto::bigint as amount, subvencion,
        tipo_documento as documentType, numero_documento as documentNumber
    from pagos_ate""",
)

TENDERS = Figures(
    "the tender, or exception, that each contract rests on",
    """query ($after: String) {
      ateContracts(first: 100, after: $after) { nodes { contract tender {
        tender sostenedorRut rbd subject announcedOn noticeMedium noticeName closesOn exception
        awardedOn awardedTo bidders
      } } }
    }""",
    """select
        contract, concurso as tender, rut_sostenedor as sostenedorRut,
        concursos_ate.rbd::integer as rbd, objeto as subject,
        coalesce(fecha_aviso, fecha_adjudicacion, fecha_cierre)::date as announcedOn,
        upper(tipo_medio) as noticeMedium, medio_aviso as noticeName,
        fecha_cierre::date as closesOn, excepcion as exception,
        fecha_adjudicacion::date as awardedOn, rut_ate as awardedTo,
        if(fecha_adjudicacion is null, null,
            coalesce(string_split(ruts_oferentes, '|'), if(concurso is null, null, []::text[]))
        ) as bidders
    from contract left join concursos_ate on concurso = tenderNumber""",
)

PROVIDERS = Figures(
    "advisers and what their contracts come to",
    """query ($after: String) {
      ateProviders(first: 5, after: $after) { nodes {
        ateRut name kind certifiedOn validUntil contractsSigned schoolsServed committed paid
      } }
    }""",
    """with named as (select rut as ateRut from ate_registro union select ateRut from contract),
    latest as (
        select * from ate_registro
        qualify row_number() over (partition by rut order by fecha_certificacion desc) = 1
    )
    select
        ateRut, nombre as name, upper(tipo_persona) as kind,
        fecha_certificacion::date as certifiedOn,
        vigente_hasta::date as validUntil, count(contract) as contractsSigned,
        (
            select count(distinct bearer.rbd)
            from bearer join contract as own using (contract)
            where own.ateRut = named.ateRut
        ) as schoolsServed, coalesce(sum(committed), 0)::bigint as committed,
        coalesce(sum(paid), 0)::bigint as paid
    from named
    left join latest on rut = ateRut
    left join contract using (ateRut)
    group by all""",
)

PROVIDERS_OF_CONTRACTS = Figures(
    "the adviser of a contract, and the contracts of an adviser",
    """query ($after: String) {
      ateProviders(first: 100, after: $after) { nodes { ateRut contracts(first: 100) {
        nodes { contract amount provider { name contractsSigned } }
      } } }
    }""",
    """select
        ateRut, contract, amount, nombre as name,
        count(*) over (partition by ateRut) as contractsSigned
    from contract left join (
        select rut, arg_max(nombre, fecha_certificacion) as nombre from ate_registro group by rut
    ) as register on rut = ateRut""",
)

REMOVALS = Figures(
    "removals from the register of advisers, and how the ministry judges them",
    """query ($after: String) {
      ateProviders(first: 100, after: $after) { nodes { steps {
        ateRut step occurredOn until reason contract deficient sostenedorRut share description
        evaluator contractKnown process resolution
      } } }
    }""",
    """select rut as ateRut, 'removed' as step, fecha_eliminacion::date as occurredOn,
        null as until, motivo_eliminacion as reason, null as contract, null as deficient,
        null as sostenedorRut, null as share, null as description, null as evaluator,
        null as contractKnown, null as process, null as resolution
    from ate_registro where fecha_eliminacion is not null
    union all
    select rut, 'certification_evaluated', fecha::date, null, null, null, deficiente = '1', null,
        null, null, 'MINISTRY', null, proceso, resolucion
    from evaluaciones_ate""",
    never_stated=("share", "contractKnown"),
)

VERDICTS = Figures(
    "what the law says of each payment to an adviser, by the days of its laws",
    """query ($after: String) {
      atePayments(first: 100, after: $after) { nodes {
        contract payment certification nature competition notice funding
      } }
    }""",
    """with entry as (
        select contract, max_by(
            struct_pack(until := vigente_hasta::date, gone := fecha_eliminacion::date,
                kind := tipo_persona), fecha_certificacion::date
        ) filter (where fecha_certificacion::date <= day) as held
        from (
            select contract, ateRut, coalesce(fecha_adjudicacion::date, signedOn) as day
            from contract left join concursos_ate on concurso = tenderNumber
        ) left join ate_registro on rut = ateRut
        group by contract
    )
    select
        contract, pago::integer as payment,
        if(
            coalesce(held.until >= day, true) and coalesce(held.gone > day, true),
            'CUMPLE', 'NO_CUMPLE'
        ) as certification,
        case
            when held.kind = 'juridica_sin_fines_de_lucro' then 'CUMPLE'
            when day < date '2018-06-08' then 'CUMPLE'
            when held.kind = 'natural' and day >= date '2018-08-25' then 'CUMPLE'
            else 'NO_CUMPLE'
        end as nature,
        case
            when signedOn < date '2016-06-08' then 'NO_APLICA'
            when concurso is not null then 'CUMPLE'
            when tenderNumber is null and exists (
                select 1 from concursos_ate as other
                where other.rut_sostenedor = sostenedorRut
                    and year(coalesce(
                        other.fecha_aviso, other.fecha_adjudicacion, other.fecha_cierre
                    )::date) = year(signedOn)
            ) then 'NO_CUMPLE'
            else 'SIN_DATOS'
        end as competition,
        case
            when concurso is null or announced < date '2016-06-08' then 'NO_APLICA'
            when procedimiento = 'licitacion' then 'NO_APLICA'
            when tipo_medio = 'regional' then 'CUMPLE'
            else 'NO_CUMPLE'
        end as notice,
        case
            when fecha_pago::date < date '2016-06-08' then 'NO_APLICA'
            when pagos_ate.subvencion = 'SEP' then 'CUMPLE'
            else 'NO_CUMPLE'
        end as funding
    from pagos_ate
    join (
        select
            *, coalesce(fecha_adjudicacion::date, signedOn) as day,
            coalesce(fecha_aviso, fecha_adjudicacion, fecha_cierre)::date as announced
        from contract left join concursos_ate on concurso = tenderNumber
    ) on contract = contrato
    join entry using (contract)""",
)

FIGURES = (
    *(SHARES, SHARES_OF_PAYMENTS, STATEMENTS),
    *(CONTRACTS, CONTRACTS_OF_SCHOOLS, CONTRACTS_OF_SOSTENEDORES, OVERPAID, AMENDMENTS),
    *(MILESTONES, PAYMENTS, TENDERS, PROVIDERS, PROVIDERS_OF_CONTRACTS, REMOVALS, VERDICTS),
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
