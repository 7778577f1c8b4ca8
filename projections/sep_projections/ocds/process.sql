-- The contracting process that an event is about, as known when it was recorded: its tender, else
-- the tender that its contract was last tied to, else the contract by itself.
select
    told.known_from as position, told.sostenedor, told.told_of,
    coalesce(
        'concurso-' || told.tender,
        'concurso-' || (
            select tie.tender
            from told as tie
            where tie.contract = told.contract
                and tie.tender is not null
                and tie.known_from <= told.known_from
            order by tie.known_from desc
            limit 1
        ),
        'contrato-' || told.contract
    ) as process
from told
