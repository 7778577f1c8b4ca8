"""What the views of categories are made of."""

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.grades import EducationLevel
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import view
from sep_graphql.answering.pages.connections import params
from sep_graphql.answering.root import root
from sep_graphql.log.data_version import DataFile, DataVersion, Rule, Sample
from sep_projections.categories import version as category_version
from sep_projections.log import data_version

RULE_VERSION = 1


@root
class CategoryVersionQuery:
    @view
    async def category_data_version(
        self,
        info: Info,
        level: EducationLevel | None = None,
        years: list[SchoolYear] | None = None,
    ) -> DataVersion:
        """What histories, standings and transitions of categories are made of, beside them."""
        given = await params(
            info,
            level=level and level.value,
            years=None if years is None else list(map(int, years)),
        )
        operation = info.context.operation
        async with operation.reading() as connection:
            found = await category_version.sample(connection, given)

        async def read_files() -> list[DataFile]:
            async with operation.reading() as connection:
                positions = category_version.positions()
                return await data_version.files_behind(connection, positions, given, DataFile)

        asked = {name: given[name] for name in ("level", "years") if given[name] is not None}
        return DataVersion(
            position=given["known"],
            rule=Rule.of("categories", RULE_VERSION, asked),
            sample=Sample.of(found),
            read_files=read_files,
        )
