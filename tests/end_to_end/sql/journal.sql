-- The journal as the files alone give it: each event that moves money or states an amount, by pairs of
-- postings. What the law gives is left out, for it is no cell of any file.

create view deposits_of_ministry as
select *, lower(glosa) like 'abono%subvencion%' as of_ministry from movimientos_bancarios;

-- The register names who held a school, and where it does not, the payments do.
create view held as
select rbd, year, coalesce(max(register.sostenedorRut), max(payment.sostenedorRut)) as rut
from register full join payment using (rbd, year)
group by all;

-- What a convenio that was not renewed left, where nothing lacks that could lessen it: from the day
-- on which its end is stated, else the day after its last, put off by a year where renewal was asked for.
create view left_behind as
select
    term.rbd, term.number, term.sostenedorRut, term.saldo, term.planExecuted,
    coalesce(
        fecha_cierre::date,
        greatest(
            lastDay + 1,
            if(renewalRequestedOn is null, lastDay + 1, (toDate + 1 + interval 1 year)::date)
        )
    ) as arisesOn
from term_money as term
join convenios on convenios.rbd::integer = term.rbd and convenios.numero::integer = term.number
where renewedOn is null
    and term.saldo > 0
    and not undeclared;

-- What authorities order back of a convenio, from the day of the notification; none of these was challenged
-- with success or lifted, and none is of a convenio that another one is of.
create view ordered as
select
    rbd::integer as rbd, convenio::integer as number, rut_sostenedor as sostenedorRut,
    fecha_notificacion::date as notifiedOn, monto::bigint as amount,
    numero || '/' || anio || ' de ' || autoridad as resolution
from resoluciones
where tipo = 'restitucion'
    and clean(fecha_notificacion) is not null
    and clean(fecha_invalidacion) is null;

-- One row for each pair; `part` tells the pairs of an entry apart, in their order.
create view pair as
select
    'documento' || row_number() over () as entry, 1 as part, 'expenditure.declared' as event,
    coalesce(paidOn, issuedOn, make_date(year, 12, 31)) as effective, year, subvencion as fund,
    rbd, sostenedorRut, concat_ws(' ', 'Documento', documentType, documentNumber) as description,
    account as debit, '110301' as credit, declared as amount
from document
union all
select
    'pago' || rbd || month, row_number() over (partition by rbd, month order by fund, account),
    'payment.disbursed', last_day((month || '-01')::date), year, fund, rbd, sostenedorRut,
    'Subvenciones pagadas ' || month, '110201', account, amount
from (
    select rbd, month, year, sostenedorRut, 'SEP' as fund, '310301' as account, sepTotal as amount
    from payment
    union all
    select
        component.rbd, component.month, payment.year, payment.sostenedorRut, fund, account, amount
    from component
    join payment using (rbd, month)
    join (
        values
            ('escolaridad', 'GENERAL', '310101'), ('internado', 'INTERNADO', '310307')
    ) as rule (component, fund, account) using (component)
)
where amount <> 0
union all
select
    'ajuste' || adjustment.rbd || month || adjustment.kind || coalesce(adjustment.reason, ''), 1,
    'payment.' || adjustment.kind,
    last_day((month || '-01')::date), payment.year, 'INDISTINTA', payment.rbd, sostenedorRut,
    rule.description || ' ' || month, '110201', rule.account, adjustment.amount
from adjustment
join payment using (rbd, month)
join (
    values
        ('restated', null, '310401', 'Reliquidación'), ('retained', null, '310507', 'Retención'),
        ('discounted', 'reintegro', '310501', 'Descuento por reintegro'),
        ('discounted', 'multa', '310502', 'Descuento por multa'),
        ('discounted', 'discrepancia', '310503', 'Descuento por discrepancia'),
        ('discounted', 'derecho_de_escolaridad', '310504',
            'Descuento por derecho de escolaridad'),
        ('discounted', 'financiamiento_compartido', '310505',
            'Descuento por financiamiento compartido'),
        ('discounted', 'donacion', '310507', 'Descuento por donación')
) as rule (kind, reason, account, description)
    on rule.kind = adjustment.kind and rule.reason is not distinct from adjustment.reason
