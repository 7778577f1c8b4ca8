"""Attendance, related parties and inventory checks: one row, one fact."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sep_domain.events.education.pupils import AttendancePublished
from sep_domain.events.funds.accounting import InventoryChecked, RelatedPartyDeclared
from sep_domain.values.grades import LevelBand
from sep_domain.values.identifiers import Rut
from sep_intake.layouts.ate.related_parties import PartesRelacionadas
from sep_intake.layouts.money.inventory import Inventario
from sep_intake.layouts.schools.asistencia import Asistencia

Read = Callable[..., Any]

ATTENDANCE = (
    "rbd;mes;tramo;prioritarios;asistencia_prioritarios;preferentes;asistencia_preferentes;total;"
    "asistencia_total"
)
RELATED = "rut_sostenedor;rut_relacionado;relacion;porcentaje_capital;desde;hasta"
INVENTORY = (
    "rbd;anio;fecha_control;items_registrados;items_no_ubicados;valor_registrado;valor_no_ubicado"
)


def test_attendance_is_a_mean_of_a_school_month_and_band(read: Read) -> None:
    assert read(Asistencia, ATTENDANCE, "1;2023-04;5B-6B;40;36.25;10;9.5;80;72").facts == [
        AttendancePublished(
            occurred_on=date(2023, 4, 30),
            rbd=1,
            month="2023-04",
            band=LevelBand.B5_6,
            prioritarios=40,
            prioritarios_attendance=Decimal("36.25"),
            preferentes=10,
            preferentes_attendance=Decimal("9.5"),
            total=80,
            total_attendance=Decimal(72),
        )
    ]


def test_attendance_above_enrolment_is_read_for_the_rules_to_flag(read: Read) -> None:
    assert read(Asistencia, ATTENDANCE, "1;2023-04;5B-6B;40;41.5;0;0;80;72").facts


@pytest.mark.parametrize("mean", ["36,25", "-1", "", "muchos"])
def test_a_mean_has_a_decimal_point_and_is_never_negative(read: Read, mean: str) -> None:
    [refused] = read(Asistencia, ATTENDANCE, f"1;2023-04;5B-6B;40;{mean};0;0;80;72").rejected
    assert refused.field == "asistencia_prioritarios"


@pytest.mark.parametrize(
    ("share", "until", "read_share", "read_until"),
    [("12.5", "2024-01-01", Decimal("12.5"), date(2024, 1, 1)), ("", "", None, None)],
)
def test_a_related_party_holds_from_a_day_perhaps_until_another(
    read: Read, share: str, until: str, read_share: Decimal | None, read_until: date | None
) -> None:
    row = f"62000660-2;71430300-7;socio;{share};2010-01-01;{until}"
    assert read(PartesRelacionadas, RELATED, row).facts == [
        RelatedPartyDeclared(
            occurred_on=date(2010, 1, 1),
            sostenedor=Rut("62000660-2"),
            related=Rut("71430300-7"),
            relation="socio",
            capital_share=read_share,
            until=read_until,
        )
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("62000660-2;71430300-7;primo;;2010-01-01;", "relacion"),
        ("62000660-2;71430300-7;socio;101;2010-01-01;", "porcentaje_capital"),
    ],
)
def test_a_relation_is_of_a_known_kind_and_a_share_of_a_hundred(
    read: Read, row: str, field: str
) -> None:
    assert [refused.field for refused in read(PartesRelacionadas, RELATED, row).rejected] == [field]


def test_an_inventory_check_sets_what_is_found_against_what_is_registered(read: Read) -> None:
    assert read(Inventario, INVENTORY, "1;2022;2022-12-10;200;7;900000;45000").facts == [
        InventoryChecked(
            occurred_on=date(2022, 12, 10),
            rbd=1,
            year=2022,
            items_registered=200,
            items_not_found=7,
            value_registered=900000,
            value_not_found=45000,
        )
    ]


def test_nothing_is_counted_below_zero(read: Read) -> None:
    [refused] = read(Inventario, INVENTORY, "1;2022;2022-12-10;200;-7;900000;45000").rejected
    assert refused.field == "items_no_ubicados"
