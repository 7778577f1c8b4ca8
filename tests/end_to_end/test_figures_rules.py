"""Documents, the money of convenios, the rules on it and the ten amounts equal the files."""

from typing import Any

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

DOCUMENTS = Figures(
    "documents with all their allocations",
    """query ($after: String) {
      documents(filter: { year: 2019 }, first: 500, after: $after) { nodes {
        drawnBy documentType documentNumber documentName issuedOn firstPaidOn documentTotal
        totalsDiffer declared declaredLessTotal allocationCount schools subvenciones sostenedores
        years
      } }
    }""",
    """select
        coalesce(issuer, sostenedorRut) as drawnBy, documentType, documentNumber,
        max(documentName) as documentName, min(issuedOn) as issuedOn, min(paidOn) as firstPaidOn,
        max(documentTotal) as documentTotal,
        max(documentTotal) <> min(documentTotal) as totalsDiffer,
        sum(declared)::bigint as declared,
        (sum(declared) - max(documentTotal))::bigint as declaredLessTotal,
        count(*) as allocationCount, count(distinct rbd) as schools,
        count(distinct subvencion) as subvenciones,
        count(distinct sostenedorRut) as sostenedores, count(distinct year) as years
    from document
    where documentNumber is not null
    group by all
    having bool_or(year = 2019)""",
)

TERMS = Figures(
    "the money of each convenio's term",
    """query ($after: String) {
      convenioTerms(first: 100, after: $after) { nodes {
        rbd number sostenedorRut fromDate toDate lastDay halfOn brought paid paidFirstHalf
        monthsPaid declared documentCount declaredFirstHalf rejected rejectedFirstHalf staff
        staffJustified saldo yearsRendered yearsReviewed renewalRequestedOn renewedOn restored
        planCovers planExecuted carries opening countedFrom uncounted paidExtension
        declaredExtension rejectedExtension successor passedOn held planInfrastructure
      } }
    }""",
    """select * exclude (follows, firstBooks, paidAtOnce, start, firstOfChain, undeclared),
        null as restored, null as planInfrastructure
    from term_money""",
    never_stated=("restored", "planInfrastructure"),
)

_MEASURED = """
    select
        rbd, number, 'EJECUCION_RENOVACION' as rule,
        declared - declaredExtension - rejected + rejectedExtension as amount,
        paid - paidExtension as paid, greatest(0, coalesce(brought, 0)) as broughtIn,
        brought is null as unsure,
        if(number = 1 and fromDate < '2011-10-26', 0.5, 0.7) as threshold, true as applies
    from term_money
    union all
    select
        rbd, number, 'EJECUCION_MITAD', declaredFirstHalf - rejectedFirstHalf, paidFirstHalf,
        greatest(0, coalesce(brought, 0)), brought is null, 0.7, halfOn >= '2017-04-04'
    from term_money
"""
_READINGS = f"""
    select *, nullif(coalesce(paid, 0) + broughtIn, 0) as base from ({_MEASURED})
"""

ALTERNATIVES = Figures(
    "what the rules measure without what was brought",
    """query ($after: String) {
      convenioTerms(first: 100, after: $after) { nodes { rbd number rulings(on: "2025-06-01") {
        rule alternative { base share missing }
      } } }
    }""",
    f"""with measured as ({_READINGS}),
    told as (
        select *, applies and (broughtIn > 0 or unsure) as differs from measured
    )
    select
        rbd, number, rule, if(differs, nullif(paid, 0), null)::bigint as base,
        if(differs, share_of(amount, coalesce(paid, 0)), null) as share,
        if(
            differs and amount is not null and paid is not null,
            greatest(0, ceil(threshold * paid) - amount), null
        )::bigint as missing
    from told
    union all
    select rbd, number, other, null, null, null
    from term_money
    cross join (select unnest([
        'TOPE_PERSONAL', 'PLAZO_RENOVACION', 'PRORROGA_MAXIMA', 'RENDICION_TOTAL', 'SALDO_VENCIDO'
    ]) as other)""",
)

