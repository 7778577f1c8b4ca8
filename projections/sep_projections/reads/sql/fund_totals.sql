-- What the entries of a fund statement come to, as columns of a grouped select. Whole pesos.
coalesce(sum(amount) filter (where account = '500001'), 0)::bigint as opening,
coalesce(sum(amount) filter (where kind = 'ingreso' and account <> '500001'), 0)::bigint as income,
coalesce(sum(amount) filter (where kind = 'gasto' and account <> '500001'), 0)::bigint as spending,
sum(line)::integer as account_lines,
sum(pending)::integer as lines_not_rendered,
sum(declared)::bigint as documents,
sum(document)::integer as document_count,
sum(paid)::bigint as paid,
sum(month)::integer as months_paid
