-- Documents that show how far milestones got: reports, their approval, invoices and payments. What
-- shows that a milestone was agreed is the contract's. Reads only.
with told as (
    select contract, milestone, known_from
    from ate_milestone_step
    where known_from <= %(known)s
        and known_to > %(known)s
    union all
    select contract, milestone, known_from
    from ate_contract_payment
    where milestone is not null
        and known_from <= %(known)s
        and known_to > %(known)s
)
select
    told.contract, told.milestone, document.known_from as position, document.place,
    document.sha256, document.size::integer as size, document.media_type, document.title,
    document.kind
from told
inner join evidence_document as document using (known_from)
where document.known_to > %(known)s