RULINGS = Figures(
    "what the rules measure of each convenio",
    """query ($after: String) {
      convenioTerms(first: 100, after: $after) { nodes { rbd number rulings(on: "2025-06-01") {
        rule amount base share threshold missing
      } } }
    }""",
    f"""with measured as ({_READINGS})
    select
        rbd, number, rule, if(applies and paid is not null, amount, null)::bigint as amount,
        if(applies, base, null)::bigint as base, if(applies, share_of(amount, base), null) as share,
        if(applies, threshold, null) as threshold,
        if(
            applies and amount is not null and paid is not null,
            greatest(0, ceil(threshold * base) - amount), null
        )::bigint as missing
    from measured
    union all
    select rbd, number, 'TOPE_PERSONAL', staff, nullif(paid, 0), share_of(staff, paid), 0.5,
        if(staff is not null and paid <> 0, greatest(0, staff - paid // 2), null)::bigint
    from term_money
    union all
    select rbd, number, 'PLAZO_RENOVACION', null, null, null, 60, null from term_money
    union all
    select rbd, number, 'PRORROGA_MAXIMA', null, null, null,
        12, null
    from term_money
    union all
    select rbd, number, 'RENDICION_TOTAL', null, null, null, 1, null from term_money
    union all
    select
        rbd, number, 'SALDO_VENCIDO',
        if(left_behind, saldo - open, null)::bigint, if(left_behind, saldo, null)::bigint, null,
        null, if(left_behind and saldo is not null, open, null)::bigint
    from (
        select
            -- On that day there was no plan yet: the law that asks for them is of 2026.
            *, lastDay < '2025-06-01' and coalesce(renewedOn > '2025-06-01', true) as left_behind,
            greatest(0, saldo) as open
        from term_money
    )""",
)

RESTITUTIONS = Figures(
    "what must be given back of ended convenios",
    """query ($after: String) {
      convenioTerms(filter: { expiredBefore: "2026-10-15" }, first: 100, after: $after) {
        nodes { rbd number restitutions(on: "2026-10-15") { amount reason article dueOn } } }
    }""",
    """with ended as (
        -- What expires once Ley 21.796 is in force is under art 7 bis, and no plan.
        select *, lastDay < '2026-01-01' as planned,
            if(lastDay < '2026-01-01', least(coalesce(planCovers, 0), saldo), 0) as covered
        from term_money
        where lastDay < '2026-10-15' and renewedOn is null and saldo > 0 and not undeclared
    )
    select rbd, number, (saldo - covered)::bigint as amount,
        if(planned, 'Saldo sin plan de ejecución', 'Saldo de un convenio no renovado') as reason,
        if(planned, 'art 47', 'art 7 bis') as article, null::date as dueOn
    from ended where saldo > covered
    union all
    select rbd, number, covered - coalesce(planExecuted, 0),
        'Parte del plan que no se ejecutó', 'art 47', '2026-07-31'::date
    from ended where planned and covered > coalesce(planExecuted, 0)""",
)

_COUNTED = """
    select
        year, rbd, sostenedorRut, amount,
        case
            when event = 'payment.disbursed' and account = '110201' then 'paid'
            when event = 'bank.movement_recorded' and account = '110201' then 'received'
            when event in ('ate_contract.signed', 'ate_contract.amended') and account = '010102'
                then 'committed'
            when event = 'bank.movement_recorded' and account = '110301' then 'paidOut'
            when event = 'expenditure.declared' and account = '110301' then 'declared'
            when event = 'rendicion.reviewed' and account = '010104' then 'accepted'
            when event = 'rendicion.reviewed' and account = '010105' then 'rejected'
        end as kind
    from posting
    where fund = 'SEP'
    union all
    select anio::integer, rbd::integer, rut_sostenedor, saldo_certificado::bigint, 'accredited'
    from certificados_saldo where subvencion = 'SEP'
"""
_SUMS = """
    sum(amount) filter (where kind = 'paid')::bigint as paid,
    -sum(amount) filter (where kind = 'received')::bigint as received,
    sum(amount) filter (where kind = 'committed')::bigint as committed,
    sum(amount) filter (where kind = 'paidOut')::bigint as paidOut,
    -sum(amount) filter (where kind = 'declared')::bigint as declared,
    sum(amount) filter (where kind = 'accepted')::bigint as accepted,
    sum(amount) filter (where kind = 'rejected')::bigint as rejected,
    null::bigint as returned,
    sum(amount) filter (where kind = 'accredited')::bigint as accredited
"""

