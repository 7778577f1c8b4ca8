"""The money of convenios, what the law's rules say of it, and what must be given back."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from sep_domain.convenio_rules import rulings
from sep_domain.convenio_rules.balances import restitutions
from sep_domain.convenio_rules.balances.saldo_plans import beyond_the_balance
from sep_domain.convenio_rules.dedicated_account import dedicated_account
from sep_domain.convenio_rules.renewals.renewal import renewal_outlook
from sep_domain.law.statute import Confidence
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_graphql.answering.arguments.flags import ActFlag, flags_of
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, row_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.convenios.bridge import ConvenioBridge, ConvenioHandover, bridge_of, handovers_of
from sep_graphql.convenios.convenio_on_a_day import rulings_on, standing_of, untold_plan
from sep_graphql.schools.schools import OfSchool
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.convenios import expiring_convenios
from sep_projections.convenios import terms as convenio_terms
from sep_projections.documents import account_uses
from sep_projections.reading.columns import NUMBER, RBD

_MOST_MONTHS = 120

strawberry.enum(convenio_terms.TermGap)


@strawberry.input
class ConvenioTermFilter(convenio_terms.ConvenioTermFilter):
    pass


@strawberry.type
class RulingReading:
    """What a rule says under another reading of its base."""

    verdict: rulings.Verdict
    base: Clp | None
    share: Decimal | None
    missing: Clp | None
    explanation: str
    """In Spanish."""


@strawberry.type
class ConvenioRuling:
    """What one rule says of a convenio on a day: a signal with its figures, not a finding."""

    rule: rulings.ConvenioRule
    verdict: rulings.Verdict
    article: str
    law: str
    confidence: Confidence
    """Unverified also where it rests on spending that is not reviewed yet."""
    explanation: str
    """In Spanish, for whoever must act."""
    decided_on: date | None
    """The day that decides."""
    amount: Clp | None
    """What is measured."""
    base: Clp | None
    """What it is measured against."""
    share: Decimal | None
    """`amount` over `base`, to four places; absent where the base is zero."""
    threshold: Decimal | None
    missing: Clp | None
    """What lacks to fulfil the rule, or what is over."""
    lacks: list[str]
    """What is not known that the rule needs, in Spanish."""
    alternative: RulingReading | None
    """What the other reading of the base says, that leaves out what was brought in."""


@strawberry.type
class SaldoRestitution:
    """An amount of an ended convenio's balance that must be given back."""

    amount: Clp
    reason: str
    due_on: date | None
    """Absent where the term runs from the notice."""
    article: str
    law: str
    lacks: list[str]
    """What is not known that may make it more, or why a plan not seen may make it less; in
    Spanish."""


@strawberry.type
class RenewalOutlook:
    """Whether a convenio can still be renewed (Ley 20.248 art 7 bis), as of a day."""

    verdict: rulings.Verdict
    """NO_CUMPLE once a condition can no longer be met, NO_EXIGIBLE_AUN while one is not met yet."""
    conditions: list[ConvenioRuling]
    """Asked for sixty days ahead, all rendered, 70 % spent."""
    unmet: list[ConvenioRuling]


@strawberry.input
class ExpiringFilter(expiring_convenios.ExpiringFilter):
    pass


@strawberry.type
class ConvenioTerm(convenio_terms.ConvenioTermRow, OfSchool, OfSostenedor):
    @strawberry.field
    async def renewal(self, info: Info, on: date) -> RenewalOutlook:
        """What stands in the way of its renewal on a day."""
        outlook = renewal_outlook((await standing_of(info, self, on)).term, on)
        return RenewalOutlook(
            verdict=outlook.verdict,
            conditions=[_ruling(one) for one in outlook.conditions],
            unmet=[_ruling(one) for one in outlook.unmet],
        )

    @strawberry.field
    async def rulings(self, info: Info, on: date) -> list[ConvenioRuling]:
        """What each rule says on a day, in the order of the convenio's life, of what was done by
        then."""
        return [_ruling(one) for one in await rulings_on(info, self, on)]

    @strawberry.field
    async def plan_flags(self, info: Info) -> list[ActFlag]:
        """What the law has against the plan for its balance, by what is known of that and was left
        on the day of the plan; recorded all the same, where a file said it."""
        if self.plan_on is None or self.plan_covers is None:
            return []
        stood = await standing_of(info, self, self.plan_on)
        left = stood.term.known_left(stood.restored)
        beyond = beyond_the_balance(self.plan_covers, left)
        return flags_of([] if beyond is None else [beyond])

    @strawberry.field
    async def restitutions(self, info: Info, on: date) -> list[SaldoRestitution]:
        """What must be given back of what was left, as of a day; none while the convenio holds."""
        stood = await standing_of(info, self, on)
        untold = await untold_plan(info, self, on)
        found = restitutions.restitutions(stood.term, stood.plan, stood.restored, on, untold)
        return [
            SaldoRestitution(
                amount=one.amount,
                reason=one.reason,
                due_on=one.due_on,
                article=one.article,
                law=one.law,
                lacks=list(one.lacks),
            )
            for one in found
        ]

    @strawberry.field
    async def bridge(self, info: Info, on: date) -> ConvenioBridge:
        """Its balance line by line, and as the Estado de resultados, the journal, the bank and the
        duty to give back show it, as of a day."""
        return await bridge_of(info, self, on)

    @strawberry.field
    async def handovers(self, info: Info) -> list[ConvenioHandover]:
        """To which sostenedores it passed with its school, such as a SLEP, and with how much."""
        return await handovers_of(info, self)