union all
select
    'cartola' || cuenta || fecha || linea, 1, 'bank.movement_recorded', fecha::date,
    left(fecha, 4)::integer, if(flag(exclusiva_sep), 'SEP', 'INDISTINTA'), null,
    rut_sostenedor,
    concat_ws(
        ' ',
        case
            when cargo::bigint > 0 then 'Cargo' when of_ministry then 'Abono del Mineduc'
            else 'Abono por identificar'
        end,
        trim(glosa), clean(documento)
    ),
    if(cargo::bigint > 0, '110301', '110101'),
    case when cargo::bigint > 0 then '110101' when of_ministry then '110201' else '210101' end,
    abono::bigint + cargo::bigint
from deposits_of_ministry
union all
-- What each account held before its first line.
select
    'cartola' || cuenta || fecha || linea, 2, 'bank.movement_recorded', fecha::date,
    left(fecha, 4)::integer, if(flag(exclusiva_sep), 'SEP', 'INDISTINTA'), null, rut_sostenedor,
    concat_ws(
        ' ',
        case
            when cargo::bigint > 0 then 'Cargo' when of_ministry then 'Abono del Mineduc'
            else 'Abono por identificar'
        end,
        trim(glosa), clean(documento)
    ),
    '110101', '110203', saldo::bigint - abono::bigint + cargo::bigint
from deposits_of_ministry
qualify row_number() over (
    partition by rut_sostenedor, cuenta order by fecha, linea::integer
) = 1
union all
-- The first opening of a school and fund; later ones take the place of the one before.
select
    'saldo' || of_line, place, 'account.declared', make_date(year, 1, 1), year, subvencion, rbd, rut,
    if(year = first_year, 'Saldo inicial ', 'Saldo inicial arrastrado ') || year,
    case when place = 2 then '500001' when year = first_year then '110203' else '290101' end,
    case when place = 2 then '290101' else '500001' end,
    if(place = 2, carried, amount)
from (
    select
        line.*, held.rut, row_number() over () as of_line,
        (
            select min(year) from line as declared
            where coalesce(declared.rbd::text, declared.sostenedorId)
                = coalesce(line.rbd::text, line.sostenedorId)
                and declared.subvencion = line.subvencion
        ) as first_year,
        sum(amount) over (
            of_fund order by line.year groups between 1 preceding and 1 preceding
        ) as carried,
        row_number() over (
            partition by coalesce(line.rbd::text, sostenedorId), subvencion, line.year
        ) as of_year
    from line left join held using (rbd, year)
    where account = '500001'
    window of_fund as (partition by coalesce(line.rbd::text, sostenedorId), subvencion)
) as opening
cross join (select unnest([1, 2]) as place) as part
where place = 1 or of_year = 1 and year > first_year
union all
select
    'rendicion' || rut_sostenedor || rbd || anio, part, 'rendicion.reviewed', fecha_cierre::date,
    anio::integer, subvencion, rbd::integer, rut_sostenedor, 'Rendición revisada ' || anio, debit,
    credit, amount
from (
    select rendiciones.*, unnest([
        {part: 1, debit: '010104', credit: '020104', amount: monto_aceptado::bigint},
        {part: 2, debit: '010105', credit: '020105', amount: monto_rechazado::bigint},
        {part: 3, debit: '110401', credit: '900001', amount: monto_rechazado::bigint}
    ], recursive := true)
    from rendiciones
)
where amount <> 0
union all
select
    'certificado' || row_number() over (), 1, 'saldo.certified', fecha_certificado::date,
    anio::integer, subvencion, rbd::integer, rut_sostenedor, 'Variación del saldo acreditado cuenta ' || cuenta,
    '010103', '020103',
    saldo_certificado::bigint - lag(saldo_certificado::bigint, 1, 0) over (
        partition by rut_sostenedor, rbd, subvencion, cuenta order by fecha_certificado
    )
from certificados_saldo
union all
select
    'contrato' || contract, divided.place, 'ate_contract.signed', signedOn, year(signedOn), 'SEP',
    divided.rbd, divided.sostenedorRut, 'Contrato ATE firmado ' || contract, '010102', '020102',
    divided.amount
