-- Purchase orders and their items as published. Amounts are in the order's currency and exact; an
-- order commits, it does not pay.
create table purchase_order (
    stream          uuid not null,
    known_from      bigint not null,
    known_to        bigint not null,
    "order"         text not null,
    edition         text not null,
    ordered_on      date not null,
    created_on      date not null,
    name            text not null,
    kind            text,
    status          text not null,
    supplier_status text,
    is_direct       boolean,
    is_agile        boolean,
    sent_on         date,
    accepted_on     date,
    cancelled_on    date,
    currency        text not null,
    total           numeric not null,
    total_clp       bigint not null,
    net             numeric not null,
    taxes           numeric,
    discounts       numeric,
    charges         numeric,
    buyer_rut       text not null,
    buyer_unit      text,
    buyer_name      text not null,
    supplier_rut    text,
    supplier_name   text not null,
    financing       text,
    tender          text,
    framework       text,
    primary key (stream, known_from)
);
create index on purchase_order ("order");
create index on purchase_order (buyer_rut);
create index on purchase_order (supplier_rut);
create index on purchase_order (tender);

create table purchase_order_item (
    stream       uuid not null,
    known_from   bigint not null,
    known_to     bigint not null,
    "order"      text not null,
    edition      text not null,
    item         text not null,
    category     text,
    product_code text,
    product      text,
    quantity     numeric not null,
    unit         text,
    currency     text,
    unit_price   numeric not null,
    charges      numeric,
    discounts    numeric,
    taxes        numeric,
    net          numeric not null,
    primary key (stream, known_from)
);
create index on purchase_order_item ("order");
