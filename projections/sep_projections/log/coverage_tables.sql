-- How many facts of a dataset the log holds at present by year and school; rbd 0 is no school.
-- Datasets are named as the importers name them.
create table fact_count (
    dataset text not null,
    year    smallint not null,
    rbd     integer not null,
    facts   integer not null check (facts > 0),
    primary key (dataset, year, rbd)
);
