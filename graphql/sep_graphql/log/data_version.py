"""What an answer was made of: its position, files, rule and sample."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import strawberry

from sep_domain.values.identifiers import Rbd
from sep_projections.log import data_version
from sep_projections.reading.known import Position


@strawberry.type
class DataFile(data_version.DataFileRow):
    pass


@strawberry.type
class RuleParameter(data_version.RuleParameterRow):
    pass


@strawberry.type
class Rule:
    """The rule by which an answer was made; its version rises when the same data answer anew."""

    name: str
    version: int
    parameters: list[RuleParameter]

    @classmethod
    def of(cls, name: str, version: int, parameters: Mapping[str, object]) -> "Rule":
        """A rule, its parameters written as texts."""
        written = [RuleParameter(name=key, value=str(value)) for key, value in parameters.items()]
        return cls(name=name, version=version, parameters=written)


@strawberry.type
class LostSchools(data_version.LostSchoolsRow):
    pass


class Counted(Protocol):
    """Schools of an answer that are used, or lost for a reason."""

    @property
    def reason(self) -> StrEnum | None: ...
    @property
    def schools(self) -> int: ...
    @property
    def rbds(self) -> list[Rbd]: ...


@strawberry.type
class Sample:
    """The schools of an answer: those asked for are those used and those lost."""

    asked: int
    used: int
    lost: list[LostSchools]

    @classmethod
    def of(cls, found: Sequence[Counted]) -> "Sample":
        """The rows without a reason are those used."""
        return cls(
            asked=sum(one.schools for one in found),
            used=sum(one.schools for one in found if one.reason is None),
            lost=[
                LostSchools(reason=one.reason.value, schools=one.schools, rbds=one.rbds)
                for one in found
                if one.reason is not None
            ],
        )


@strawberry.type
class DataVersion:
    """What an answer was made of, so that anybody can make it again."""

    position: Position
    """Everything recorded up to here was known, and nothing later."""
    rule: Rule
    sample: Sample
    read_files: strawberry.Private[Callable[[], Awaitable[list[DataFile]]]]

    @strawberry.field
    async def files(self) -> list[DataFile]:
        """The files behind the figures, by name, with how many of their rows were used."""
        return await self.read_files()
