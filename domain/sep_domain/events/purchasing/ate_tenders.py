"""How a tender for advice is decided: its terms, the bids and their points (DFL 2/1998 art 3 v)."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sep_domain.events.base import Key
from sep_domain.events.purchasing.ate import OfTender, TenderProcedure
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp


class Criterion(BaseModel):
    """What bids are judged by, and the most points it gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    points: int = Field(ge=1)


class Score(BaseModel):
    """The points of a bid under a criterion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: str
    points: int = Field(ge=0)


class AteTenderTermsApproved(OfTender):
    """The terms of a tender: how, and by what criteria; of an exception, why there is none."""

    NAME: ClassVar[str] = "ate_tender.terms_approved"

    contract: str
    procedure: TenderProcedure
    criteria: tuple[Criterion, ...]
    reason: str | None = None


class _OfBid(OfTender):
    ate: Rut

    def key(self) -> Key:
        return (self.tender, self.ate)


class AteBidReceived(_OfBid):
    """An adviser offers to do it for `amount`."""

    NAME: ClassVar[str] = "ate_tender.bid_received"

    amount: Clp


class AteBidEvaluated(_OfBid):
    """A bid is judged; `points` is the sum of its scores."""

    NAME: ClassVar[str] = "ate_tender.bid_evaluated"

    scores: tuple[Score, ...]
    points: int = Field(ge=0)


class AteTenderDeclaredVoid(OfTender):
    """Nobody is awarded: the need has to be met in another way."""

    NAME: ClassVar[str] = "ate_tender.declared_void"

    reason: str
