-- Tenders, or the exceptions that stand in for them, with their award. Reads only.
select
    announced.known_from as position, announced.stream, announced.tender,
    announced.sostenedor as sostenedor_rut, announced.rbd, announced.subject,
    announced.announced_on, announced.notice_medium, announced.notice_name, announced.closes_on,
    announced.exception, announced.procedure as stated_procedure, award.awarded_on, award.ate as awarded_to, award.bidders
from ate_tender as announced
left join ate_award as award
    on award.tender = announced.tender
    and award.known_from <= %(known)s
    and award.known_to > %(known)s
where announced.known_from <= %(known)s
    and announced.known_to > %(known)s
