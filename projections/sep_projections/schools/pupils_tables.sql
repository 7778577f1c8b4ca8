-- Pupils by school and year, by grade within it, and monthly attendance by level band.
create table pupil_year (
    stream         uuid not null,
    known_from     bigint not null,
    known_to       bigint not null,
    rbd            integer not null,
    year           smallint not null,
    has_convenio   boolean,
    joined_sep_in  smallint,
    classification text,
    gratuitous     boolean,
    shift_unknown  integer,
    primary key (stream, known_from)
);
create index on pupil_year (rbd, year);
create index on pupil_year (year);

create table grade_count (
    stream        uuid not null,
    known_from    bigint not null,
    known_to      bigint not null,
    rbd           integer not null,
    year          smallint not null,
    grade         text not null,
    total         integer not null,
    prioritarios  integer,
    preferentes   integer,
    beneficiarios integer not null,
    primary key (stream, known_from, grade)
);
create index on grade_count (rbd, year);
create index on grade_count (year);

create table attendance (
    stream                  uuid not null,
    known_from              bigint not null,
    known_to                bigint not null,
    rbd                     integer not null,
    month                   text not null,
    band                    text not null,
    prioritarios            integer not null,
    prioritarios_attendance numeric not null,
    preferentes             integer not null,
    preferentes_attendance  numeric not null,
    total                   integer not null,
    total_attendance        numeric not null,
    primary key (stream, known_from)
);
create index on attendance (rbd, month);
