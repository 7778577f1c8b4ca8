-- Folds published actions and levels of implementation.
insert into published_action (
    stream, known_from, known_to, rbd, year, dimension, name, description, dependency,
    estimated_total, estimated_sep, convenio_sep, alike, twin
)
select
    stream, known_from, known_to,
    e.rbd, e.year, e.dimension, e.name, e.description, e.dependency, e.estimated_total,
    e.estimated_sep, e.convenio_sep, told_alike(e.name) as alike, twin_of(stream) as twin
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, year smallint, dimension text, name text, description text, dependency text,
    estimated_total bigint, estimated_sep bigint, convenio_sep boolean
)
where event = 'pme_published.action';

insert into published_implementation (
    stream, known_from, known_to, rbd, year, dimension, name, level, level_from, level_to, alike,
    twin
)
select
    stream, known_from, known_to,
    e.rbd, e.year, e.dimension, e.name, e.level, e.level_from, e.level_to,
    told_alike(e.name) as alike, twin_of(stream) as twin
from batch
cross join jsonb_to_record(doc) as e (
    rbd integer, year smallint, dimension text, name text, level text, level_from smallint,
    level_to smallint
)
where event = 'pme_published.implementation';
