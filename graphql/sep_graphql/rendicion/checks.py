"""What a rendición is held against: books, documents, bank, the last day; and what is reviewed."""

from datetime import date

import strawberry

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.obligations.kinds import basis_of_item
from sep_domain.rendicion.agreements import Agreement, Declared, agreements
from sep_domain.rendicion.books import FigureSource, KnownBooks, RenderedFigure
from sep_domain.rendicion.checklist import ChecklistItem, ItemState, RendicionProgress, checklist
from sep_domain.rendicion.law import deadline
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info
from sep_graphql.answering.legal_basis import LegalBasis, legal_basis
from sep_graphql.answering.pages.connections import params, row_of, rows_of_parent
from sep_projections.banking import banking
from sep_projections.rendicion import rendiciones
from sep_projections.rendicion.books import books_of
from sep_projections.rendicion.rendiciones import KEY, RendicionRow

ON = strawberry.argument(description="The day on which it is judged; today where absent.")

Parent = tuple[Rbd, SchoolYear, str, Rut]


@strawberry.type
class RendicionAmounts(rendiciones.RendicionAmountsRow):
    pass


@strawberry.type
class RendicionReview(rendiciones.RendicionReviewRow):
    pass


@strawberry.type
class RendicionSourceTotal:
    """What one source says of a total; whole pesos."""

    source: FigureSource
    amount: Clp


@strawberry.type
class RendicionPrefilledTotal:
    """A total as it would be declared; whole pesos, absent where no source knows it."""

    figure: RenderedFigure
    amount: Clp | None
    source: FigureSource | None
    """The nearest source that knows it, from which it is taken."""
    sources: list[RendicionSourceTotal]
    """What every source says that knows it."""
    missing: list[str]
    """What would have to be there to know more, in Spanish."""


@strawberry.type
class RendicionPrefilled:
    """What each stage of a rendición would declare, from what the ledger knows."""

    payroll: RendicionPrefilledTotal
    """Stage 1."""
    opening: RendicionPrefilledTotal
    """Stage 2."""
    income: RendicionPrefilledTotal
    spending: RendicionPrefilledTotal
    balance: Clp | None
    """Opening balance and income, less spending; absent unless all three are known."""
    certified: RendicionPrefilledTotal
    """Stage 3: bank certificates of files."""


@strawberry.type
class RendicionAgreement:
    """One declared total beside one source: declared = documents = books = bank; whole pesos."""

    figure: RenderedFigure
    source: FigureSource
    verdict: Verdict
    explanation: str
    """In Spanish."""
    declared: Clp | None
    known: Clp | None
    difference: Clp | None
    """Declared less known."""
    why_different: str | None
    """What the sostenedor said of the difference when it was declared; it does not undo it."""
    lacks: list[str]
    """What is not known that the comparison needs, in Spanish."""


@strawberry.type
class ChecklistEntry:
    """One thing that a rendición consists of, and whether it is there."""

    item: ChecklistItem
    title: str
    """In Spanish."""
    state: ItemState
    done_on: date | None
    detail: str | None
    """In Spanish."""
    amount: Clp | None
    """What is short, without backing, or the greatest difference, in whole pesos."""
    verdict: Verdict
    lacks: list[str]
    """What is not known that a verdict needs, in Spanish."""

    @strawberry.field
    def basis(self) -> LegalBasis:
        """The obligation that it fulfils."""
        return legal_basis(basis_of_item(self.item.value))


REVIEWS = rendiciones.RENDICION_REVIEWS.into(RendicionReview)
AMOUNTS = rendiciones.RENDICION_AMOUNTS.into(RendicionAmounts)


async def certified_balance(info: Info, key: Parent) -> Clp | None:
    certificates = await rows_of_parent(
        info, banking.SALDO_CERTIFICATES, KEY, key, await params(info)
    )
    latest = {each.bank_account: each.amount for each in certificates}
    return Clp(sum(latest.values())) if latest else None


def balance_of(amounts: RendicionAmounts | None) -> Clp | None:
    if amounts is None or not amounts.rendered_lines:
        return None
    opening, income, spending = amounts.opening, amounts.income, amounts.spending
    if opening is None or income is None or spending is None:
        return None
    return Clp(opening + income - spending)


async def books_known(info: Info, key: Parent) -> KnownBooks:
    given = await params(info)
    known = await row_of(info, rendiciones.RENDICION_KNOWN, KEY, key, given)
    if known is None:
        raise LookupError(f"the statement answers for every key that it is asked for, not {key}")
    review = await row_of(info, REVIEWS, KEY, key, given)
    return books_of(int(given["known"]), known, review)


