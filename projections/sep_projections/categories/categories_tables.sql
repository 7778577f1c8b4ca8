-- Performance categories by school, level and year, and the changes from one to the next.
create table category_year (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    level       text not null,
    year        smallint not null,
    occurred_on date not null,
    category    text not null,
    school_name text not null,
    dependency  text,
    region_name text,
    comuna_name text,
    enrolment   integer,
    primary key (stream, known_from)
);
create index on category_year (rbd, level, year);
create index on category_year (year, level, category);

create table reclassification (
    stream            uuid not null,
    known_from        bigint not null,
    known_to          bigint not null,
    rbd               integer not null,
    level             text not null,
    previous_year     smallint not null,
    previous_on       date not null,
    previous_category text not null,
    year              smallint not null,
    occurred_on       date not null,
    category          text not null,
    effective_on      date not null,
    primary key (stream, known_from)
);
create index on reclassification (rbd, level, year);

-- What the Agencia tells of a school in Insuficiente: parents and council, and the ministry.
create table agency_notice (
    stream      uuid not null,
    known_from  bigint not null,
    known_to    bigint not null,
    rbd         integer not null,
    level       text not null,
    kind        text not null,
    occurred_on date not null,
    document    text,
    primary key (stream, known_from)
);
create index on agency_notice (rbd, level);
