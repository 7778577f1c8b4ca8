-- Whether what a journal row (`booked`) says came after its books were closed: its school's year and fund
-- by a rendición, or its sostenedor's month, unless reopened before. By the day of its file's edition
-- where the file states one, else by when it was recorded. Reads only.
case
    when not booked.rendered then false
    when booked.edition_on is null then {journal_late_recorded}
    else
        exists (
            select from closing
            where closing.rbd = booked.rbd
                and closing.year = booked.year
                and closing.fund = coalesce(booked.fund, closing.fund)
                and closing.occurred_on < booked.edition_on
                and closing.known_from <= %(known)s
                and closing.known_to > %(known)s
        )
        or coalesce((
            select closing.closed
            from closing
            where closing.sostenedor = booked.sostenedor_rut
                and closing.month = to_char(booked.effective, 'YYYY-MM')
                and closing.occurred_on < booked.edition_on
                and closing.known_from <= %(known)s
                and closing.known_to > %(known)s
            order by closing.occurred_on desc, closing.known_from desc
            limit 1
        ), false)
end
