-- Folds declared documents, declared account lines and the plan; amounts in whole pesos.
insert into expenditure (
    stream, known_from, known_to, year, sostenedor, sostenedor_id, sostenedor_name, rbd, subvencion,
    account, account_name, book, document_type, document_number, document_name, document_detail,
    issuer, issued_on, paid_on, document_total, declared
)
select
    stream, known_from, known_to,
    e.year, e.sostenedor, e.sostenedor_id, e.sostenedor_name, e.rbd, e.subvencion, e.account,
    e.account_name, e.book, e.document_type, e.document_number, e.document_name, e.document_detail,
    e.issuer, e.issued_on, e.paid_on, e.document_total, e.declared
from batch
cross join jsonb_to_record(doc) as e (
    year smallint, sostenedor text, sostenedor_id text, sostenedor_name text, rbd integer,
    subvencion text, account text, account_name text, book text, document_type text,
    document_number text, document_name text, document_detail text, issuer text, issued_on date,
    paid_on date, document_total bigint, declared bigint
)
where event = 'expenditure.declared';

insert into account_line (
    stream, known_from, known_to, year, sostenedor_id, rbd, dependency, subvencion, kind, account,
    account_name, rendered, amount
)
select
    stream, known_from, known_to,
    e.year, e.sostenedor_id, e.rbd, e.dependency, e.subvencion, e.kind, e.account, e.account_name,
    e.rendered, e.amount
from batch
cross join jsonb_to_record(doc) as e (
    year smallint, sostenedor_id text, rbd integer, dependency text, subvencion text, kind text,
    account text, account_name text, rendered boolean, amount bigint
)
where event = 'account.declared';

insert into account (stream, known_from, known_to, year, account, name, kind, parent, parent_name)
select stream, known_from, known_to, e.year, e.account, e.name, e.kind, e.parent, e.parent_name
from batch
cross join jsonb_to_record(doc) as e (
    year smallint, account text, name text, kind text, parent text, parent_name text
)
where event = 'account.defined';
