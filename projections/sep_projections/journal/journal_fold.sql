-- Folds money events into balanced entries; amounts in whole pesos, debits positive. An amount of
-- zero is no movement and leaves no posting.

-- What closes and reopens books.
insert into closing (
    stream, known_from, known_to, occurred_on, sostenedor, month, rbd, year, fund, closed
)
select
    stream, known_from, known_to, e.occurred_on,
    e.sostenedor, e.month, e.rbd, e.year, e.subvencion as fund, event <> 'period.reopened' as closed
from batch
cross join jsonb_to_record(doc) as e (
    occurred_on date, sostenedor text, month text, rbd integer, year smallint, subvencion text
)
where event in ('rendicion.closed', 'period.closed', 'period.reopened');

-- A payment of a contract that is stated again, by a file or by a command, takes the place of what was
-- stated of it before: money is paid once, however many say so.
with again as (
    select
        doc ->> 'contract' as contract, (doc ->> 'payment')::integer as payment,
        min(known_from) as known
    from batch
    where event = 'ate_contract.payment_made'
    group by 1, 2
),
replaced as (
    update stated set known_to = again.known
    from again
    where stated.chain = 'contrato ' || again.contract
        and stated.payment = again.payment
        and stated.known_from < again.known
        and stated.known_to > again.known
    returning stated.stream, stated.known_from as number, again.known
),
ended_entries as (
    update entry set known_to = replaced.known
    from replaced
    where entry.stream = replaced.stream
        and entry.number = replaced.number
        and entry.known_from < replaced.known
        and entry.known_to > replaced.known
)
update posting set known_to = replaced.known
from replaced
where posting.stream = replaced.stream
    and posting.number = replaced.number
    and posting.known_from < replaced.known
    and posting.known_to > replaced.known;

-- What is stated as a whole: contracts, bank certificates, reviews, what is to be restored.
insert into stated (
    stream, known_from, known_to, chain, part, kind, rank, event, effective, year, fund, rbd,
    sostenedor, convenio, bank_account, amount, detail, payment
)
select
    stream, known_from,
    case event
        when 'ate_contract.payment_made' then least(
            known_to,
            lead(known_from, 1, known_to) over (
                partition by event, e.contract, e.payment order by known_from
            )
        )
        else known_to
    end as known_to,
    'contrato ' || e.contract as chain, 'compromiso' as part,
    case event
        when 'ate_contract.ended' then 'end' when 'ate_contract.payment_made' then 'flow'
        when 'ate_contract.associated' then 'share'
        else 'level'
    end as kind,
    case event
        when 'ate_contract.signed' then 0 when 'ate_contract.amended' then 1
        when 'ate_contract.payment_made' then 2 else 3
    end as rank,
    event, e.occurred_on as effective, extract(year from e.occurred_on) as year, 'SEP' as fund,
    e.rbd, e.sostenedor, null as convenio, null as bank_account,
    case event when 'ate_contract.payment_made' then -e.amount else coalesce(e.amount, 0) end
        as amount,
    e.contract as detail, e.payment
from batch
cross join jsonb_to_record(doc) as e (
    contract text, occurred_on date, rbd integer, sostenedor text, amount bigint, payment integer
)
where event in (
    'ate_contract.signed', 'ate_contract.associated', 'ate_contract.amended',
    'ate_contract.payment_made', 'ate_contract.ended'
);

insert into stated (
    stream, known_from, known_to, chain, part, kind, rank, event, effective, year, fund, rbd,
    sostenedor, convenio, bank_account, amount, detail, payment
)
select
    stream, known_from, known_to,
    concat_ws(' ', 'certificado', e.sostenedor, e.rbd, e.subvencion, e.bank_account) as chain,
    'variacion_acreditado' as part, 'level' as kind, 0 as rank, event,
    e.occurred_on as effective, e.year, e.subvencion as fund, e.rbd, e.sostenedor,
    null as convenio, e.bank_account, e.amount, 'cuenta ' || e.bank_account as detail,
    null as payment
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, rbd integer, year smallint, subvencion text, bank_account text,
    occurred_on date, amount bigint
)
where event = 'saldo.certified';

insert into stated (
    stream, known_from, known_to, chain, part, kind, rank, event, effective, year, fund, rbd,
    sostenedor, convenio, bank_account, amount, detail, payment
)
select
    stream, known_from, known_to,
    concat_ws(' ', 'rendicion', e.sostenedor, e.rbd, e.subvencion, e.year) as chain,
    said.part, 'level' as kind, 0 as rank, event, e.occurred_on as effective, e.year,
    e.subvencion as fund, e.rbd, e.sostenedor, null as convenio, null as bank_account, said.amount,
    e.year::text as detail, null as payment
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, rbd integer, year smallint, subvencion text, occurred_on date,
    accepted bigint, rejected bigint
)
cross join lateral (
    values ('aceptado', e.accepted), ('rechazado', e.rejected), ('restituir', e.rejected)
) as said (part, amount)
where event = 'rendicion.reviewed';

