-- Folds preparations, what withdrew them and what was done on them; and the setting of a sostenedor.
-- What a file says was done waits for nobody: only streams of entities count, from 0080… on.
insert into approval_step (
    stream, known_from, known_to, step, entity, about, sostenedor, occurred_on, terms, prepared_by,
    reason
)
select
    stream, known_from, known_to,
    case event
        when 'approval.prepared' then 'prepared'
        when 'approval.withdrawn' then 'withdrawn'
        else 'done'
    end as step,
    e.entity,
    case event
        when 'ate_contract.payment_made' then 'pay/' || e.milestone
        when 'rendicion.presented' then 'present'
        when 'rendicion.closed' then 'close'
        when 'rendicion.allocation_corrected' then 'rectify/' || e.document
        when 'reconciliation.closed' then 'close'
        when 'sostenedor.two_persons_lifted' then 'lift'
        else e.about
    end as about,
    e.sostenedor, e.occurred_on, e.terms, e.prepared_by, e.reason
from batch
cross join jsonb_to_record(doc) as e (
    entity text, about text, sostenedor text, occurred_on date, terms text, prepared_by text,
    reason text, milestone integer, document text
)
where stream >= '00800000-0000-0000-0000-000000000000'
    and event in (
        'approval.prepared', 'approval.withdrawn', 'ate_contract.payment_made',
        'rendicion.presented', 'rendicion.closed', 'rendicion.allocation_corrected',
        'reconciliation.closed', 'sostenedor.two_persons_lifted'
    )
    and (event <> 'ate_contract.payment_made' or e.milestone is not null);

insert into two_persons (
    stream, known_from, known_to, sostenedor, required, from_date, occurred_on, reason
)
select
    stream, known_from, known_to, e.sostenedor,
    event = 'sostenedor.two_persons_required' as required, e.from_date, e.occurred_on, e.reason
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, from_date date, occurred_on date, reason text
)
where event in ('sostenedor.two_persons_required', 'sostenedor.two_persons_lifted');
