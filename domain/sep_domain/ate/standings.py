"""How a deliverable, and an adviser's entry in the registry, stand on a day."""

from enum import StrEnum


class DeliverableStanding(StrEnum):
    """How far the report of a milestone has got; what was paid for it is told apart."""

    PENDING = "pending"
    OVERDUE = "overdue"
    """Not handed in by the day that was agreed."""
    IN_REVIEW = "in_review"
    """The counterpart has it: ten business days by the usual contract."""
    RETURNED = "returned"
    """The adviser corrects it: five business days by the usual contract."""
    APPROVED = "approved"


class ProviderStanding(StrEnum):
    """Where an adviser stands in the registry (Ley 20.248 art 30)."""

    UNLISTED = "unlisted"
    APPLIED = "applied"
    CERTIFIED = "certified"
    EXPIRED = "expired"
    """No certificate covers the day, though one did before."""
    SUSPENDED = "suspended"
    REMOVED = "removed"
    REINSTATED = "reinstated"
    """Listed again after a suspension or removal, under a certificate that covers the day."""


class Evaluator(StrEnum):
    """Who judges an adviser: only the ministry's judgement can remove it (Ley 21.107 art 4)."""

    MINISTRY = "ministry"
    USER = "user"
