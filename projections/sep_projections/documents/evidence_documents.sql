-- name: ate_milestone_documents
-- Documents that show how far milestones got: reports, their approval, invoices and payments. What
-- shows that a milestone was agreed is the contract's. Reads only.
with told as (
    select contract, milestone, known_from
    from {ate_milestone_step_at} as ate_milestone_step
    union all
    select contract, milestone, known_from
    from {ate_contract_payment_at} as ate_contract_payment
    where milestone is not null
)
select
    told.contract, told.milestone, document.known_from as position, document.place,
    document.sha256, document.size::integer as size, document.media_type, document.title,
    document.kind
from told
inner join evidence_document as document using (known_from)
where document.known_to > %(known)s


-- name: evidence_documents
-- Documents that decisions point to, each as the first such event calls it. Reads only.
select distinct on (sha256)
    sha256, size::integer as size, media_type, title, kind, known_from as position
from {evidence_document_at} as evidence_document
where (%(sha256)s::text is null or sha256 = %(sha256)s)
    and (%(kind)s::text is null or kind = %(kind)s)
order by sha256, known_from