-- What a convenio left is owed, however it is known: whoever states an amount anew on a later day states
-- it as part `devengo`. What a plan that came in time has carried out lessens it; what was restored
-- pays it.
insert into stated (
    stream, known_from, known_to, chain, part, kind, rank, event, effective, year, fund, rbd,
    sostenedor, convenio, bank_account, amount, detail, payment
)
select
    stream, known_from, known_to, concat_ws(' ', 'restitucion', e.rbd, e.number) as chain,
    said.part, said.kind, said.rank, event, e.occurred_on as effective,
    extract(year from e.occurred_on) as year, 'SEP' as fund, e.rbd, e.sostenedor,
    e.number as convenio, null as bank_account, said.amount, 'convenio ' || e.number as detail,
    null as payment
from batch
cross join jsonb_to_record(doc) as e (
    occurred_on date, rbd integer, number integer, sostenedor text, amount bigint, void boolean,
    executed bigint, restored bigint, saldo bigint
)
cross join lateral (
    -- What is void leaves nothing, as though it had never been accrued.
    select 'devengo', 'level', 0, e.amount
    where event = 'restitution.accrued'
        and e.void is not true
    union all
    -- What is carried out counts as far as a plan covers it, and one that came late covers nothing.
    select
        'plan_cubre', 'level', 0,
        case when e.occurred_on <= {plans_until}::date then e.saldo else 0 end
    where event = 'convenio.saldo_plan_presented'
    union all
    select 'plan', 'level', 1, -e.executed
    where event in ('convenio.saldo_plan_presented', 'convenio.saldo_plan_executed')
        and e.executed is not null
    union all
    select 'restitucion', 'flow', 2, e.restored
    where event = 'convenio.settled'
) as said (part, kind, rank, amount)
where event in (
    'restitution.accrued', 'convenio.saldo_plan_presented', 'convenio.saldo_plan_executed',
    'convenio.settled'
);

-- What authorities order, step by step. A resolution is one thing whoever states it; of which convenio
-- it orders an amount back is said where it is issued, which may be known after its later steps.
insert into ordered (
    stream, known_from, known_to, resolution, event, occurred_on, outcome, chain, rbd, sostenedor,
    convenio, amount, detail
)
select
    stream, known_from, known_to, told.resolution, event, e.occurred_on, e.outcome,
    case
        when event <> 'resolution.issued' then null
        when told.convenio is not null then concat_ws(' ', 'restitucion', e.rbd, told.convenio)
        else concat_ws(' ', 'resolucion', told.resolution)
    end as chain,
    e.rbd, e.sostenedor, told.convenio, case e.kind when 'restitucion' then e.amount end as amount,
    concat_ws(
        ', ', e.number || '/' || e.year || ' de ' || e.authority, 'convenio ' || told.convenio
    ) as detail
from batch
cross join jsonb_to_record(doc) as e (
    authority text, year integer, number integer, subject text, occurred_on date, kind text,
    outcome text, rbd integer, sostenedor text, convenio integer, amount bigint
)
cross join lateral (
    select
        concat_ws(' ', e.authority, e.year, e.number, e.subject) as resolution,
        case when e.kind = 'restitucion' and e.rbd is not null then e.convenio end as convenio
) as told
where event in (
    'resolution.issued', 'resolution.notified', 'resolution.challenge_resolved',
    'resolution.lifted', 'resolution.annulled'
);

-- The years of which a school and fund declare accounts, whatever the account, and the opening balances
-- that they declare.
with line as materialized (
    select
        stream, known_from, known_to, event, e.year, e.subvencion, e.rbd, e.account, e.amount,
        concat_ws(' ', 'apertura', coalesce(e.rbd::text, 'de ' || e.sostenedor_id), e.subvencion)
            as chain
    from batch
    cross join jsonb_to_record(doc) as e (
        year smallint, sostenedor_id text, rbd integer, subvencion text, account text, amount bigint
    )
    where event = 'account.declared'
),
noted as (
    insert into declared_line (stream, known_from, known_to, chain, year)
    select stream, known_from, known_to, chain, year from line
)
insert into stated (
    stream, known_from, known_to, chain, part, kind, rank, event, effective, year, fund, rbd,
    sostenedor, convenio, bank_account, amount, detail, payment
)
select
    stream, known_from, known_to, chain, 'saldo_inicial' as part, 'level' as kind, 0 as rank, event,
    make_date(year, 1, 1) as effective, year, subvencion as fund, rbd, null as sostenedor,
    null as convenio, null as bank_account, amount, year::text as detail, null as payment
