-- Present sums of money by school year, school, sostenedor at that time and subvención, one row for
-- each kind of amount; whole pesos. No column is null, so that rows can be found by their key: rbd 0
-- is no school (a central administration), '' is what the source does not tell or does not split.
--
-- Kinds: paid by the ministry as SEP; restated, retained and discounted by it, of all subvenciones
-- together; declared in documents, by account and type of document; opening, income and spending,
-- declared in the Estado de resultados; certified by a bank at year end.
create table fund_sum (
    kind          text not null,
    year          smallint not null,
    rbd           integer not null,
    sostenedor    text not null, -- RUT
    sostenedor_id text not null, -- the Superintendencia's number, where the source has no RUT
    subvencion    text not null,
    account       text not null,
    account_name  text not null,
    document_type text not null,
    facts         integer not null check (facts > 0),
    amount        bigint not null,
    primary key (
        kind, year, rbd, sostenedor, sostenedor_id, subvencion, account, document_type, account_name
    )
);