@strawberry.input
class AccountUseFilter(account_uses.AccountUseFilter):
    pass


@strawberry.type
class AccountUse(account_uses.AccountUseRow, OfSostenedor):
    @strawberry.field
    def ruling(self) -> ConvenioRuling:
        """What the rule of the dedicated account says of the year (Ley 20.248 art 33 bis)."""
        return _ruling(dedicated_account(self.use()))


CONVENIO_TERMS = convenio_terms.CONVENIO_TERMS.into(ConvenioTerm)
EXPIRING_CONVENIOS = expiring_convenios.EXPIRING_CONVENIOS.into(ConvenioTerm)
ACCOUNT_USES = account_uses.ACCOUNT_USES.into(AccountUse)


async def term_of(info: Info, rbd: Rbd, number: int) -> ConvenioTerm | None:
    """The money of one convenio."""
    given = await _given(info, ConvenioTermFilter())
    return await row_of(info, CONVENIO_TERMS, (RBD, NUMBER), (rbd, number), given)


@root
class ConvenioTermQuery:
    @view
    async def convenio_terms(
        self,
        info: Info,
        where: Annotated[ConvenioTermFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[ConvenioTerm]:
        """Convenios with the money of their terms, by RBD and number."""
        given = await _given(info, where or ConvenioTermFilter())
        return await connection(info, CONVENIO_TERMS, given, page)

    @view
    async def expiring_convenios(
        self,
        info: Info,
        on: date,
        where: Annotated[ExpiringFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[ConvenioTerm]:
        """Convenios that hold on a day and expire within some months, the first ones first."""
        where = where or ExpiringFilter()
        if not 1 <= where.months <= _MOST_MONTHS:
            raise ArgumentError(f"months is {where.months}; expected 1 to {_MOST_MONTHS}")
        known = await info.context.operation.known(view_of(info))
        given = expiring_convenios.expiring_params(known, on, where)
        return await connection(info, EXPIRING_CONVENIOS, given, page)

    @view
    async def account_uses(
        self,
        info: Info,
        where: Annotated[AccountUseFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AccountUse]:
        """In which accounts the ministry's deposits arrived, by sostenedor and year."""
        known = await info.context.operation.known(view_of(info))
        given = account_uses.use_params(known, where or AccountUseFilter())
        return await connection(info, ACCOUNT_USES, given, page)


async def _given(info: Info, where: convenio_terms.ConvenioTermFilter) -> dict[str, Any]:
    known = await info.context.operation.known(view_of(info))
    return convenio_terms.term_params(known, where)


def _ruling(ruling: rulings.Ruling) -> ConvenioRuling:
    return ConvenioRuling(
        rule=ruling.rule,
        verdict=ruling.verdict,
        article=ruling.article,
        law=ruling.law,
        confidence=ruling.confidence,
        explanation=ruling.explanation,
        decided_on=ruling.decided_on,
        amount=ruling.amount,
        base=ruling.base,
        share=ruling.share,
        threshold=ruling.threshold,
        missing=ruling.missing,
        lacks=list(ruling.lacks),
        alternative=_reading(ruling.alternative),
    )


def _reading(reading: rulings.Reading | None) -> RulingReading | None:
    if reading is None:
        return None
    return RulingReading(
        verdict=reading.verdict,
        base=reading.base,
        share=reading.share,
        missing=reading.missing,
        explanation=reading.explanation,
    )
