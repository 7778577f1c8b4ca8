-- Whether a line of the Estado de resultados is of the sostenedor of a rendición. The file names the
-- sostenedor by a number of the Superintendencia: documents of the year tell whose it is. Where none
-- does, it is whoever's of whom no document of the school has another number. Reads only.
(
    exists (
        select from expenditure as own
        where own.sostenedor = rendicion.sostenedor
            and own.year = account_line.year
            and own.sostenedor_id = account_line.sostenedor_id
            and own.known_from <= %(known)s
            and own.known_to > %(known)s
    )
    or not exists (
        select from expenditure as told
        where told.rbd = account_line.rbd
            and told.year = account_line.year
            and told.sostenedor_id is not null
            and (
                told.sostenedor_id = account_line.sostenedor_id
                or told.sostenedor = rendicion.sostenedor
            )
            and told.known_from <= %(known)s
            and told.known_to > %(known)s
    )
)
