-- Tenders, or the exceptions that stand in for them, with their terms, bids and award; those on which
-- bids may be made on a day, where one is given. Reads only.
with tender as (
{ate_tenders}
)
select
    tender.*, terms.contract, coalesce(terms.procedure, tender.stated_procedure) as procedure,
    terms.criteria as criteria_stated,
    -- A file says who bid with the award, and before it nothing; a command says each bid.
    case
        when bids.received > 0 or cardinality(tender.bidders) > 0
            then greatest(bids.received, cardinality(tender.bidders))
        when terms.contract is not null then 0
    end as bids,
    void.void_on
from tender
left join lateral (
    select contract, procedure, criteria
    from ate_tender_step as step
    where step.tender = tender.tender
        and step.step = 'terms_approved'
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
    order by occurred_on desc, known_from desc
    limit 1
) as terms on true
cross join lateral (
    select count(*)::integer as received
    from ate_tender_step as step
    where step.tender = tender.tender
        and step.step = 'bid_received'
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as bids
cross join lateral (
    select min(occurred_on) as void_on
    from ate_tender_step as step
    where step.tender = tender.tender
        and step.step = 'declared_void'
        and step.known_from <= %(known)s
        and step.known_to > %(known)s
) as void
where (%(rbd)s::integer is null or tender.rbd = %(rbd)s)
    and (%(sostenedor)s::text is null or tender.sostenedor_rut = %(sostenedor)s)
    and (
        %(open_on)s::date is null
        or (
            tender.exception is null
            and tender.announced_on <= %(open_on)s
            and tender.closes_on >= %(open_on)s
            and coalesce(tender.awarded_on > %(open_on)s, true)
            and coalesce(void.void_on > %(open_on)s, true)
        )
    )