AMOUNTS = Figures(
    "the amounts of a sostenedor's years",
    """query ($year: SchoolYear!) { amounts(by: [SOSTENEDOR, YEAR],
      filter: { fund: "SEP", year: $year }) { sostenedorRut year paid received committed paidOut
      declared accepted rejected returned
      accredited } }""",
    f"""select sostenedorRut, year, {_SUMS} from ({_COUNTED}) where kind is not null
    group by sostenedorRut, year""",
    variables="select distinct year from payment",
    never_stated=("returned",),
)

AMOUNTS_OF_CONVENIOS = Figures(
    "the amounts of a school's convenios",
    """{ amounts(by: [RBD, CONVENIO], filter: { fund: "SEP", year: 2019 }) {
      rbd convenioNumber paid declared } }""",
    """select rbd, convenioNumber,
        sum(amount) filter (
            where event = 'payment.disbursed' and account = '110201'
        )::bigint as paid,
        -sum(amount) filter (
            where event = 'expenditure.declared' and account = '110301'
        )::bigint as declared
    from posting
    where fund = 'SEP' and year = 2019 and (
        (event = 'payment.disbursed' and account = '110201')
        or (event = 'expenditure.declared' and account = '110301')
        or (event = 'bank.movement_recorded' and account in ('110201', '110301'))
        or (event in ('ate_contract.signed', 'ate_contract.amended') and account = '010102')
        or (event = 'rendicion.reviewed' and account in ('010104', '010105'))
    )
    group by all
    union
    select rbd::integer, null, null, null from certificados_saldo
    where anio = '2019' and subvencion = 'SEP'""",
)

BRIDGE = Figures(
    "the bridge from what was paid to what was certified",
    """query ($rbd: Rbd!) {
      amountBridge(fromAmount: PAID, toAmount: ACCREDITED, year: 2019, rbd: $rbd) {
        start end lines { kind amount } } }""",
    """with year as (
        select
            rbd,
            (select sum(sepTotal) from payment
                where payment.rbd = school.rbd and year = 2019) as paid,
            (select sum(declared) from document
                where document.rbd = school.rbd and year = 2019 and subvencion = 'SEP') as declared,
            (select sum(amount) from line
                where line.rbd = school.rbd and year = 2019 and subvencion = 'SEP'
                and account = '500001') as opening,
            (select sum(saldo_certificado::bigint) from certificados_saldo
                where rbd::integer = school.rbd and anio = '2019' and subvencion = 'SEP')
                as certified
        from (select distinct rbd from payment where year = 2019) as school
    ),
    lines as (
        select rbd, 'saldo_inicial' as kind, opening as amount from year
        union all select rbd, 'gasto_declarado', -declared from year
        union all
        select rbd, 'diferencia_con_certificado',
            coalesce(certified, 0) - paid - coalesce(opening, 0) + coalesce(declared, 0)
        from year
    )
    select paid::bigint as start, certified::bigint as end, kind, amount::bigint as amount
    from lines join year using (rbd)
    where amount <> 0""",
    variables="select distinct rbd from payment where year = 2019",
)

