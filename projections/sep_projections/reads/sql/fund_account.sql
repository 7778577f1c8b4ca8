-- An account of a fund statement beside its documents, as columns of a grouped select; null where no
-- line or no document names it. Whole pesos.
%(subvencion)s::text as subvencion,
kind,
account,
max(account_name) as account_name,
case when sum(line) > 0 then sum(amount) end::bigint as amount,
sum(line)::integer as account_lines,
case when sum(document) > 0 then sum(declared) end::bigint as documents,
sum(document)::integer as document_count,
case when sum(line) > 0 and sum(document) > 0 then
    sum(amount) - sum(declared)
end::bigint as amount_less_documents,
array_remove(array[
    case when sum(line) = 0 then 'accounts_not_declared' end,
    case when sum(document) = 0 and kind = 'gasto' then 'documents_not_declared' end
], null) as missing
