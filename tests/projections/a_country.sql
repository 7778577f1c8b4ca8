-- A country of some schools: five years of results, plans with their documents and books, and a
-- contract with an adviser for each school and year.
insert into results.test_result
select
    stream, 1, 9223372036854775807, rbd, year, '4b', make_date(year, 12, 31), 'ESCUELA', 13, 13101,
    'slep', 'bajo', false, null
from (
    select gen_random_uuid() as stream, rbd, year
    from generate_series(1, %(schools)s) as rbd, generate_series(2015, 2019) as year
) as tested;

insert into results.subject_result
select
    stream, known_from, known_to, rbd, year, grade, subject, 20, 250, null, null, null, null, null,
    null, null, null, null, null, null
from results.test_result, unnest(array['lect', 'mate']) as subject;

insert into pme.pme_action
select
    gen_random_uuid(), 1, 9223372036854775807, rbd, year, year, action::text, 'Biblioteca',
    'liderazgo', 'gestion', make_date(year, 3, 1), make_date(year, 3, 1), make_date(year, 12, 31),
    1, 1, false, false
from
    generate_series(1, %(schools)s) as rbd, generate_series(2015, 2019) as year,
    generate_series(1, 4) as action;

insert into accounts.expenditure
select
    gen_random_uuid(), 1, 9223372036854775807, year, '62000660-2', null, null, rbd, 'SEP', '410500',
    null, null, 'FACE', null, null, 'acción PME ' || year || '/' || action, null, null, null, 1, 1
from pme.pme_action;

insert into accounts.account_line
select
    gen_random_uuid(), 1, 9223372036854775807, year, '77', rbd, null, 'SEP', 'ingreso', '310101',
    'SUBVENCION', true, 100
from results.test_result;

insert into ate.ate_contract
select
    gen_random_uuid(), 1, 9223372036854775807, rbd || '-' || year, null, '62000660-2', rbd,
    '76086428-5', 'LECTURA', null, make_date(year, 3, 1), make_date(year, 3, 1),
    make_date(year, 12, 31), 1, null
from results.test_result
where year = 2016 + rbd %% 3;

analyze results.test_result;
analyze results.subject_result;
analyze pme.pme_action;
analyze accounts.expenditure;
analyze accounts.account_line;
analyze ate.ate_contract;