def prefilled_rendicion(books: KnownBooks) -> RendicionPrefilled:
    return RendicionPrefilled(
        payroll=_total(books, RenderedFigure.PAYROLL),
        opening=_total(books, RenderedFigure.OPENING),
        income=_total(books, RenderedFigure.INCOME),
        spending=_total(books, RenderedFigure.SPENDING),
        balance=books.balance(),
        certified=_total(books, RenderedFigure.CERTIFIED),
    )


def _total(books: KnownBooks, figure: RenderedFigure) -> RendicionPrefilledTotal:
    known = books.prefilled(figure)
    return RendicionPrefilledTotal(
        figure=figure,
        amount=known.amount,
        source=known.source,
        sources=[
            RendicionSourceTotal(source=FigureSource(each.source), amount=each.amount)
            for each in known.known_totals
        ],
        missing=list(known.missing),
    )


def agreement(each: Agreement) -> RendicionAgreement:
    return RendicionAgreement(
        figure=each.figure,
        source=each.source,
        verdict=each.verdict,
        explanation=each.explanation,
        declared=each.declared,
        known=each.known,
        difference=each.difference,
        why_different=each.why_different,
        lacks=list(each.lacks),
    )


async def agreements_of(
    info: Info, key: Parent, row: RendicionRow | None, on: date
) -> tuple[Agreement, ...]:
    _, year, _, _ = key
    books = await books_known(info, key)
    declared = Declared(
        year=year,
        due_on=row.due_on if row else deadline(year),
        presented_on=row.presented_on if row else None,
        totals=_declared(row) if row else {},
        balance=row.balance if row and row.balance is not None else _stated_balance(row, books),
        certified=await certified_balance(info, key),
        why_different=_whys(row) if row else {},
    )
    return tuple(agreements(declared, books, on))


def _declared(row: RendicionRow) -> dict[RenderedFigure, Clp]:
    stated = {
        RenderedFigure.PAYROLL: row.payroll,
        RenderedFigure.OPENING: row.opening,
        RenderedFigure.INCOME: row.income,
        RenderedFigure.SPENDING: row.spending,
    }
    return {figure: amount for figure, amount in stated.items() if amount is not None}


def _whys(row: RendicionRow) -> dict[RenderedFigure, str | None]:
    return {
        RenderedFigure.PAYROLL: row.payroll_why_different,
        **dict.fromkeys(
            (RenderedFigure.OPENING, RenderedFigure.INCOME, RenderedFigure.SPENDING),
            row.books_why_different,
        ),
        RenderedFigure.CERTIFIED: row.accredited_why_different,
    }


def _stated_balance(row: RendicionRow | None, books: KnownBooks) -> Clp | None:
    if row is None or row.opening is None or row.income is None or row.spending is None:
        return books.balance()
    return Clp(row.opening + row.income - row.spending)


async def checklist_entries(
    info: Info, key: Parent, row: RendicionRow | None, on: date
) -> list[ChecklistEntry]:
    amounts = await row_of(info, AMOUNTS, KEY, key, await params(info))
    _, year, subvencion, _ = key
    standing = RendicionProgress(
        year=year,
        subvencion=subvencion,
        payroll_on=row.payroll_on if row else None,
        books_on=row.books_on if row else None,
        accredited_on=row.accredited_on if row else None,
        consejo_informed_on=row.consejo_informed_on if row else None,
        signed_on=row.signed_on if row else None,
        declared_on=row.declared_on if row else None,
        presented_on=row.presented_on if row else None,
        closed_on=row.closed_on if row else None,
        balance=row.balance if row and row.balance is not None else balance_of(amounts),
        certified=await certified_balance(info, key),
        documents=amounts.documents if amounts else 0,
        payroll_documents=amounts.payroll_documents if amounts else 0,
        account_lines=amounts.account_lines if amounts else 0,
        rendered_lines=amounts.rendered_lines if amounts else 0,
        without_backing=amounts.documents_without_backing if amounts else 0,
        declared_without_backing=amounts.declared_without_backing if amounts else None,
        due_on=row.due_on if row else deadline(year),
        on=on,
        agreements=await agreements_of(info, key, row, on),
    )
    return [
        ChecklistEntry(
            item=each.item,
            title=each.title,
            state=each.state,
            done_on=each.done_on,
            detail=each.detail,
            amount=each.amount,
            verdict=each.verdict,
            lacks=list(each.lacks),
        )
        for each in checklist(standing)
    ]
