-- What a check of the documents reads.

-- name: references
-- The documents that events point to, document by document, in the order of the log. Only entities'
-- events point to any, and their streams come after all others (see `sep_domain.streams`). Reads
-- only.
with told as (
    select position, convert_from(metadata, 'UTF8')::jsonb #> '{source,evidence}' as evidence
    from ledger.events
    where originator_id >= '00800000-0000-8000-8000-000000000000'
)
select
    document ->> 'sha256' as sha256, (document ->> 'size')::bigint as size,
    document ->> 'title' as title, position
from told
cross join lateral jsonb_array_elements(evidence) as document
where evidence is not null
order by sha256, position
