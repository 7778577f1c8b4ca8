"""The promise: a group is whatever its criteria have in common, as known at a position."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.pupils import PupilCountsPublished
from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.events.purchasing.ate import (
    AteContractAssociated,
    AteContractEnded,
    AteContractSigned,
)
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, PerformanceCategory, Region
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import runner
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.schools.groups import (
    NoCriterionError,
    SchoolGroup,
    params_of_group,
    set_of_schools,
)
from tests.projections.conftest import Append
from tests.projections.given import category, payment, result, school

Db = Connection[TupleRow]
Members = Callable[..., list[int]]

ATE, OTHER_ATE = Rut("22222222-2"), Rut("11111111-1")


def signed(contract: str, rbd: int, ate: str, first: date, last: date) -> AteContractSigned:
    return AteContractSigned.model_validate(
        {
            "occurred_on": first,
            "contract": contract,
            "sostenedor": "62000660-2",
            "rbd": rbd,
            "ate": ate,
            "subject": "LECTURA",
            "starts_on": first,
            "ends_on": last,
            "amount": 1,
        }
    )


def grouped(rbd: int, year: int, group: str) -> Any:
    return result(rbd, year, lect=250).model_copy(
        update={"socioeconomic_group": SocioeconomicGroup(group)}
    )


def pupils(rbd: int, prioritarios: int) -> PupilCountsPublished:
    return PupilCountsPublished.model_validate(
        {
            "occurred_on": date(2018, 4, 30),
            "rbd": rbd,
            "year": 2018,
            "grades": [
                {
                    "grade": "4B",
                    "total": 30,
                    "prioritarios": prioritarios,
                    "preferentes": 0,
                    "beneficiarios": prioritarios,
                }
            ],
        }
    )


@pytest.fixture
def members(connection: Db, append: Append) -> Members:
    """The RBDs of a group, at the present or at a position."""
    append(
        school(1, 2016, region=13),
        school(2, 2016, region=8, dependency="particular_subvencionado"),
        school(2, 2018, region=13, dependency="particular_subvencionado"),
        school(3, 2016, region=13, rural=True),
        grouped(1, 2016, "bajo"),
        grouped(1, 2018, "medio"),
        grouped(4, 2018, "bajo"),
        category(1, 2016, "insuficiente"),
        category(1, 2017, "medio"),
        category(3, 2017, "insuficiente"),
        payment(1, "2018-03", 6_000),
        payment(1, "2018-04", 6_000),
        payment(3, "2018-03", 500),
        pupils(1, 20),
        pupils(2, 20),
        pupils(3, 1),
    )
    append(
        signed("A", 1, ATE, date(2015, 3, 1), date(2017, 12, 31)),
        signed("B", 2, OTHER_ATE, date(2017, 3, 1), date(2019, 12, 31)),
        AteContractAssociated.model_validate(
            {
                "occurred_on": date(2015, 3, 1),
                "contract": "A",
                "sostenedor": "62000660-2",
                "rbd": 3,
                "amount": 1,
            }
        ),
    )
    append(
        AteContractEnded.model_validate(
            {"occurred_on": date(2017, 6, 30), "contract": "B", "terminated": True}
        )
    )
    runner.catch_up(connection, PROJECTIONS)
    connection.execute(f"set search_path to {SEARCH_PATH}".encode())

    def found(known: int = 1_000, **criteria: Any) -> list[int]:
        given = {"known": known, **params_of_group("group", SchoolGroup(**criteria))}
        rows = connection.execute(set_of_schools("group"), given).fetchall()
        return sorted(rbd for (rbd,) in rows)

    return found


def test_schools_that_are_named_belong_even_where_nothing_is_known_of_them(
    members: Members,
) -> None:
    assert members(rbds=[Rbd(3), Rbd(77)]) == [3, 77]


def test_place_and_dependency_are_those_of_the_year_else_the_latest(members: Members) -> None:
    santiago = Region.METROPOLITANA
    assert members(region=santiago) == [1, 2, 3]
    assert members(region=santiago, year=SchoolYear(2017)) == [1, 3]
    assert members(region=santiago, rural=True) == [3]
    assert members(comuna=13101, dependencies=[Dependency.PARTICULAR_SUBVENCIONADO]) == [2]


def test_socioeconomic_group_and_category_are_those_of_the_year_else_the_latest(
    members: Members,
) -> None:
    low = SocioeconomicGroup.BAJO
    assert members(socioeconomic_group=low) == [4]
    assert members(socioeconomic_group=low, year=SchoolYear(2016)) == [1]
    insufficient = PerformanceCategory.INSUFICIENTE
    assert members(category=insufficient) == [3]
    assert members(category=insufficient, year=SchoolYear(2016)) == [1]


def test_an_advised_school_is_told_by_adviser_contract_and_years(members: Members) -> None:
    assert members(ate=ATE) == [1, 3]
    assert members(contract="B") == [2]
    assert members(ate=ATE, advised_from=SchoolYear(2018)) == []
    assert members(advised_from=SchoolYear(2017), advised_to=SchoolYear(2017)) == [1, 2, 3]
    assert members(advised_to=SchoolYear(2016)) == [1, 3]


def test_a_contract_that_ended_early_stops_there(members: Members) -> None:
    assert members(contract="B", advised_from=SchoolYear(2018)) == []


def test_sep_for_each_priority_pupil_bounds_a_group_where_both_are_known(
    members: Members,
) -> None:
    assert members(sep_from=Clp(0)) == [1, 3]
    assert members(sep_from=Clp(501), year=SchoolYear(2018)) == [1]
    assert members(sep_to=Clp(599)) == [3]


def test_a_group_is_what_its_criteria_have_in_common(members: Members) -> None:
    assert members(ate=ATE, rural=True, rbds=[Rbd(1), Rbd(2), Rbd(3)]) == [3]


def test_a_group_is_the_one_known_then(members: Members) -> None:
    assert members(known=16, ate=ATE) == []
    assert members(known=0, region=Region.METROPOLITANA) == []


def test_a_group_without_a_criterion_is_refused() -> None:
    with pytest.raises(NoCriterionError):
        params_of_group("group", SchoolGroup(year=SchoolYear(2018)))
