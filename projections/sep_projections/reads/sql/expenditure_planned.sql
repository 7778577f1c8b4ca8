-- Whether the PME of the school has the action that an `expenditure` names. Reads only.
exists (
    select from pme_action as planned
    where planned.rbd = expenditure.rbd
        and expenditure.pme_action = planned.year || '/' || lower(planned.action)
        and planned.known_from <= %(known)s
        and planned.known_to > %(known)s
)
