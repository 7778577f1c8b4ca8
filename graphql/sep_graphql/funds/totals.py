"""Totals by one or more dimensions, each naming only what it can be split by."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, TypeVar

import strawberry

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.education.results import Subject
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd
from sep_graphql.answering.context import Info
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import params
from sep_graphql.answering.root import root
from sep_graphql.categories.categories import CategoryFilter
from sep_graphql.documents.expenditures import ExpenditureFilter
from sep_graphql.payments.payments import PaymentFilter
from sep_graphql.results.results import TestResultFilter
from sep_graphql.schools.schools import SchoolFilter
from sep_projections.funds import totals
from sep_projections.reading.aggregates import Dimension, Measure
from sep_projections.reading.rows import Row

T = TypeVar("T", bound=Row)

MOST_DIMENSIONS = 3


@strawberry.enum
class PaymentDimension(Enum):
    """What totals of payments can be split by."""

    REGION = "region"
    COMUNA = "comuna"
    DEPENDENCY = "dependency"
    RURAL = "rural"
    CATEGORY = "category"
    YEAR = "year"
    MONTH = "month"


@strawberry.enum
class ExpenditureDimension(Enum):
    """What totals of declared documents can be split by."""

    REGION = "region"
    COMUNA = "comuna"
    DEPENDENCY = "dependency"
    RURAL = "rural"
    CATEGORY = "category"
    YEAR = "year"
    ACCOUNT = "account"
    ACCOUNT_GROUP = "account_group"
    SUBVENCION = "subvencion"
    DOCUMENT_TYPE = "document_type"


@strawberry.enum
class SchoolDimension(Enum):
    """What counts of schools can be split by."""

    REGION = "region"
    COMUNA = "comuna"
    DEPENDENCY = "dependency"
    RURAL = "rural"
    CATEGORY = "category"
    YEAR = "year"
    STATUS = "status"


@strawberry.enum
class CategoryDimension(Enum):
    """What counts of performance categories can be split by."""

    CATEGORY = "category"
    LEVEL = "level"
    YEAR = "year"
    DEPENDENCY = "dependency"
    REGION = "region"
    COMUNA = "comuna"
    RURAL = "rural"


@strawberry.enum
class TestResultDimension(Enum):
    """What means of SIMCE scores can be split by."""

    REGION = "region"
    COMUNA = "comuna"
    DEPENDENCY = "dependency"
    RURAL = "rural"
    CATEGORY = "category"
    YEAR = "year"
    GRADE = "grade"
    SUBJECT = "subject"
    SOCIOECONOMIC_GROUP = "socioeconomic_group"


@strawberry.enum
class UseChangeDimension(Enum):
    """What the cost of other values can be split by."""

    ARTICLE = "article"
    REGION = "region"
    COMUNA = "comuna"
    DEPENDENCY = "dependency"
    RURAL = "rural"
    CATEGORY = "category"


@strawberry.enum
class SepArticle(Enum):
    """The articles of Ley 20.248 by which money is paid."""

    ART14 = "art14"
    ART14BIS = "art14bis"
    ART16 = "art16"
    ART20 = "art20"
    ART27 = "art27"


@strawberry.input
class ArticleTimes:
    """A factor on all values of an article's table: 1.1 is ten percent more."""

    article: SepArticle
    times: Decimal


@strawberry.input
class OtherValues:
    """Values of the law as they might be; what is not given stays as it is."""

    clp_per_use: Decimal | None = None
    """Pesos a USE, in the month asked for."""
    articles: list[ArticleTimes] | None = None


@strawberry.type
class UseChange(totals.UseChangeRow):
    pass


@strawberry.type
class PaymentTotal(totals.PaymentTotalRow):
    pass


@strawberry.type
class ExpenditureTotal(totals.ExpenditureTotalRow):
    pass


@strawberry.type
class SchoolCount(totals.SchoolCountRow):
    pass


@strawberry.type
class CategoryCount(totals.CategoryCountRow):
    pass


@strawberry.type
class TestResultMean(totals.TestResultMeanRow):
    __test__ = False