from line
where account = {opening};

-- Where a payment is withdrawn that had taken the place of what was stated of it before, that stands
-- again, unless something else does.
insert into stated (
    stream, known_from, known_to, chain, part, kind, rank, event, effective, year, fund, rbd,
    sostenedor, convenio, bank_account, amount, detail, payment
)
select distinct on (before.chain, before.payment)
    before.stream, gone.known as known_from, 9223372036854775807 as known_to, before.chain, before.part, before.kind,
    before.rank, before.event, before.effective, before.year, before.fund, before.rbd,
    before.sostenedor, before.convenio, before.bank_account, before.amount, before.detail,
    before.payment
from stated as before
inner join (
    select stated.chain, stated.payment, stated.stream, max(batch.known_from) as known
    from stated
    inner join batch
        on batch.stream = stated.stream
        and batch.known_from = stated.known_to
    where batch.event = 'fact.withdrawn'
        and stated.payment is not null
    group by stated.chain, stated.payment, stated.stream
) as gone
    on gone.chain = before.chain
    and gone.payment = before.payment
    and gone.stream <> before.stream
where before.known_from < gone.known
    and not exists (
        select from stated as standing
        where standing.chain = before.chain
            and standing.payment = before.payment
            and standing.known_to = 9223372036854775807
    )
    -- Of a fact only its latest version counts; of an entity every step.
    and (
        projections.is_entity(before.stream)
        or not exists (
            select from ledger.events as later
            where later.originator_id = before.stream
                and later.position > before.known_from
                and later.position <= gone.known
        )
    )
order by before.chain, before.payment, before.known_from desc;