from contract join divided using (contract)
where kind = 'signed'
union all
select
    'modificado' || contract, later.place, 'ate_contract.amended', amendedOn, year(amendedOn),
    'SEP', later.rbd, later.sostenedorRut, 'Contrato ATE modificado ' || contract, '010102',
    '020102', later.amount - signed.amount
from contract
join divided as later using (contract)
join divided as signed using (contract, place)
where amendedOn is not null and later.kind = 'committed' and signed.kind = 'signed'
union all
select
    'pagado' || contrato || pago, divided.place, 'ate_contract.payment_made', fecha_pago::date,
    year(fecha_pago::date), 'SEP', divided.rbd, divided.sostenedorRut,
    'Pago de contrato ATE ' || contrato, '010102', '020102', -divided.amount
from pagos_ate join divided on contract = contrato and n = pago::integer
where kind = 'paid'
union all
select
    'restitucion' || rbd || '-' || number, 1, 'restitution.accrued', arisesOn, year(arisesOn), 'SEP',
    rbd, left_behind.sostenedorRut, 'Restitución devengada convenio ' || number, '290201', '210201',
    saldo
from left_behind
anti join ordered on ordered.rbd = left_behind.rbd and ordered.number = left_behind.number
    and ordered.notifiedOn <= arisesOn
where arisesOn <= current_date
union all
select
    'orden' || resolution, 1, 'resolution.issued', notifiedOn, year(notifiedOn), 'SEP', ordered.rbd,
    ordered.sostenedorRut,
    'Restitución ordenada por resolución ' || resolution || ', convenio ' || ordered.number, '290201',
    '210201', amount - coalesce(saldo, 0)
from ordered
left join left_behind
    on ordered.rbd = left_behind.rbd and ordered.number = left_behind.number
    and arisesOn < notifiedOn
union all
select
    'plan' || plan.rbd || '-' || numero, 1, 'convenio.saldo_plan_presented', fecha_plan::date,
    year(fecha_plan::date), 'SEP', owed.rbd, owed.sostenedorRut,
    'Saldo usado según plan convenio ' || numero, '290201', '210201',
    -least(monto_ejecutado::bigint, owed.amount)
from planes_saldo as plan
join (
    select
        left_behind.rbd, left_behind.number, left_behind.sostenedorRut,
        coalesce(ordered.amount, saldo) as amount, least(arisesOn, notifiedOn) as sinceDay
    from left_behind
    left join ordered
        on ordered.rbd = left_behind.rbd and ordered.number = left_behind.number
) as owed on owed.rbd = plan.rbd::integer and owed.number = plan.numero::integer
where sinceDay <= fecha_plan::date;

create view posting as
select
    entry, event, effective, year, fund, rbd, sostenedorRut, description,
    case
        when description like '% convenio %'
            then regexp_extract(description, 'convenio ([0-9]+)$', 1)::integer
        else (
            select max(numero::integer)
            from convenio_end
            where convenio_end.rbd::integer = numbered_pair.rbd
                and fund = 'SEP'
                and effective between fecha_inicio::date and lastDay
        )
    end as convenioNumber,
    4 * n - 3 + side as line,
    if(side = 0, debit, credit) as account,
    if(side = 0, amount, -amount) as amount
from (
    select *, row_number() over (partition by entry order by part) as n
    from pair
    where amount <> 0
) as numbered_pair
cross join (select unnest([0, 1]) as side);

-- As books show them: what the sostenedor's bank accounts clear names no school, and an account in between
-- stands in the school's books and, opposite, in the sostenedor's.
create view shown as
select
    posting.* replace (
        if(place = 0, line, (line - 1) // 4 * 4 + 2 + place)::integer as line,
        if(place = 0, account, '110202') as account,
        if(pooled and place <> 1, null, rbd) as rbd,
        if(place = 2, -amount, amount) as amount
    ),
    rbd as entryRbd
from (
    select *, rbd is not null and account in ('110201', '110203', '110301') as pooled from posting
) as posting
cross join (select unnest([0, 1, 2]) as place)
where place = 0 or pooled;
