-- A fund statement of its totals, as columns: what is left, and how far the sources differ. Whole pesos.
*,
%(subvencion)s::text as subvencion,
opening + income - spending as closing,
income - paid as income_less_paid,
spending - documents as spending_less_documents
