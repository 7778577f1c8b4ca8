"""Ley 21.006: what is held back for want of a rendición, and what is cut for want of spending.

Art 1: as long as a rendición that was due has not been presented, at least half of each payment is
held back; when it comes, what was held back is paid. Where a convenio's first half was not spent by
70 %, each later payment is cut to the share that was; art 3 cuts a specially renewed one to the
share rendered, at most 100 %.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from sep_domain.calendar import Period
from sep_domain.entitlement.inputs import LateRendicion, Scaling, SchoolFacts
from sep_domain.legal_numbers import legal_number

NOTHING = Fraction(0)


def share_in(facts: SchoolFacts, month: Period) -> Fraction:
    """The share of a month's payment that is held back."""
    if not any(_awaits(late, month) for late in facts.late_rendiciones):
        return NOTHING
    share = legal_number("retention_without_rendicion", month.last_day)
    return NOTHING if share is None else share.fraction


def months_released_in(facts: SchoolFacts, month: Period) -> Iterator[Period]:
    """The months whose retention ends, and is paid back, with the payment of a month."""
    if share_in(facts, month):
        return
    past = month.plus(-1)
    while share_in(facts, past):
        yield past
        past = past.plus(-1)


def scaling_in(facts: SchoolFacts, month: Period) -> Scaling | None:
    """The cut that holds in a month, the deepest where there are several."""
    found = [scaling for scaling in facts.scalings if scaling.covers(month)]
    return min(found, key=lambda scaling: scaling.share, default=None)


def _awaits(late: LateRendicion, month: Period) -> bool:
    """Whether, on the day of the month's payment, the rendición was due and had not come."""
    paid_on: date = month.last_day
    return late.due_on < month.first_day and (
        late.rendered_on is None or late.rendered_on > paid_on
    )
