-- SIMCE by school, grade and year, and by subject within it.
create table test_result (
    stream              uuid not null,
    known_from          bigint not null,
    known_to            bigint not null,
    rbd                 integer not null,
    year                smallint not null,
    grade               text not null,
    occurred_on         date not null,
    school_name         text not null,
    region              smallint not null,
    comuna              integer,
    dependency          text not null,
    socioeconomic_group text,
    rural               boolean,
    not_tested          text,
    primary key (stream, known_from)
);
create index on test_result (rbd, year, grade);
create index on test_result (year, grade);

create table subject_result (
    stream                  uuid not null,
    known_from              bigint not null,
    known_to                bigint not null,
    rbd                     integer not null,
    year                    smallint not null,
    grade                   text not null,
    subject                 text not null,
    pupils                  integer,
    score                   smallint,
    difference              smallint,
    difference_significance text,
    group_difference        smallint,
    group_significance      text,
    mark                    text,
    mark_code               text,
    difference_mark         text,
    difference_mark_code    text,
    insufficient_share      numeric(4, 1),
    elementary_share        numeric(4, 1),
    adequate_share          numeric(4, 1),
    primary key (stream, known_from, subject)
);
create index on subject_result (rbd, grade, subject, year);
create index on subject_result (year, grade, subject);
