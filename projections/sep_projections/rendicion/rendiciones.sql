-- name: line_is_own
-- Whether a line of the Estado de resultados is of the sostenedor of a rendición. The file names the
-- sostenedor by a number of the Superintendencia: documents of the year tell whose it is. Where none
-- does, it is whoever's of whom no document of the school has another number. Reads only.
(
    exists (
        select from {expenditure_at} as own
        where own.sostenedor = rendicion.sostenedor
            and own.year = account_line.year
            and own.sostenedor_id = account_line.sostenedor_id
    )
    or not exists (
        select from {expenditure_at} as told
        where told.rbd = account_line.rbd
            and told.year = account_line.year
            and told.sostenedor_id is not null
            and (
                told.sostenedor_id = account_line.sostenedor_id
                or told.sostenedor = rendicion.sostenedor
            )
    )
)


-- name: rendicion_amounts
-- What was declared for a rendición, and what the ministry kept back in the year it was due: by
-- documents, and by account lines, which name no sostenedor; null where there are none, which is no
-- zero. Reads only.
--
-- A document lacks backing where it has no number, or no issuer and is no payroll sheet.
with rendicion as (
    select sostenedor, rbd, year, subvencion
    from {rendicion_step_at} as rendicion_step
    union
    select sostenedor, rbd, year, subvencion
    from {expenditure_at} as expenditure
    where rbd is not null
)
select
    rendicion.sostenedor as sostenedor_rut, rendicion.rbd, rendicion.year, rendicion.subvencion,
    document.*, line.*, kept.*,
    array_remove(array[
        case when line.account_lines = 0 then 'accounts_not_declared' end,
        case when document.documents = 0 then 'documents_not_declared' end
    ], null) as missing
from rendicion
cross join lateral (
    select
        sum(declared)::bigint as declared,
        count(*)::integer as documents,
        (count(*) filter (where document_type = 'PLANILLA'))::integer as payroll_documents,
        (count(*) filter (where unbacked))::integer as documents_without_backing,
        case when count(*) > 0 then
            coalesce(sum(declared) filter (where unbacked), 0)
        end::bigint as declared_without_backing
    from (
        select
            declared, document_type,
            document_number is null
                or (issuer is null and document_type <> 'PLANILLA') as unbacked
        from {expenditure_at} as expenditure
        where expenditure.sostenedor = rendicion.sostenedor
            and expenditure.rbd = rendicion.rbd
            and expenditure.year = rendicion.year
            and expenditure.subvencion = rendicion.subvencion
    ) as told
) as document
cross join lateral (
    select
        count(*)::integer as account_lines,
        (count(*) filter (where rendered))::integer as rendered_lines,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where account = '500001'), 0)
        end::bigint as opening,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)
        end::bigint as income,
        case when count(*) > 0 then
            coalesce(sum(amount) filter (where kind = 'gasto'), 0)
        end::bigint as spending
    from {account_line_at} as account_line
    where account_line.rbd = rendicion.rbd
        and account_line.year = rendicion.year
        and account_line.subvencion = rendicion.subvencion
        and {line_is_own}
) as line
cross join lateral (
    select coalesce(sum(amount), 0)::bigint as retained
    from {payment_adjustment_at} as payment_adjustment
    where payment_adjustment.rbd = rendicion.rbd
        and kind = 'retained'
        and rendicion.subvencion = 'SEP'
        and month between (rendicion.year + 1) || '-04' and (rendicion.year + 1) || '-12'
) as kept