-- Entries that stand by themselves.
with rule (event, part, debit, credit, rendered, description, debit_through, credit_through) as (
    values
{rules}
),
component (component, account, fund, factor) as (
    values
{components}
),
paid as (
    select
        stream, known_from, known_to, event, e.occurred_on, left(e.month, 4)::smallint as year,
        e.rbd, e.sostenedor, e.month, e.sep_total, e.components
    from batch
    cross join jsonb_to_record(doc) as e (
        occurred_on date, rbd integer, month text, sostenedor text, sep_total bigint,
        components jsonb
    )
    where event = 'payment.disbursed'
),
moved as (
    select
        stream, known_from, known_to, event, 'documento' as part, e.occurred_on as effective,
        e.year, e.subvencion as fund, e.rbd, e.sostenedor, null::text as bank_account, e.account,
        e.declared as amount, concat_ws(' ', e.document_type, e.document_number) as detail
    from batch
    cross join jsonb_to_record(doc) as e (
        occurred_on date, year smallint, sostenedor text, rbd integer, subvencion text,
        account text, document_type text, document_number text, declared bigint
    )
    where event = 'expenditure.declared'
    union all
    select
        stream, known_from, known_to, event, 'componente', occurred_on, year, component.fund, rbd,
        sostenedor, null, component.account, component.factor * said.amount, month
    from paid
    cross join lateral (
        select 'sep' as component, sep_total as amount
        union all
        select key, value::bigint from jsonb_each_text(components)
    ) as said
    inner join component using (component)
    union all
    select
        stream, known_from, known_to, event,
        case event
            when 'payment.restated' then 'reliquidacion' when 'payment.retained' then 'retencion'
            else e.reason
        end,
        e.occurred_on, left(e.month, 4)::smallint, 'INDISTINTA', e.rbd, e.sostenedor, null,
        null, e.amount, e.month
    from batch
    cross join jsonb_to_record(doc) as e (
        occurred_on date, rbd integer, month text, sostenedor text, reason text, amount bigint,
        void boolean
    )
    where event in ('payment.restated', 'payment.retained', 'payment.discounted')
        and not e.void
    union all
    select
        stream, known_from, known_to, event,
        case
            when e.amount < 0 then 'cargo'
            when e.text ~* {ministry} then 'abono_mineduc'
            else 'abono'
        end,
        e.occurred_on, extract(year from e.occurred_on)::smallint,
        case when e.sep_only then 'SEP' else 'INDISTINTA' end, null, e.sostenedor, e.bank_account,
        null, abs(e.amount), concat_ws(' ', e.text, e.reference)
    from batch
    cross join jsonb_to_record(doc) as e (
        occurred_on date, sostenedor text, bank_account text, sep_only boolean, text text,
        reference text, amount bigint
    )
    where event = 'bank.movement_recorded'
    union all
    select
        stream, known_from, known_to, event, e.correction, e.occurred_on, e.year, e.subvencion,
        e.rbd, e.sostenedor, null, null,
        -- To modify is to say what it amounts to from now on.
        e.amount - case e.correction when 'modificar' then coalesce(e.before, 0) else 0 end,
        e.document
    from batch
    cross join jsonb_to_record(doc) as e (
        occurred_on date, sostenedor text, rbd integer, year smallint, subvencion text,
        document text, correction text, amount bigint, before bigint
    )
    where event = 'rendicion.allocation_corrected'
    union all
    select
        stream, known_from, known_to, event, 'derecho', e.occurred_on,
        left(e.month, 4)::smallint, 'SEP', e.rbd, null, null, null, e.due, e.month
    from batch
    cross join jsonb_to_record(doc) as e (
        occurred_on date, rbd integer, month text, due bigint, void boolean
    )
    where event = 'entitlement.computed'
        and not e.void
),
pair as materialized (
    select
        moved.*, rule.rendered,
        case when moved.rbd is not null then rule.debit_through end as debit_through,
        case when moved.rbd is not null then rule.credit_through end as credit_through,
        concat_ws(' ', rule.description, nullif(moved.detail, '')) as description,
        case rule.debit when '*' then moved.account else rule.debit end as debit,
        case rule.credit when '*' then moved.account else rule.credit end as credit,
        row_number() over of_entry as n,
        min(moved.fund) over (partition by moved.known_from) as least_fund,
        max(moved.fund) over (partition by moved.known_from) as greatest_fund
    from moved
    inner join rule using (event, part)
    where moved.amount <> 0
    window of_entry as (
        partition by moved.known_from order by moved.fund, moved.account, moved.amount
    )
),
entered as (
    insert into entry (
        stream, known_from, known_to, number, event, effective, year, fund, rbd, sostenedor,
        convenio, rendered, description, level
    )
    select
        stream, known_from, known_to, known_from as number, event, effective, year,
        case when least_fund = greatest_fund then fund end as fund, rbd, sostenedor,
        null as convenio, rendered, description, null as level
    from pair
    where n = 1
)
-- Each pair leaves two line numbers free, for those by which a reader of a school's books sees what
-- the sostenedor's bank accounts keep of it.
insert into posting (
    stream, known_from, known_to, line, number, effective, year, account, fund, rbd, sostenedor,
    convenio, bank_account, through, amount
)
select
    stream, known_from, known_to, 4 * n - leg.place as line, known_from as number, effective, year,
    leg.account, fund, rbd, sostenedor, null as convenio, bank_account, leg.through, leg.amount
from pair
cross join lateral (
    values (3, debit, debit_through, amount), (2, credit, credit_through, -amount)
) as leg (place, account, through, amount);

