"""What the law says of a contract with an adviser, and of an adviser on a day."""

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import strawberry

from sep_domain.ate import rulings
from sep_domain.ate.contract.rulings import contract_rulings
from sep_domain.ate.provider.rulings import provider_rulings
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.law.statute import Confidence
from sep_domain.values.identifiers import Rut
from sep_graphql.answering.context import Info
from sep_graphql.answering.pages.connections import params, row_of
from sep_projections.ate.rulings import CONTRACTS_JUDGED, PROVIDERS_JUDGED
from sep_projections.obligations.obligations import numbers_with_advice
from sep_projections.reading.columns import ATE, CONTRACT


@strawberry.type
class AteRuling:
    """What one rule says of an adviser or of a contract with one: a signal, not a finding."""

    rule: rulings.AteRule
    verdict: Verdict
    article: str
    law: str
    confidence: Confidence
    explanation: str
    """In Spanish, for whoever must act."""
    decided_on: date
    """The day that decides: of the award, the signing, the notice, the payment, or as asked."""
    lacks: list[str]
    """What is not known and the rule needs, in Spanish; of `SIN_DATOS` only."""


@strawberry.type
class JudgedContract:
    """The field of a contract about the rules on it."""

    if TYPE_CHECKING:
        contract: str

    @strawberry.field
    async def rulings(self, info: Info) -> list[AteRuling]:
        """What each rule says of how it came about and was paid (DFL 2/1998 art 3 v)."""
        given = {**await params(info), **numbers_with_advice()}
        known = await row_of(info, CONTRACTS_JUDGED, (CONTRACT,), (self.contract,), given)
        return [] if known is None else [_ruling(one) for one in contract_rulings(known)]


@strawberry.type
class JudgedProvider:
    """The field of an adviser about the rules on its entry."""

    if TYPE_CHECKING:
        ate_rut: Rut

    @strawberry.field
    async def rulings(self, info: Info, on: date) -> list[AteRuling]:
        """What each rule says of it on a day: may it advise, is it listed, must it leave."""
        given = {**await params(info, on=on), **numbers_with_advice()}
        known = await row_of(info, PROVIDERS_JUDGED, (ATE,), (self.ate_rut,), given)
        return [] if known is None else [_ruling(one) for one in provider_rulings(known, on)]


def _ruling(ruling: rulings.AteRuling) -> AteRuling:
    said = {field.name: getattr(ruling, field.name) for field in fields(ruling)}
    return AteRuling(**{**said, "lacks": list(ruling.lacks)})