-- name: rendicion_as_filed
-- What the log said of a rendición when it was first known to be handed in, beside what it says
-- now: declared documents and account lines. Reads only.
with filed as (
    select
        sostenedor as sostenedor_rut, rbd, year, subvencion, min(known_from) as position,
        min(occurred_on) as filed_on
    from {rendicion_step_at} as rendicion_step
    where step = 'presented'
    group by sostenedor, rbd, year, subvencion
)
select filed.*, document.*, line.*
from filed
cross join lateral (
    select
        coalesce(
            sum(declared) filter (where known_from <= position and known_to > position), 0
        )::bigint as declared_then,
        coalesce(
            sum(declared) filter (where known_from <= %(known)s and known_to > %(known)s), 0
        )::bigint as declared_now
    from expenditure
    where expenditure.rbd = filed.rbd
        and expenditure.year = filed.year
        and expenditure.subvencion = filed.subvencion
        and sostenedor = sostenedor_rut
) as document
cross join lateral (
    select
        coalesce(sum(amount) filter (where income and then_known), 0)::bigint as income_then,
        coalesce(sum(amount) filter (where income and now_known), 0)::bigint as income_now,
        coalesce(sum(amount) filter (where not income and then_known), 0)::bigint as spending_then,
        coalesce(sum(amount) filter (where not income and now_known), 0)::bigint as spending_now
    from (
        select
            amount,
            kind = 'ingreso' as income,
            known_from <= position and known_to > position as then_known,
            known_from <= %(known)s and known_to > %(known)s as now_known
        from account_line
        where account_line.rbd = filed.rbd
            and account_line.year = filed.year
            and account_line.subvencion = filed.subvencion
            and account <> '500001'
    ) as told
) as line


-- name: rendicion_known
-- What the ledger knows of the totals of each rendición that is asked for, source by source, whole
-- pesos; null where a source says nothing, which is no zero. One row for each that is asked for, also
-- where nothing at all is known. Certificates are those that files brought: what stage 3 itself
-- accredits contradicts nothing. Books of a year that two sostenedores share are each one's own, as far
-- as a source names whose they are; who others say held the school stands beside them where nothing
-- says that it was this one. Reads only.
with rendicion as (
    select distinct rbd, year, subvencion, sostenedor
    from unnest(
        %(parent_0)s::integer[], %(parent_1)s::integer[], %(parent_2)s::text[], %(parent_3)s::text[]
    ) as told (rbd, year, subvencion, sostenedor)
)
select
    rendicion.sostenedor as sostenedor_rut, rendicion.rbd, rendicion.year, rendicion.subvencion,
    document.*, line.*, paid.*, certified.*, before.*,
    holder.held_by
from rendicion
cross join lateral (
    select
        sum(declared)::bigint as documents,
        (sum(declared) filter (where document_type = 'PLANILLA'))::bigint as payroll
    from {expenditure_at} as expenditure
    where expenditure.sostenedor = rendicion.sostenedor
        and expenditure.rbd = rendicion.rbd
        and expenditure.year = rendicion.year
        and expenditure.subvencion = rendicion.subvencion
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
    from {account_line_at} as account_line
    where account_line.rbd = rendicion.rbd
        and account_line.year = rendicion.year
        and account_line.subvencion = rendicion.subvencion
        and {line_is_own}
) as line
cross join lateral (
    select
        sum(sep_total)::bigint as paid,
        count(distinct month)::integer as months_paid
    from {payment_at} as payment
    where rendicion.subvencion = 'SEP'
        and payment.rbd = rendicion.rbd
        and coalesce(payment.sostenedor, rendicion.sostenedor) = rendicion.sostenedor
        and payment.month between rendicion.year || '-01' and rendicion.year || '-12'
) as paid
cross join lateral (
    select sum(amount)::bigint as certified
    from (
        select distinct on (bank_account) amount
        from {saldo_certificate_at} as saldo_certificate
        where saldo_certificate.rbd = rendicion.rbd
            and saldo_certificate.year = rendicion.year
            and saldo_certificate.subvencion = rendicion.subvencion
            and saldo_certificate.sostenedor = rendicion.sostenedor
            and not projections.is_entity(stream)
        order by bank_account, known_from desc
    ) as latest
) as certified
cross join lateral (
    select (
        select opening + income - spending
        from {rendicion_step_at} as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year - 1
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step = 'books_declared'
        order by step.known_from desc
        limit 1
    ) as carried,
    exists (
        select from {rendicion_step_at} as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year - 1
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step in ('presented', 'closed')
    ) as rendered_before
) as before
cross join lateral (
    select coalesce(array_agg(distinct named.sostenedor order by named.sostenedor), array[]::text[]) as held_by
    from (
        select school_year.sostenedor
        from {school_year_at} as school_year
        where school_year.rbd = rendicion.rbd
            and school_year.year = rendicion.year
        union
        select payment.sostenedor
        from {payment_at} as payment
        where payment.rbd = rendicion.rbd
            and payment.month between rendicion.year || '-01' and rendicion.year || '-12'
        union
        select step.sostenedor
        from {convenio_step_at} as step
        where step.rbd = rendicion.rbd
            and extract(year from step.occurred_on) = rendicion.year
        union
        select step.sostenedor
        from {rendicion_step_at} as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year
            and step.subvencion = rendicion.subvencion
        union
        select expenditure.sostenedor
        from {expenditure_at} as expenditure
        where expenditure.rbd = rendicion.rbd
            and expenditure.year = rendicion.year
            and expenditure.subvencion = rendicion.subvencion
    ) as named
    where named.sostenedor is not null
) as holder


