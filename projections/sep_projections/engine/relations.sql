-- Where a short range is decoded into; kept by the session, for making relations costs more than
-- folding a few events. They go before the views of the same names.
create temporary table batch (
    known_from bigint not null,
    known_to   bigint not null,
    stream     uuid not null,
    version    integer not null,
    event      text not null,
    doc        jsonb not null
) on commit delete rows
