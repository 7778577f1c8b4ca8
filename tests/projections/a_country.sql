-- A country of some schools: five years of results, plans with their documents and books, and a
-- contract with an adviser for each school and year.
insert into results.test_result (
    stream, known_from, known_to, rbd, year, grade, occurred_on, school_name, region, comuna,
    dependency, socioeconomic_group, rural
)
select
    stream, 1, 9223372036854775807, rbd, year, '4b', make_date(year, 12, 31), 'ESCUELA', 13, 13101,
    'slep', 'bajo', false
from (
    select gen_random_uuid() as stream, rbd, year
    from generate_series(1, %(schools)s) as rbd, generate_series(2015, 2019) as year
) as tested;

insert into results.subject_result (
    stream, known_from, known_to, rbd, year, grade, subject, pupils, score
)
select
    stream, known_from, known_to, rbd, year, grade, subject, 20, 250
from results.test_result, unnest(array['lect', 'mate']) as subject;

insert into pme.pme_action (
    stream, known_from, known_to, rbd, cycle, year, action, name, dimension, subdimension,
    presented_on, starts_on, ends_on, sep_budget, total_budget, needs_ate, justifies_staff
)
select
    gen_random_uuid(), 1, 9223372036854775807, rbd, year, year, action::text, 'Biblioteca',
    'liderazgo', 'gestion', make_date(year, 3, 1), make_date(year, 3, 1), make_date(year, 12, 31),
    1, 1, false, false
from
    generate_series(1, %(schools)s) as rbd, generate_series(2015, 2019) as year,
    generate_series(1, 4) as action;

insert into accounts.expenditure (
    stream, known_from, known_to, year, sostenedor, rbd, subvencion, account, document_type,
    document_detail, document_total, declared
)
select
    gen_random_uuid(), 1, 9223372036854775807, year, '62000660-2', rbd, 'SEP', '410500', 'FACE',
    'acción PME ' || year || '/' || action, 1, 1
from pme.pme_action;

insert into accounts.account_line (
    stream, known_from, known_to, year, sostenedor_id, rbd, subvencion, kind, account,
    account_name, rendered, amount
)
select
    gen_random_uuid(), 1, 9223372036854775807, year, '77', rbd, 'SEP', 'ingreso', '310101',
    'SUBVENCION', true, 100
from results.test_result;

insert into ate.ate_contract (
    stream, known_from, known_to, contract, sostenedor, rbd, ate, subject, signed_on, starts_on,
    ends_on, amount
)
select
    gen_random_uuid(), 1, 9223372036854775807, rbd || '-' || year, '62000660-2', rbd,
    '76086428-5', 'LECTURA', make_date(year, 3, 1), make_date(year, 3, 1),
    make_date(year, 12, 31), 1
from results.test_result
where year = 2016 + rbd %% 3;

analyze results.test_result;
analyze results.subject_result;
analyze pme.pme_action;
analyze accounts.expenditure;
analyze accounts.account_line;
analyze ate.ate_contract;
