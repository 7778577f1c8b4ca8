"""On what a duty, a hindrance or an item of a checklist rests."""

import strawberry

from sep_domain.law.statute import Confidence
from sep_domain.obligations.kinds import Basis


@strawberry.type
class LegalBasis:
    """On what a duty or a hindrance rests."""

    article: str
    law: str
    """The number of the law; the usual contract, where no law says it."""
    confidence: Confidence
    text: str
    """What has to be done, or what is wrong, in Spanish."""


def legal_basis(basis: Basis) -> LegalBasis:
    """As the schema shows it."""
    return LegalBasis(
        article=basis.article, law=basis.law, confidence=basis.confidence, text=basis.text
    )
