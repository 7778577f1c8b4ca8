-- Folds bank lines and balance certificates; money in is positive, money out negative.
insert into bank_movement (
    stream, known_from, known_to, sostenedor, bank, bank_account, sep_only, occurred_on, line, text,
    reference, amount, balance, opening
)
select
    stream, known_from, known_to,
    e.sostenedor, e.bank, e.bank_account, e.sep_only, e.occurred_on, e.line, e.text,
    e.reference, e.amount, e.balance, e.opening
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, bank text, bank_account text, sep_only boolean, occurred_on date,
    line integer, text text, reference text, amount bigint, balance bigint, opening bigint
)
where event = 'bank.movement_recorded';

insert into saldo_certificate (
    stream, known_from, known_to, sostenedor, rbd, year, subvencion, bank_account, certified_on,
    amount
)
select
    stream, known_from, known_to,
    e.sostenedor, e.rbd, e.year, e.subvencion, e.bank_account, e.occurred_on as certified_on,
    e.amount
from batch
cross join jsonb_to_record(doc) as e (
    sostenedor text, rbd integer, year smallint, subvencion text, bank_account text,
    occurred_on date, amount bigint
)
where event = 'saldo.certified';
