-- What the entries of a fund statement come to, as columns of a grouped select; null where nothing at
-- all is declared or published, which is no zero. Whole pesos.
case when sum(line) > 0 then
    coalesce(sum(amount) filter (where account = '500001'), 0)
end::bigint as opening,
case when sum(line) > 0 then
    coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)
end::bigint as income,
case when sum(line) > 0 then
    coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)
end::bigint as spending,
sum(line)::integer as account_lines,
sum(pending)::integer as lines_not_rendered,
case when sum(document) > 0 then sum(declared) end::bigint as documents,
sum(document)::integer as document_count,
case when sum(month) > 0 then sum(paid) end::bigint as paid,
sum(month)::integer as months_paid
