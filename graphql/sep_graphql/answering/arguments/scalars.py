"""Scalars that GraphQL lacks, and the domain's enumerations as GraphQL's."""

import re
from decimal import Decimal
from enum import Enum

import strawberry
from strawberry.types.scalar import ScalarDefinition

from sep_domain.accounting.accounts import AccountNature
from sep_domain.accounting.amounts import Amount
from sep_domain.ate.rulings import AteRule
from sep_domain.ate.standings import Evaluator
from sep_domain.convenio_rules.balances.lines import BalanceView
from sep_domain.convenio_rules.rulings import ConvenioRule, Verdict
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.entitlement.difference import DifferencePart
from sep_domain.entitlement.inputs import Pupils
from sep_domain.entitlement.lines import EntitlementKind
from sep_domain.events.education.pme import PmeDimension, PmeSubdimension
from sep_domain.events.education.results import (
    NotTested,
    ResultMark,
    Significance,
    SocioeconomicGroup,
    Subject,
)
from sep_domain.events.funds.accounting import AccountKind
from sep_domain.events.legal.convenios import ConvenioEndReason
from sep_domain.events.purchasing.ate import NoticeMedium, ProviderKind
from sep_domain.events.purchasing.ate_milestones import MilestoneKind
from sep_domain.law.statute import Confidence
from sep_domain.rendicion.books import FigureSource, RenderedFigure
from sep_domain.rendicion.checklist import ChecklistItem, ItemState
from sep_domain.values.grades import EducationLevel, Grade, LevelBand
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import (
    Dependency,
    LegalPersonality,
    PerformanceCategory,
    Region,
    SchoolStatus,
    SepClassification,
)
from sep_graphql.answering.arguments import instants
from sep_projections.reading.known import Position

_BIGGEST = 1 << 63
_RUT = re.compile(r"[0-9.]{1,10}-[0-9kK]")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")


def _whole(value: object) -> int:
    if type(value) is not int or not -_BIGGEST <= value < _BIGGEST:
        raise ValueError("expected a whole number of at most 64 bits")
    return value


def _clp(value: object) -> Clp:
    return Clp(_whole(value))


def _position(value: object) -> Position:
    if _whole(value) < 0:
        raise ValueError("expected a position, 0 or greater")
    return Position(_whole(value))


def _rbd(value: object) -> Rbd:
    return Rbd(_whole(value))


def _text(value: object, form: re.Pattern[str], expected: str) -> str:
    """A text of a form. A number is none, and neither are digits of other scripts."""
    if not (isinstance(value, str) and form.fullmatch(value)):
        raise ValueError(expected)
    return value


def _rut(value: object) -> Rut:
    return Rut(_text(value, _RUT, "not a RUT: expected digits, a dash and a check digit"))


def _month(value: object) -> Period:
    return Period(_text(value, _MONTH, "not a month: expected YYYY-MM"))


def _decimal(value: object) -> Decimal:
    return Decimal(_text(value, _DECIMAL, 'expected an exact number in a text, such as "68.5"'))


def _year(value: object) -> SchoolYear:
    return SchoolYear(_whole(value))


SCALARS: dict[object, ScalarDefinition] = {
    **instants.SCALARS,
    Clp: strawberry.scalar(
        name="Clp",
        description="Whole Chilean pesos, as a JSON integer: totals go beyond 32 bits.",
        serialize=int,
        parse_value=_clp,
    ),
    Position: strawberry.scalar(
        name="Position",
        description="A place in the log, as a JSON integer: 1 is the first event.",
        serialize=int,
        parse_value=_position,
    ),
    Rbd: strawberry.scalar(
        name="Rbd",
        description="Number of a school in the Rol Base de Datos, without its check digit.",
        serialize=int,
        parse_value=_rbd,
    ),
    Rut: strawberry.scalar(
        name="Rut",
        description="A Chilean tax number such as `12345678-5`; a wrong check digit is refused.",
        serialize=str,
        parse_value=_rut,
    ),
    Period: strawberry.scalar(
        name="Month",
        description="A calendar month such as `2024-03`.",
        serialize=str,
        parse_value=_month,
    ),
    SchoolYear: strawberry.scalar(
        name="SchoolYear",
        description="A school year, March to December, named by its calendar year.",
        serialize=int,
        parse_value=_year,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number, as a string such as `"68.5"`: never a float.',
        serialize=str,
        parse_value=_decimal,
    ),
}

ENUMS: tuple[type[Enum], ...] = (
    FigureSource,
    RenderedFigure,
    AccountKind,
    AccountNature,
    Amount,
    AteRule,
    ChecklistItem,
    Confidence,
    ConvenioEndReason,
    BalanceView,
    ConvenioRule,
    ItemState,
    Dependency,
    DifferencePart,
    EducationLevel,
    EntitlementKind,
    Evaluator,
    Grade,
    LegalPersonality,
    LevelBand,
    MilestoneKind,
    NotTested,
    NoticeMedium,
    PerformanceCategory,
    PmeDimension,
    PmeSubdimension,
    ProviderKind,
    Pupils,
    Region,
    ResultMark,
    SchoolStatus,
    SepClassification,
    Significance,
    SocioeconomicGroup,
    Subject,
    Verdict,
)

for _enum in ENUMS:
    # An annotation that was resolved earlier has already made it one; twice would be two types.
    if "__strawberry_definition__" not in vars(_enum):
        strawberry.enum(_enum)