-- What an account held before its first line, as lines of that one's entry. Where an earlier line turns
-- up, or the first is taken back, they end, and another's begin.
with rule (event, part, debit, credit, rendered, description, debit_through, credit_through) as (
    values
{rules}
),
-- A line may be the first where none of an earlier day has come in this range to stay; one that the
-- range itself takes back says nothing of those after it.
arrived as (
    select
        sostenedor, bank_account, effective, known_from as known,
        min(effective) filter (where known_to = 9223372036854775807) over (
            partition by sostenedor, bank_account order by known_from
            rows between unbounded preceding and 1 preceding
        ) as least_day
    from posting
    where known_from
        between (select min(known_from) from batch where event = 'bank.movement_recorded')
        and (select max(known_from) from batch where event = 'bank.movement_recorded')
        and account = {bank}
        and line < 5
),
point as (
    select sostenedor, bank_account, known
    from arrived
    where least_day is null or effective <= least_day
    union
    -- `offset 0`, here and below, keeps the planner to one look into an index for each row.
    select gone.sostenedor, gone.bank_account, batch.known_from
    from batch
    cross join lateral (
        select posting.sostenedor, posting.bank_account
        from posting
        where posting.stream = batch.stream
            and posting.known_to = batch.known_from
            and posting.account = {bank}
            and posting.line < 5
        offset 0
    ) as gone
    where batch.version > 1
        and batch.event in ('bank.movement_recorded', 'fact.withdrawn')
),
moment as (
    select sostenedor, bank_account, known, true as is_new from point
    union all
    select sostenedor, bank_account, min(known) - 1, false from point
    group by sostenedor, bank_account
),
first_line as (
    select
        moment.*, found.stream, found.number, found.known_to, found.effective, found.fund, found.held,
        lag(found.stream) over of_account as former_stream,
        lag(found.number) over of_account as former_number
    from moment
    left join lateral (
        select posting.effective
        from posting
        where posting.sostenedor = moment.sostenedor
            and posting.bank_account = moment.bank_account
            and posting.account = {bank}
            and posting.line < 5
            and posting.known_from <= moment.known
            and posting.known_to > moment.known
        order by posting.effective
        limit 1
    ) as first_day on true
    left join lateral (
        select
            posting.stream, posting.number, posting.known_to, posting.effective, posting.fund,
            coalesce(told.opening, told.balance - told.amount) as held
        from posting
        cross join lateral (
            select e.*
            from ledger.events
            cross join jsonb_to_record(convert_from(state, 'UTF8')::jsonb) as e (
                line integer, amount bigint, balance bigint, opening bigint
            )
            where position = posting.number
            offset 0
        ) as told
        where posting.sostenedor = moment.sostenedor
            and posting.bank_account = moment.bank_account
            and posting.account = {bank}
            and posting.line < 5
            and posting.effective = first_day.effective
            and posting.known_from <= moment.known
            and posting.known_to > moment.known
        order by told.line, posting.number
        limit 1
    ) as found on true
    window of_account as (
        partition by moment.sostenedor, moment.bank_account order by moment.known
    )
),
change as materialized (
    select
        *,
        lead(known, 1, 9223372036854775807) over (
            partition by sostenedor, bank_account order by known
        ) as next_known
    from first_line
    where is_new
        and (stream, number) is distinct from (former_stream, former_number)
),
ended as (
    update posting set known_to = change.known
    from change
    where posting.stream = change.former_stream
        and posting.number = change.former_number
        and posting.line > 4
        and posting.known_from < change.known
        and posting.known_to > change.known
)
insert into posting (
    stream, known_from, known_to, line, number, effective, year, account, fund, rbd, sostenedor,
    convenio, bank_account, through, amount
)
select
    change.stream, change.known as known_from, least(change.known_to, change.next_known) as known_to,
    leg.line, change.number, change.effective, extract(year from change.effective) as year,
    leg.account, change.fund, null as rbd, change.sostenedor, null as convenio,
    change.bank_account, null as through, leg.amount
from change
inner join rule on rule.event = 'bank.movement_recorded' and rule.part = 'saldo_anterior'
cross join lateral (
    values (5, rule.debit, change.held), (6, rule.credit, -change.held)
) as leg (line, account, amount)
where change.held <> 0;