-- name: rendicion_reallocations
-- Amounts moved to another account, fund or school, with the observation that each answers. Reads
-- only.
select
    moved.known_from as position, moved.stream, moved.sostenedor as sostenedor_rut, moved.rbd,
    moved.year, moved.subvencion, moved.occurred_on, moved.document, moved.amount, moved.before,
    moved.account as from_account,
    coalesce(moved.to_account, moved.account) as to_account,
    coalesce(moved.to_subvencion, moved.subvencion) as to_subvencion,
    coalesce(moved.to_rbd, moved.rbd) as to_rbd,
    moved.reason,
    observed.occurred_on as observed_on,
    observed.amount as observed,
    observed.reason as observation
from {rendicion_step_at} as moved
left join lateral (
    select occurred_on, amount, reason
    from rendicion_step as earlier
    where earlier.step = 'allocation_observed'
        and earlier.rbd = moved.rbd
        and earlier.year = moved.year
        and earlier.subvencion = moved.subvencion
        and earlier.sostenedor = moved.sostenedor
        and earlier.document = moved.document
        and earlier.known_from < moved.known_from
        and earlier.known_to > %(known)s
    order by earlier.known_from desc
    limit 1
) as observed on true
where moved.correction = 'reimputar'


-- name: rendicion_reviews
-- What is accepted, rejected and pending of each rendición, whole pesos: accepted + rejected + pending
-- = declared, always. What is declared are the documents and what corrections changed of them since;
-- without documents the Estado de resultados, else stage 2. What the last review or act states stands,
-- but for allocations that were restated since they were resolved, which are pending again, and for
-- what is beyond everything declared. What was rejected of an allocation stays rejected whatever the
-- sostenedor makes of it, up to what it still amounts to; the rest of it is beyond. Reads only.
with rendicion as (
    select distinct sostenedor, rbd, year, subvencion
    from {rendicion_step_at} as rendicion_step
),
totals as (
    select
        rendicion.sostenedor as sostenedor_rut, rendicion.rbd, rendicion.year,
        rendicion.subvencion, latest.reviewed_on, latest.accepted as stated_accepted,
        latest.rejected as stated_rejected, document.*,
        coalesce(corrected.by_corrections, 0) as by_corrections,
        coalesce(corrected.restated_accepted, 0) as restated_accepted,
        coalesce(corrected.beyond_rejected, 0) as beyond_rejected,
        coalesce(corrected.allocations_pending, 0) as allocations_pending,
        corrected.legs,
        line.spending as of_lines,
        books.spending as of_books
    from rendicion
    left join lateral (
        select occurred_on as reviewed_on, accepted, rejected
        from {rendicion_step_at} as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step = 'reviewed'
        order by step.known_from desc
        limit 1
    ) as latest on true
    left join lateral (
        select spending
        from {rendicion_step_at} as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step = 'books_declared'
        order by step.known_from desc
        limit 1
    ) as books on true
    cross join lateral (
        select
            case when count(*) > 0 then
                coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)
            end::bigint as spending
        from {account_line_at} as account_line
        where account_line.rbd = rendicion.rbd
            and account_line.year = rendicion.year
            and account_line.subvencion = rendicion.subvencion
            and {line_is_own}
    ) as line
    cross join lateral (
        select sum(declared)::bigint as of_documents
        from {expenditure_at} as expenditure
        where expenditure.sostenedor = rendicion.sostenedor
            and expenditure.rbd = rendicion.rbd
            and expenditure.year = rendicion.year
            and expenditure.subvencion = rendicion.subvencion
    ) as document
    left join lateral (
        with step as (
            select *
            from {rendicion_step_at} as rendicion_step
            where rendicion_step.rbd = rendicion.rbd
                and rendicion_step.year = rendicion.year
                and rendicion_step.subvencion = rendicion.subvencion
                and rendicion_step.sostenedor = rendicion.sostenedor
        ),
        over_all as (
            select known_from, accepted, rejected
            from step
            where step.step = 'reviewed'
                and document is null
            order by known_from desc
            limit 1
        ),
        -- What each correction adds to an allocation or takes from it; of what moves within the
        -- rendición, both.
        leg as (
            select
                document, known_from,
                case correction
                    when 'agregar' then amount
                    when 'modificar' then amount - coalesce(before, 0)
                    when 'reimputar' then -amount
                end as by_correction
            from step
            where step.step = 'allocation_corrected'
            union all
            select to_account || substring(document from 7), known_from, amount
            from step
            where correction = 'reimputar'
                and to_account is not null
                and coalesce(to_rbd, rbd) = rbd
                and coalesce(to_subvencion, subvencion) = subvencion
        ),
        outcome as (
            select distinct on (document) document, known_from, accepted, rejected
            from (
                select document, known_from, accepted, rejected
                from step
                where step.step in (
                    'allocation_observed', 'allocation_corrected', 'allocation_resolved'
                )
                union all
                select document, known_from, null, null from leg
            ) as touched
            order by document, known_from desc, accepted nulls last
        ),
        -- A statement over all that has no room for what was resolved before stands over it.
        standing as (
            select outcome.*
            from outcome
            left join over_all on outcome.known_from < over_all.known_from
            where over_all.known_from is null
                or (
                    select sum(accepted) <= over_all.accepted and sum(rejected) <= over_all.rejected
                    from outcome as before
                    where before.known_from < over_all.known_from
                        and before.accepted is not null
                )
        ),
        -- What stays rejected of an allocation that the sostenedor corrected.
        kept as (
            select distinct on (step.document) step.document, coalesce(step.kept, 0) as kept
            from step
            left join over_all on step.known_from <= over_all.known_from
            where step.step = 'reviewed'
                and step.document is not null
                and over_all.known_from is null
            order by step.document, step.known_from desc
        ),
        named as (
            select document from leg
            union
            select document from standing
            union
            select document from kept
        ),
        filed as (
            select named.document, max(row.declared) as declared, max(row.known_from) as known_from
            from named
            inner join lateral (
                select
                    declared, known_from,
                    concat_ws(
                        '/', account, document_type, coalesce(issuer, ''),
                        coalesce(document_number, ''),
                        nullif(
                            ('x' || right(stream::text, 3))::bit(12)::integer, 0
                        )
                    ) as document
                from {expenditure_at} as expenditure
                where expenditure.rbd = rendicion.rbd
                    and expenditure.year = rendicion.year
                    and expenditure.subvencion = rendicion.subvencion
                    and expenditure.sostenedor = rendicion.sostenedor
            ) as row using (document)
            group by named.document
        ),
        -- What a file says of a document after a correction has the correction in it.
        since as (
            select leg.document, sum(by_correction) as by_corrections
            from leg
            left join filed using (document)
            where filed.known_from is null or filed.known_from < leg.known_from
            group by leg.document
        ),
        stale as (
            select standing.*
            from standing
            left join filed using (document)
            left join since using (document)
            where standing.accepted is not null
                and standing.accepted + standing.rejected
                    <> coalesce(filed.declared, 0) + coalesce(since.by_corrections, 0)
        ),
        rejected as (
            select document, rejected from stale
            union all
            select document, kept from kept where kept <> 0
        ),
        -- What is rejected of an allocation beyond what it amounts to by now.
        beyond as (
            select
                case
                    when rejected.rejected >= 0 then
                        greatest(rejected.rejected - greatest(now.amount, 0), 0)
                    else least(rejected.rejected - least(now.amount, 0), 0)
                end as rejected
            from rejected
            left join filed using (document)
            left join since using (document)
            cross join lateral (
                select coalesce(filed.declared, 0) + coalesce(since.by_corrections, 0) as amount
            ) as now
        )
        select
            (select sum(by_corrections) from since)::bigint as by_corrections,
            (select count(*) from since)::integer as legs,
            (select sum(accepted) from stale)::bigint as restated_accepted,
            (select sum(rejected) from beyond)::bigint as beyond_rejected,
            (
                select count(*) from standing
                where accepted is null or document in (select document from stale)
            )::integer as allocations_pending
    ) as corrected on true
),
declared as (
    select
        *,
        case
            when of_documents is not null or legs > 0 then coalesce(of_documents, 0) + by_corrections
            else coalesce(of_lines, of_books)
        end as declared,
        case
            when of_documents is not null or legs > 0 then 'documentos'
            when of_lines is not null then 'estado_resultado'
            when of_books is not null then 'rendicion'
        end as declared_by,
        greatest(stated_accepted - restated_accepted, 0) as still_accepted,
        greatest(stated_rejected - beyond_rejected, 0) as still_rejected
    from totals
),
bounded as (
    select
        *,
        case
            when declared is null then still_rejected
            else least(still_rejected, greatest(declared, 0))
        end as rejected
    from declared
),
judged as (
    select
        *,
        case
            when declared is null then still_accepted
            else least(still_accepted, greatest(declared, 0) - rejected)
        end as accepted
    from bounded
)
select
    sostenedor_rut, rbd, year, subvencion, reviewed_on, declared, declared_by, by_corrections,
    accepted, rejected,
    declared - coalesce(accepted, 0) - coalesce(rejected, 0) as pending,
    stated_accepted, stated_rejected,
    case when stated_accepted is not null then restated_accepted end as restated,
    still_accepted + greatest(stated_rejected, 0) - accepted - rejected as beyond_declared,
    allocations_pending
