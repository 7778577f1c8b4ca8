-- How a posting (`booked`) shows on each `side` of it: 0 itself, which is the sostenedor's where its bank
-- accounts clear it; 1 what stands for it in the school's books; 2 the counterpart of that in the
-- sostenedor's. Reads only.
    case side.place
        when 0 then booked.line
        else (booked.line - 1) / 4 * 4 + 2 + side.place
    end::smallint as line,
    case side.place when 0 then booked.account else booked.through end as account,
    case
        when side.place = 1 or booked.through is null then booked.rbd
    end as rbd,
    case side.place when 2 then -booked.amount else booked.amount end as amount
