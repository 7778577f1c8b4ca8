"""A line of the Estado de resultados is an account of a school and year, rendered or not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.funds.accounting import AccountDeclared, AccountKind
from sep_domain.values.schools import Dependency
from sep_intake.layouts.money.estado_resultado import EstadoResultado
from sep_intake.layouts.money.plan_de_cuentas import PlanDeCuentas

Read = Callable[..., Any]

HEADER = (
    "desc_tipo_cuenta~cuenta_alias~desc_cuenta~cuenta_alias_padre~desc_cuenta_padre"
    "~monto_declarado~periodo~subvencion_alias~sost_id~rbd~region_rbd~dependencia_rbd~desc_estado"
)
ROW = "Gasto~410501~Asesoría~410500~Asesorías~5000~2022~SEP~77~1~13~CM~RENDIDO"


def test_a_row_is_an_account_of_a_school_and_year(read: Read) -> None:
    assert read(EstadoResultado, HEADER, ROW).facts == [
        AccountDeclared(
            occurred_on=date(2022, 12, 31),
            year=2022,
            sostenedor_id="77",
            rbd=1,
            dependency=Dependency.CORPORACION_MUNICIPAL,
            subvencion="SEP",
            kind=AccountKind.GASTO,
            account="410501",
            account_name="Asesoría",
            rendered=True,
            amount=5000,
            parent="410500",
            parent_name="Asesorías",
            region="13",
        )
    ]


def test_the_workbook_of_2021_says_the_same_in_upper_case(read: Read) -> None:
    upper = read(EstadoResultado, HEADER.upper(), ROW.replace("Gasto", "GASTO"), sheet="EERR")
    assert upper.facts == read(EstadoResultado, HEADER, ROW).facts


@pytest.mark.parametrize(
    ("written", "dependency"),
    [
        ("M", Dependency.MUNICIPAL_DAEM),
        ("CM", Dependency.CORPORACION_MUNICIPAL),
        ("SLEP", Dependency.SLEP),
        ("PS", Dependency.PARTICULAR_SUBVENCIONADO),
        ("ADM. CENTRAL", None),
    ],
)
def test_dependencies_go_by_the_superintendencias_letters(
    read: Read, written: str, dependency: Dependency | None
) -> None:
    row = ROW.replace("~CM~", f"~{written}~")
    assert read(EstadoResultado, HEADER, row).facts[0].dependency is dependency


def test_what_is_not_rendered_is_kept_and_marked(read: Read) -> None:
    row = ROW.replace("RENDIDO", "NO RENDIDO")
    assert read(EstadoResultado, HEADER, row).facts[0].rendered is False


def test_central_administration_is_no_school(read: Read) -> None:
    row = ROW.replace("~1~13~CM~", "~AC~13~ADM. CENTRAL~")
    assert read(EstadoResultado, HEADER, row).facts[0].rbd is None


@pytest.mark.parametrize(
    ("part", "wrong", "field"),
    [
        ("Gasto", "Otro", "desc_tipo_cuenta"),
        ("~RENDIDO", "~", "desc_estado"),
        ("~CM~", "~XX~", "dependencia_rbd"),
        ("~2022~", "~22~", "periodo"),
    ],
)
def test_a_malformed_cell_rejects_the_row(read: Read, part: str, wrong: str, field: str) -> None:
    [refused] = read(EstadoResultado, HEADER, ROW.replace(part, wrong)).rejected
    assert refused.field == field


def test_an_account_line_is_no_plan_of_accounts(read: Read) -> None:
    """The plan's columns are among these; recognition must not confuse them."""
    assert not PlanDeCuentas.recognises(frozenset(HEADER.split("~")))
