-- name: pending_approvals
-- What somebody prepared and nobody has approved, withdrawn or prepared anew. Reads only.
select
    prepared.known_from as position, prepared.stream, prepared.entity, prepared.about,
    prepared.sostenedor as sostenedor_rut, prepared.occurred_on as prepared_on,
    prepared.prepared_by, prepared.terms
from {approval_step_at} as prepared
where prepared.step = 'prepared'
    and (%(sostenedor)s::text is null or prepared.sostenedor = %(sostenedor)s)
    and (%(entity)s::text is null or prepared.entity = %(entity)s)
    and (%(not_prepared_by)s::text is null or prepared.prepared_by <> %(not_prepared_by)s)
    and not exists (
        select from {approval_step_at} as later
        where later.stream = prepared.stream
            and later.about = prepared.about
            and later.known_from > prepared.known_from
    )