-- Entries of what is stated as a whole. At each position at which something was stated about a
-- chain its entries follow anew from all that was known of it then; those that come out otherwise
-- than before end, and others begin. Where several bear a contract together each amount is divided
-- among them by what each bears of it as signed.
with rule (event, part, debit, credit, rendered, description, debit_through, credit_through) as (
    values
{rules}
),
-- Lines of accounts that may be the first of their year: of those that stay, the first to come; each
-- that the range itself takes back.
declared as materialized (
    select chain, year, known_from, known_to
    from declared_line
    where known_from
        between (select min(known_from) from batch where event = 'account.declared')
        and (select max(known_from) from batch where event = 'account.declared')
),
turning as (
    select chain, year, min(known_from) as known
    from declared
    where known_to = 9223372036854775807
    group by chain, year
    union all
    select chain, year, known_from from declared where known_to < 9223372036854775807
    union all
    select gone.chain, gone.year, batch.known_from
    from batch
    cross join lateral (
        select declared_line.chain, declared_line.year
        from declared_line
        where declared_line.stream = batch.stream
            and declared_line.known_to = batch.known_from
        offset 0
    ) as gone
    where batch.version > 1
        and batch.event = 'fact.withdrawn'
),
point as (
    select opened.chain, batch.known_from as known
    from batch
    cross join lateral (
        select stated.chain
        from stated
        where stated.stream = batch.stream
            and stated.known_from = batch.known_from
        offset 0
    ) as opened
    where batch.event in (
        'ate_contract.signed', 'ate_contract.associated', 'ate_contract.amended',
        'ate_contract.payment_made', 'ate_contract.ended', 'saldo.certified',
        'rendicion.reviewed', 'restitution.accrued', 'convenio.saldo_plan_presented',
        'convenio.saldo_plan_executed', 'convenio.settled'
    )
    union
    select chain, known_from
    from stated
    where known_from
        between (select min(known_from) from batch where event = 'account.declared')
        and (select max(known_from) from batch where event = 'account.declared')
        and event = 'account.declared'
    union
    select stated.chain, batch.known_from
    from stated
    inner join batch using (stream)
    where batch.event in ('fact.withdrawn', 'restitution.accrued')
        and stated.known_to = batch.known_from
    union
    -- A step of a resolution moves what it was issued about, restated or withdrawn what it had been.
    select issued.chain, batch.known_from
    from batch
    inner join ordered as moved
        on moved.stream = batch.stream
        and batch.known_from in (moved.known_from, moved.known_to)
    inner join ordered as issued using (resolution)
    where issued.chain is not null
    union
    -- The first year of accounts turns up, or the last line of it is taken back.
    select chain, known
    from turning
    left join lateral (
        select true as is_known
        from declared_line
        where declared_line.chain = turning.chain
            and declared_line.year <= turning.year
            and declared_line.known_from < turning.known
            and declared_line.known_to > turning.known
        limit 1
    ) as standing_line on true
    where is_known is null
),
moment as (
    select distinct chain, known, true as is_new from point
    union all
    select chain, min(known) - 1, false from point group by chain
),
-- Where a resolution stood at a moment. It orders from the day on which it was notified (Ley 19.880
-- art 51), and nothing where it was annulled or challenged with success. What it does not order is
-- null, not zero: zero would take the place of what follows from the law. One that is no longer
-- known to have been issued is looked at too, so that its lifting ends with it.
standing as (
    select
        moment.known, moment.is_new, issued.*, step.notified_on, step.lifted,
        case
            when step.notified_on is not null and not step.void and step.latest = issued.known_from
                then issued.amount
        end as orders,
        coalesce(step.latest, step.last) = issued.known_from as is_latest
    from moment
    inner join ordered as issued
        on issued.chain = moment.chain
        and issued.known_from <= moment.known
    cross join lateral (
        select
            max(known_from) filter (where event = 'resolution.issued' and is_known) as latest,
            max(known_from) filter (where event = 'resolution.issued') as last,
            max(known_from) filter (where event = 'resolution.lifted' and is_known) as lifted,
            (array_agg(occurred_on order by known_from desc)
                filter (where event = 'resolution.notified' and is_known))[1] as notified_on,
            coalesce(bool_or(event = 'resolution.annulled' and is_known), false)
            or coalesce(
                (array_agg(outcome order by known_from desc)
                    filter (where event = 'resolution.challenge_resolved' and is_known))[1]
                = 'acogida',
                false
            ) as void
        from ordered
        cross join lateral (select ordered.known_to > moment.known as is_known) as knowing
        where ordered.resolution = issued.resolution
            and ordered.known_from <= moment.known
    ) as step
),
state as (
    select
        moment.known, moment.is_new, stated.stream, stated.known_from, stated.known_to,
        stated.chain, stated.part, stated.kind, stated.rank, stated.event, stated.effective,
        stated.year, stated.fund, stated.rbd, stated.sostenedor, stated.convenio,
        stated.bank_account, stated.amount, stated.detail
    from moment
    inner join stated
        on stated.chain = moment.chain
        and stated.known_from <= moment.known
        and stated.known_to > moment.known
    union all
    select
        known, is_new, stream, known_from, known_to, chain, 'orden', 'flow', -1, event, day,
        extract(year from day), 'SEP', rbd, sostenedor, convenio, null, orders, detail
    from standing
    cross join lateral (select coalesce(notified_on, occurred_on) as day) as effective
    where known_to > known
    union all
    select
        standing.known, standing.is_new, step.stream, step.known_from, step.known_to,
        standing.chain, 'alzamiento', 'flow', 3, step.event, day, extract(year from day), 'SEP',
        standing.rbd, standing.sostenedor, standing.convenio, null,
        case step.known_from when standing.lifted then standing.orders end, standing.detail
    from standing
    inner join ordered as step
        on step.resolution = standing.resolution
        and step.event = 'resolution.lifted'
        and step.known_from <= standing.known
        and step.known_to > standing.known
    cross join lateral (select greatest(step.occurred_on, standing.notified_on) as day) as effective
    where standing.is_latest
),
associate as (
    select distinct on (chain, known, sostenedor, rbd) chain, known, sostenedor, rbd, amount
    from state
    where kind = 'share'
    order by chain, known, sostenedor, rbd, known_from desc
),
joined as (
    select
        chain, known,
        array_agg(rbd order by sostenedor, rbd) as rbds,
        array_agg(sostenedor order by sostenedor, rbd) as sostenedores,
        array_agg(amount order by sostenedor, rbd) as amounts,
        sum(amount)::bigint as borne
    from associate
    group by chain, known
),
bearing as (
    select
        chain, known,
        min(rbd) as first_rbd,
        min(sostenedor) as first_sostenedor,
        max(amount) filter (where event = 'ate_contract.signed') as signed
    from state
    where kind <> 'share'
        and part <> 'saldo_inicial'
    group by chain, known
),
-- Until it is known what was signed, nobody can tell who bears how much.
shared as (
    select
        state.*,
        coalesce(state.rbd, bearing.first_rbd) as of_rbd,
        coalesce(state.sostenedor, bearing.first_sostenedor) as of_sostenedor,
        share.place,
        case share.place
            when 1 then coalesce(state.rbd, bearing.first_rbd) else joined.rbds[share.place - 1]
        end as share_rbd,
        case share.place
            when 1 then coalesce(state.sostenedor, bearing.first_sostenedor)
            else joined.sostenedores[share.place - 1]
        end as share_sostenedor,
        share.amount as share_amount
    from state
    inner join bearing using (chain, known)
    left join joined using (chain, known)
    cross join lateral unnest(
        case
            when bearing.signed is null or joined.amounts is null then array[state.amount]
            else projections.shares(
                state.amount, greatest(bearing.signed - joined.borne, 0) || joined.amounts
            )
        end
    ) with ordinality as share (amount, place)
    where state.kind <> 'share'
),
step as (
    select
        *,
        case kind
            when 'level' then share_amount - lag(share_amount, 1, 0::bigint) over (
                partition by chain, known, part, place, kind order by effective, rank, known_from
            )
            when 'flow' then share_amount
            else 0
        end as delta
    from shared
),
-- What nobody will be paid is given up when a chain ends: what is paid afterwards, for work approved
-- before, stays promised until then.
outcome as (
    select
        *,
        case kind
            when 'end' then
                -coalesce(sum(delta) over (partition by chain, known, part, place), 0)::bigint
            else delta
        end as posted
    from step
),
-- What is owed to the State is what was accrued, less what a plan carried out and less what was
-- restored; what was restored beyond it stands on an account of its own, so that neither is negative.
-- What resolutions order of a convenio takes the place of what follows from the law, and does not add
-- to it.
accrued as (
    select
        *,
        greatest(
            case
                when count(posted) filter (where part = 'orden') over so_far > 0
                    then sum(posted) filter (where part = 'orden') over so_far
                else coalesce(sum(posted) filter (where part = 'devengo') over so_far, 0)
            end
            - least(
                -coalesce(sum(posted) filter (where part = 'plan') over so_far, 0),
                coalesce(sum(posted) filter (where part = 'plan_cubre') over so_far, 0)
            ),
            0
        ) as due,
        coalesce(sum(posted) filter (where part = 'restitucion') over so_far, 0) as restored,
        coalesce(sum(posted) filter (where part = 'alzamiento') over so_far, 0) as lifted
    from outcome
    where part in ('devengo', 'plan', 'plan_cubre', 'restitucion', 'orden', 'alzamiento')
    window so_far as (partition by chain, known order by effective, rank, known_from)
),
-- Where an order is lifted, what was still owed of it is owed no longer.
owing as (
    select
        *,
        due - restored - coalesce(
            max(least(lifted, greatest(due - restored, 0))) filter (where part = 'alzamiento')
                over (partition by chain, known order by effective, rank, known_from),
            0
        ) as open
    from accrued
),
owed as (
    select
        *,
        greatest(open, 0) - lag(greatest(open, 0), 1, 0::numeric) over in_order as owed_more,
        greatest(-open, 0) - lag(greatest(-open, 0), 1, 0::numeric) over in_order as ahead_more
    from owing
    window in_order as (partition by chain, known order by effective, rank, known_from)
),
-- The opening balance of the first year of which accounts are declared is what there was. Of each later
-- one, which years before have brought about, the one before goes out as it comes in, so that no two are
-- ever added up.
opening as (
    select
        state.*,
        year = (
            select declared_line.year
            from declared_line
            where declared_line.chain = state.chain
                and declared_line.known_from <= state.known
                and declared_line.known_to > state.known
            order by declared_line.year
            limit 1
        ) as is_first,
        row_number() over (partition by chain, known, year order by known_from) as nth,
        coalesce(sum(amount) over (
            partition by chain, known order by year
            groups between 1 preceding and 1 preceding
        ), 0)::bigint as carried
    from state
    where part = 'saldo_inicial'
),
entering as (
    select
        stream, known, is_new, known_from, known_to, event, effective, year, fund, of_rbd,
        of_sostenedor, convenio, bank_account, detail, share_rbd, share_sostenedor, place, part,
        posted,
        -- Of a review no one amount is all of it.
        case when kind = 'level' and event <> 'rendicion.reviewed' then amount end as level
    from outcome
    where part not in ('devengo', 'plan', 'plan_cubre', 'restitucion', 'orden', 'alzamiento')
    union all
    select
        stream, known, is_new, known_from, known_to, event, effective, year, fund, rbd, sostenedor,
        convenio, bank_account, detail, rbd as share_rbd, sostenedor as share_sostenedor, 1 as place,
        said.part, said.posted, amount
    from opening
    cross join lateral (
        select 'saldo_inicial', amount where is_first
        union all
        select 'saldo_arrastrado', amount where not is_first
        union all
        select 'saldo_reversado', carried where not is_first and nth = 1
    ) as said (part, posted)
    union all
    select
        stream, known, is_new, known_from, known_to, event, effective, year, fund, of_rbd,
        of_sostenedor, convenio, bank_account, detail, share_rbd, share_sostenedor, place,
        said.part, said.posted::bigint,
        case when kind = 'level' or owed.part = 'orden' then abs(amount) end
    from owed
    cross join lateral (
        select 'restitucion', -owed_more where part = 'restitucion'
        union all
        select 'restitucion_en_exceso', ahead_more where part = 'restitucion'
        union all
        select 'devengo', owed_more where part <> 'restitucion'
        union all
        select 'devengo_restituido', -ahead_more where part <> 'restitucion'
    ) as said (part, posted)
),
wanted as (
    select
        stream, known, is_new, known_from as number, known_to, event, effective, year, fund,
        of_rbd as rbd, of_sostenedor as sostenedor, convenio, bank_account, detail,
        min(level) as level,
        array_agg(part order by part, place) as parts,
        array_agg(share_rbd order by part, place) as rbds,
        array_agg(share_sostenedor order by part, place) as sostenedores,
        array_agg(posted order by part, place) as amounts
    from entering
    group by
        stream, known, is_new, known_from, known_to, event, effective, year, fund, of_rbd,
        of_sostenedor, convenio, bank_account, detail
),
compared as (
    select
        *,
        row(effective, rbd, sostenedor, convenio, rbds, sostenedores, amounts)
        is distinct from lag(
            row(effective, rbd, sostenedor, convenio, rbds, sostenedores, amounts)
        ) over (partition by stream, number order by known) as differs
    from wanted
),
version as materialized (
    select
        *,
        least(
            known_to,
            lead(known, 1, known_to) over (partition by stream, number order by known)
        ) as until
    from compared
    where is_new
        and differs
),
ended as (
    select stream, number, min(known) as known from version group by stream, number
),
ended_entries as (
    update entry set known_to = ended.known
    from ended
    where entry.stream = ended.stream
        and entry.number = ended.number
        and entry.known_from < ended.known
        and entry.known_to > ended.known
),
ended_postings as (
    update posting set known_to = ended.known
    from ended
    where posting.stream = ended.stream
        and posting.number = ended.number
        and posting.known_from < ended.known
        and posting.known_to > ended.known
),
pair as (
    select
        version.*, rule.debit, rule.credit, rule.rendered, said.share_rbd, said.share_sostenedor,
        said.amount,
        case when said.share_rbd is not null then rule.debit_through end as debit_through,
        case when said.share_rbd is not null then rule.credit_through end as credit_through,
        concat_ws(' ', rule.description, version.detail) as description,
        row_number() over (
            partition by version.stream, version.number, version.known
            order by said.part, said.place
        ) as n
    from version
    cross join lateral unnest(
        version.parts, version.rbds, version.sostenedores, version.amounts
    ) with ordinality as said (part, share_rbd, share_sostenedor, amount, place)
    inner join rule on rule.event = version.event and rule.part = said.part
    where said.amount <> 0
),
entered as (
    insert into entry (
        stream, known_from, known_to, number, event, effective, year, fund, rbd, sostenedor,
        convenio, rendered, description, level
    )
    select
        stream, known as known_from, until as known_to, number, event, effective, year, fund, rbd,
        sostenedor, convenio, rendered, description, level
    from pair
    where n = 1
)
insert into posting (
    stream, known_from, known_to, line, number, effective, year, account, fund, rbd, sostenedor,
    convenio, bank_account, through, amount
)
select
    stream, known as known_from, until as known_to, 4 * n - leg.place as line, number, effective,
    year, leg.account, fund, share_rbd as rbd, share_sostenedor as sostenedor, convenio,
    bank_account, leg.through, leg.amount
from pair
cross join lateral (
    values (3, debit, debit_through, amount), (2, credit, credit_through, -amount)
) as leg (place, account, through, amount);