REPARATION = Figures(
    "a diversion adjusted by the index",
    """query ($amount: Clp!) {
      reparation(amount: $amount, divertedOn: "2019-08-24", restoredOn: "2024-03-05") {
        amount adjusted owed fine fromMonth toMonth ipc { month index } } }""",
    """with month as (
        select
            (select indice::decimal(18, 2) from ipc where mes = '2019-07') as before,
            (select indice::decimal(18, 2) from ipc where mes = '2024-02') as after
    ),
    asked as (select unnest([1001, 777777777])::bigint as amount)
    select amount, round(amount * after / before)::bigint as adjusted, adjusted as owed,
        ((amount + 1) // 2) as fine, '2019-07' as fromMonth, '2024-02' as toMonth,
        mes as month, indice::decimal(18, 2) as index
    from asked cross join month cross join ipc""",
    variables="select unnest([1001, 777777777])::bigint as amount",
)

PLAN_ACCOUNTS = Figures(
    "accounts of the plan and what schools declare in them",
    """query ($after: String) {
      planAccounts(filter: { year: 2018 }, first: 500, after: $after) { nodes {
        account name kind parent planYear schools declared
      } }
    }""",
    """with used as (
        select account, count(distinct rbd) as schools, sum(declared)::bigint as declared
        from document where subvencion = 'SEP' and year = 2018 group by account
    )
    select
        cuenta_alias as account, trim(desc_cuenta) as name, desc_tipo_cuenta as kind,
        cuenta_alias_padre as parent, 2018 as planYear, coalesce(schools, 0) as schools,
        coalesce(declared, 0) as declared
    from plan_de_cuentas left join used on account = cuenta_alias
    where file like '%2018%'""",
)

ACCOUNT_USES = Figures(
    "in which accounts the ministry's deposits arrive",
    """query ($after: String) {
      accountUses(first: 200, after: $after) { nodes {
        sostenedorRut year public dedicatedAccounts inDedicated elsewhere
        ruling { amount base missing }
      } }
    }""",
    """with deposit as (
        select
            rut_sostenedor as sostenedorRut, left(fecha, 4)::integer as year,
            count(distinct cuenta) filter (where flag(exclusiva_sep)) as dedicatedAccounts,
            coalesce(sum(abono::bigint) filter (where flag(exclusiva_sep)), 0)::bigint
                as inDedicated,
            coalesce(sum(abono::bigint) filter (where not flag(exclusiva_sep)), 0)::bigint
                as elsewhere
        from deposits_of_ministry where of_ministry and abono::bigint > 0 group by 1, 2
    ),
    told as (
        select *, (
            select bool_or(dependency <> 'PARTICULAR_SUBVENCIONADO') from payment
            where payment.sostenedorRut = deposit.sostenedorRut and payment.year = deposit.year
        ) as public
        from deposit
    )
    select
        *, if(public is false, null, inDedicated) as amount,
        if(public is false, null, inDedicated + elsewhere) as base,
        if(public is false, null, elsewhere) as missing
    from told""",
)

FIGURES = (
    ACCOUNT_USES,
    PLAN_ACCOUNTS,
    DOCUMENTS,
    TERMS,
    RULINGS,
    ALTERNATIVES,
    RESTITUTIONS,
    AMOUNTS,
    AMOUNTS_OF_CONVENIOS,
    BRIDGE,
    REPARATION,
)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_figures_equal_the_files(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)


def test_what_the_law_gives_a_school_adds_up(ask: Ask) -> None:
    [total] = ask('{ amounts(by: [YEAR], filter: { fund: "SEP", year: 2019 }) { computed } }')[
        "amounts"
    ]
    assert total["computed"] == _computed_in_2019(ask)


def _computed_in_2019(ask: Ask) -> int:
    """Month by month and school by school."""
    question = """query ($after: String) { schools(first: 100, after: $after) { nodes {
      entitlements(fromMonth: "2019-01", toMonth: "2019-12") { due } } } }"""
    nodes: list[dict[str, Any]] = ask(question)["schools"]["nodes"]
    return sum(month["due"] for school in nodes for month in school["entitlements"])
