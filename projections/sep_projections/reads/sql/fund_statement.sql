-- A fund statement of its totals, as columns: what is left, how far the sources differ, and which of
-- them say nothing. Whole pesos.
*,
%(subvencion)s::text as subvencion,
opening + income - spending as closing,
income - paid as income_less_paid,
spending - documents as spending_less_documents,
array_remove(array[
    case when account_lines = 0 then 'accounts_not_declared' end,
    case when document_count = 0 then 'documents_not_declared' end,
    case when months_paid = 0 and %(subvencion)s = 'SEP' then 'payments_not_published' end,
    case when %(subvencion)s <> 'SEP' then 'payments_of_sep_only' end
], null) as missing
