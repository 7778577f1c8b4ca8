"""What changes within the regime, and coverage by school, are made of."""

from collections.abc import Mapping
from typing import Any

from sep_domain.dates.calendar import SchoolYear
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import view
from sep_graphql.answering.root import root
from sep_graphql.log.data_version import DataFile, DataVersion, Rule, Sample
from sep_projections.log import data_version
from sep_projections.regime import school_coverage
from sep_projections.regime.version import SCHOOL_COVERAGE, MadeOf

RULE_VERSION = 1
"""Rises when one of these views answers anew from the same data."""


async def version_of(info: Info, of: MadeOf, given: Mapping[str, Any]) -> DataVersion:
    """What the answer to these parameters was made of; those that are given are the rule's."""
    operation = info.context.operation
    async with operation.reading() as connection:
        found = await of.sample(connection, given)
    operation.spend(len(found))

    async def read_files() -> list[DataFile]:
        async with operation.reading() as connection:
            return await data_version.files_behind(connection, of.positions(), given, DataFile)

    return DataVersion(
        position=given["known"],
        rule=Rule.of(of.rule, RULE_VERSION, _asked(given)),
        sample=Sample.of(found),
        read_files=read_files,
    )


def _asked(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "known" and value is not None}


@root
class SchoolCoverageVersionQuery:
    @view
    async def school_coverage_data_version(self, info: Info, year: SchoolYear) -> DataVersion:
        """What `schoolCoverage` of a year is made of, beside it; every school is counted in it."""
        known = await info.context.operation.known(view_of(info))
        return await version_of(info, SCHOOL_COVERAGE, school_coverage.coverage_params(known, year))