from judged


-- name: rendicion_steps
-- Steps of rendiciones, each with whether it came after the due date or after the closing. Reads
-- only.
with step as (
    select
        *,
        min(known_from) filter (where step = 'closed') over rendicion as closed_at,
        coalesce(
            max(until) filter (where step = 'extended') over rendicion, make_date(year + 1, 3, 31)
        ) as due_on
    from {rendicion_step_at} as rendicion_step
    window rendicion as (partition by sostenedor, rbd, year, subvencion)
)
select
    known_from as position, stream, sostenedor as sostenedor_rut, rbd, year, subvencion, step,
    occurred_on, until, signatory, payroll, opening, income, spending, balance, certified,
    document, account, reason, correction, amount, before, to_account, to_subvencion, to_rbd,
    accepted, rejected, pending, why_different, known_at,
    occurred_on > due_on as after_due,
    coalesce(known_from > closed_at, false) as after_closing
from step


-- name: rendiciones
-- Rendiciones as their steps leave them. Due on 31 March of the next year (Ley 20.529 art 54), or at
-- the end of an extraordinary term (Ley 21.006 art 2). Where a file and a decision both state the
-- same, the later known counts. Reads only.
with step as (
    select *
    from {rendicion_step_at} as rendicion_step
    where (%(year)s::smallint is null or year = %(year)s)
        and (%(subvencion)s::text is null or subvencion = %(subvencion)s)
),
touched as (
    select sostenedor, rbd, year, subvencion, document, known_from, accepted, rejected
    from step
    where step in ('allocation_observed', 'allocation_corrected', 'allocation_resolved')
    union all
    -- What moves within the rendición changes the allocation that it moves to.
    select
        sostenedor, rbd, year, subvencion, to_account || substring(document from 7), known_from,
        null, null
    from step
    where correction = 'reimputar'
        and to_account is not null
        and coalesce(to_rbd, rbd) = rbd
        and coalesce(to_subvencion, subvencion) = subvencion
),
outcome as (
    select distinct on (sostenedor, rbd, year, subvencion, document)
        sostenedor, rbd, year, subvencion, accepted, rejected
    from touched
    order by sostenedor, rbd, year, subvencion, document, known_from desc
),
resolved as (
    select
        sostenedor, rbd, year, subvencion,
        sum(accepted)::bigint as allocations_accepted,
        sum(rejected)::bigint as allocations_rejected,
        (count(*) filter (where accepted is null))::integer as allocations_pending
    from outcome
    group by sostenedor, rbd, year, subvencion
),
gathered as (
    select
        sostenedor, rbd, year, subvencion,
        coalesce(
            max(until) filter (where step = 'extended'), make_date(year + 1, 3, 31)
        ) as due_on,
        max(until) filter (where step = 'extended') as extended_until,
        min(occurred_on) filter (where step = 'consejo_informed') as consejo_informed_on,
        min(occurred_on) filter (where step = 'signed') as signed_on,
        max(occurred_on) filter (where step = 'payroll_declared') as payroll_on,
        max(occurred_on) filter (where step = 'books_declared') as books_on,
        max(occurred_on) filter (where step = 'balances_accredited') as accredited_on,
        max(occurred_on) filter (where step = 'declared') as declared_on,
        min(occurred_on) filter (where step = 'presented') as presented_on,
        max(occurred_on) filter (where step = 'reviewed') as reviewed_on,
        max(occurred_on) filter (where step = 'closed') as closed_on,
        min(known_from) filter (where step = 'closed') as closed_at,
        (array_agg(signatory order by known_from desc) filter (where step = 'declared'))[1]
            as signatory,
        (array_agg(payroll order by known_from desc) filter (where step = 'payroll_declared'))[1]
            as payroll,
        (array_agg(opening order by known_from desc) filter (where step = 'books_declared'))[1]
            as opening,
        (array_agg(income order by known_from desc) filter (where step = 'books_declared'))[1]
            as income,
        (array_agg(spending order by known_from desc) filter (where step = 'books_declared'))[1]
            as spending,
        (array_agg(balance order by known_from desc) filter (where step = 'balances_accredited'))[1]
            as balance,
        (array_agg(certified order by known_from desc) filter (where step = 'balances_accredited'))[1]
            as accredited,
        (
            array_agg(why_different order by known_from desc)
            filter (where step = 'payroll_declared')
        )[1] as payroll_why_different,
        (
            array_agg(why_different order by known_from desc)
            filter (where step = 'books_declared')
        )[1] as books_why_different,
        (
            array_agg(why_different order by known_from desc)
            filter (where step = 'balances_accredited')
        )[1] as accredited_why_different,
        (array_agg(accepted order by known_from desc) filter (where step = 'reviewed'))[1]
            as accepted,
        (array_agg(rejected order by known_from desc) filter (where step = 'reviewed'))[1]
            as rejected,
        (count(*) filter (where step = 'allocation_observed'))::integer as observations,
        (count(*) filter (where step = 'allocation_corrected'))::integer as corrections
    from step
    group by sostenedor, rbd, year, subvencion
)
select
    gathered.sostenedor as sostenedor_rut,
    gathered.*,
    greatest(presented_on - due_on, 0) as days_late,
    greatest(closed_on - due_on, 0) as closing_days_late,
    case when signed_on is not null then coalesce(consejo_informed_on <= signed_on, false) end
        as consejo_first,
    case when presented_on is not null then coalesce(signed_on <= presented_on, false) end
        as signed_before_presenting,
    allocations_accepted, allocations_rejected, allocations_pending,
    accepted - allocations_accepted as accepted_difference,
    rejected - allocations_rejected as rejected_difference,
    (
        select count(*)::integer
        from step
        where (step.sostenedor, step.rbd, step.year, step.subvencion)
            = (gathered.sostenedor, gathered.rbd, gathered.year, gathered.subvencion)
            and step.step = 'allocation_corrected'
            and step.known_from > gathered.closed_at
    ) as rectifications
from gathered
left join resolved using (sostenedor, rbd, year, subvencion)
where (%(presented)s::boolean is null or (presented_on is not null) = %(presented)s)
    and (%(late)s::boolean is null or coalesce(presented_on > due_on, false) = %(late)s)
