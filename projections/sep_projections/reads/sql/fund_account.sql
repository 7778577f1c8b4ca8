-- An account of a fund statement beside its documents, as columns of a grouped select. Whole pesos.
%(subvencion)s::text as subvencion,
kind,
account,
max(account_name) as account_name,
sum(amount)::bigint as amount,
sum(line)::integer as account_lines,
sum(declared)::bigint as documents,
sum(document)::integer as document_count,
(sum(amount) - sum(declared))::bigint as amount_less_documents
