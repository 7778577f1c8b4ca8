-- What is accepted, rejected and pending of each rendición, whole pesos: accepted + rejected + pending
-- = declared, always. What is declared are the documents and what corrections changed of them since;
-- without documents the Estado de resultados, else stage 2. What the last review or act states stands,
-- but for allocations that were restated since they were resolved, which are pending again, and for
-- what is beyond everything declared. What was rejected of an allocation stays rejected whatever the
-- sostenedor makes of it, up to what it still amounts to; the rest of it is beyond. Reads only.
with rendicion as (
    select distinct sostenedor, rbd, year, subvencion
    from rendicion_step
    where known_from <= %(known)s
        and known_to > %(known)s
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
        from rendicion_step as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step = 'reviewed'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        order by step.known_from desc
        limit 1
    ) as latest on true
    left join lateral (
        select spending
        from rendicion_step as step
        where step.rbd = rendicion.rbd
            and step.year = rendicion.year
            and step.subvencion = rendicion.subvencion
            and step.sostenedor = rendicion.sostenedor
            and step.step = 'books_declared'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
        order by step.known_from desc
        limit 1
    ) as books on true
    cross join lateral (
        select
            case when count(*) > 0 then
                coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)
            end::bigint as spending
        from account_line
        where account_line.rbd = rendicion.rbd
            and account_line.year = rendicion.year
            and account_line.subvencion = rendicion.subvencion
            and {line_is_own}
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as line
    cross join lateral (
        select sum(declared)::bigint as of_documents
        from expenditure
        where expenditure.sostenedor = rendicion.sostenedor
            and expenditure.rbd = rendicion.rbd
            and expenditure.year = rendicion.year
            and expenditure.subvencion = rendicion.subvencion
            and known_from <= %(known)s
            and known_to > %(known)s
    ) as document
    left join lateral (
        with step as (
            select *
            from rendicion_step
            where rendicion_step.rbd = rendicion.rbd
                and rendicion_step.year = rendicion.year
                and rendicion_step.subvencion = rendicion.subvencion
                and rendicion_step.sostenedor = rendicion.sostenedor
                and rendicion_step.known_from <= %(known)s
                and rendicion_step.known_to > %(known)s
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
                from expenditure
                where expenditure.rbd = rendicion.rbd
                    and expenditure.year = rendicion.year
                    and expenditure.subvencion = rendicion.subvencion
                    and expenditure.sostenedor = rendicion.sostenedor
                    and expenditure.known_from <= %(known)s
                    and expenditure.known_to > %(known)s
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