@root
class TotalQuery:
    @view
    async def payment_totals(
        self,
        info: Info,
        by: list[PaymentDimension],
        where: Annotated[PaymentFilter | None, FILTER] = None,
        real_month: Period | None = None,
    ) -> list[PaymentTotal]:
        """What the ministry paid, by one to three dimensions; also in pesos of `realMonth`."""
        measure = totals.PAYMENT_TOTALS.into(PaymentTotal)
        given = where or PaymentFilter()
        return await totals_by(
            info, measure, totals.PAYMENT_DIMENSIONS, by, given, real_month=real_month
        )

    @view
    async def use_change(
        self,
        info: Info,
        month: Period,
        by: list[UseChangeDimension],
        values: OtherValues,
        rbd: Rbd | None = None,
    ) -> list[UseChange]:
        """What a month would give with another value of the USE, in pesos, or other tables.

        Everything else stays: pupils, attendance, categories. Arithmetic, not a forecast.
        """
        if values.clp_per_use is None and not values.articles:
            raise ArgumentError("name another value of the USE, or an article and its factor")
        if values.clp_per_use is not None and values.clp_per_use <= 0:
            raise ArgumentError("a USE is worth more than nothing")
        times = {each.article.value: each.times for each in values.articles or []}
        return await totals_by(
            info,
            totals.USE_CHANGE.into(UseChange),
            totals.USE_CHANGE_DIMENSIONS,
            by,
            month=month,
            rbd=rbd,
            clp_per_use=values.clp_per_use,
            articles=list(times),
            factors=list(times.values()),
        )

    @view
    async def expenditure_totals(
        self,
        info: Info,
        by: list[ExpenditureDimension],
        where: Annotated[ExpenditureFilter | None, FILTER] = None,
    ) -> list[ExpenditureTotal]:
        """What sostenedores declared to have spent, by one to three dimensions."""
        measure = totals.EXPENDITURE_TOTALS.into(ExpenditureTotal)
        given = where or ExpenditureFilter()
        return await totals_by(info, measure, totals.EXPENDITURE_DIMENSIONS, by, given)

    @view
    async def school_counts(
        self,
        info: Info,
        by: list[SchoolDimension],
        where: Annotated[SchoolFilter | None, FILTER] = None,
    ) -> list[SchoolCount]:
        """Schools of one edition of the register, by one to three dimensions."""
        measure = totals.SCHOOL_COUNTS.into(SchoolCount)
        given = where or SchoolFilter()
        return await totals_by(info, measure, totals.SCHOOL_DIMENSIONS, by, given)

    @view
    async def category_counts(
        self,
        info: Info,
        year: SchoolYear | None = None,
        level: EducationLevel | None = None,
        by: list[CategoryDimension] | None = None,
    ) -> list[CategoryCount]:
        """Schools by performance category, or by one to three dimensions."""
        measure = totals.CATEGORY_COUNTS.into(CategoryCount)
        given = CategoryFilter(year=year, level=level)
        dimensions = [CategoryDimension.CATEGORY] if by is None else by
        return await totals_by(info, measure, totals.CATEGORY_DIMENSIONS, dimensions, given)

    @view
    async def test_result_means(
        self,
        info: Info,
        by: list[TestResultDimension],
        where: Annotated[TestResultFilter | None, FILTER] = None,
        subject: Subject | None = None,
    ) -> list[TestResultMean]:
        """Mean SIMCE scores, by one to three dimensions; name the subject, or split by it."""
        measure = totals.TEST_RESULT_MEANS.into(TestResultMean)
        given = where or TestResultFilter()
        if subject is None and TestResultDimension.SUBJECT not in by:
            raise ArgumentError("a mean over different subjects says nothing: name one, or split")
        return await totals_by(
            info,
            measure,
            totals.TEST_RESULT_DIMENSIONS,
            by,
            given,
            subject=subject and subject.value,
        )


async def totals_by(
    info: Info,
    measure: Measure[T],
    dimensions: Sequence[Dimension],
    by: Sequence[Enum],
    where: object = None,
    **more: Any,
) -> list[T]:
    """One row for each group; `more` is what the statement asks for beside the filter."""
    named = {dimension.name: dimension for dimension in dimensions}
    chosen = [named[name] for name in dict.fromkeys(one.value for one in by)]
    if not 1 <= len(chosen) <= MOST_DIMENSIONS:
        raise ArgumentError(f"split by 1 to {MOST_DIMENSIONS} dimensions, not {len(chosen)}")
    operation = info.context.operation
    given = await params(info, where, **more)
    async with operation.reading() as connection:
        rows = await measure.by(connection, chosen, given)
    operation.spend(len(rows))
    return rows
