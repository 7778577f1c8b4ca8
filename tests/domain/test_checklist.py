"""The promise: a rendición's checklist says of each item whether it is there, and accuses nobody of
what could not be known or is not due.
"""

from dataclasses import replace
from datetime import date

import pytest

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import SchoolYear
from sep_domain.rendicion.agreements import Agreement
from sep_domain.rendicion.books import FigureSource, RenderedFigure
from sep_domain.rendicion.checklist import (
    Checked,
    ChecklistItem,
    ItemState,
    RendicionProgress,
    checklist,
)
from sep_domain.values.money import Clp

DUE = date(2025, 3, 31)
IN_TIME, LATE = DUE, date(2025, 4, 1)
DAY = date(2025, 3, 3)
NOTHING = RendicionProgress(SchoolYear(2024), "SEP", due_on=DUE, on=LATE)
DECIDED = replace(NOTHING, payroll_on=DAY)


def item(known: RendicionProgress, which: ChecklistItem) -> Checked:
    (found,) = (each for each in checklist(known) if each.item is which)
    return found


def test_it_has_every_item_in_the_order_of_the_process() -> None:
    assert [each.item for each in checklist(NOTHING)] == list(ChecklistItem)


def test_of_a_rendicion_that_nobody_speaks_of_nothing_is_said() -> None:
    assert {each.state for each in checklist(NOTHING)} == {ItemState.SIN_DATOS}
    assert {each.verdict for each in checklist(NOTHING)} == {Verdict.SIN_DATOS}


@pytest.mark.parametrize(
    ("which", "why"),
    [
        (ChecklistItem.ACREDITACION, "Ninguna etapa de esta rendición se ha decidido aquí"),
        (ChecklistItem.CIERRE, "No consta ningún paso de esta rendición."),
        (ChecklistItem.RESPALDOS, "No hay datos de: Documentos con respaldo."),
        (ChecklistItem.SALDO_CUBIERTO, "No consta ningún certificado bancario del año."),
    ],
)
def test_where_nothing_is_said_what_lacks_is(which: ChecklistItem, why: str) -> None:
    (lack,) = item(NOTHING, which).lacks
    assert lack.startswith(why)


@pytest.mark.parametrize(("on", "verdict"), [
    (IN_TIME, Verdict.NO_EXIGIBLE_AUN), (LATE, Verdict.NO_CUMPLE), (None, Verdict.NO_EXIGIBLE_AUN)
])  # fmt: skip
@pytest.mark.parametrize("field", ["payroll_on", "books_on", "accredited_on"])
def test_what_is_missing_is_a_breach_once_the_last_day_has_passed(
    field: str, on: date | None, verdict: Verdict
) -> None:
    known = replace(NOTHING, on=on, **{field: DAY})  # type: ignore[arg-type]  # a date
    missing = item(known, ChecklistItem.CIERRE)
    assert (missing.state, missing.verdict, missing.lacks) == (ItemState.FALTA, verdict, ())


@pytest.mark.parametrize(
    ("field", "which"),
    [
        ("payroll_on", ChecklistItem.REMUNERACIONES),
        ("books_on", ChecklistItem.INGRESOS_Y_GASTOS),
        ("accredited_on", ChecklistItem.ACREDITACION),
        ("consejo_informed_on", ChecklistItem.CONSEJO_ESCOLAR),
        ("signed_on", ChecklistItem.FIRMA_DIRECTOR),
        ("declared_on", ChecklistItem.DECLARACION),
        ("presented_on", ChecklistItem.PRESENTACION),
        ("closed_on", ChecklistItem.CIERRE),
    ],
)
def test_what_was_decided_is_done_on_its_day(field: str, which: ChecklistItem) -> None:
    done = item(replace(NOTHING, **{field: DAY}), which)  # type: ignore[arg-type]  # a date
    assert (done.state, done.done_on, done.verdict) == (ItemState.HECHO, DAY, Verdict.CUMPLE)


@pytest.mark.parametrize("handed_in", ["presented_on", "closed_on"])
@pytest.mark.parametrize(
    ("files", "which"),
    [
        ({"payroll_documents": 1}, ChecklistItem.REMUNERACIONES),
        ({"rendered_lines": 1, "account_lines": 2}, ChecklistItem.INGRESOS_Y_GASTOS),
        ({"certified": Clp(0)}, ChecklistItem.ACREDITACION),
    ],
)
def test_files_show_a_stage_once_it_is_handed_in_and_not_before(
    handed_in: str, files: dict[str, int], which: ChecklistItem
) -> None:
    shown = replace(DECIDED, payroll_on=None, books_on=None, **files)  # type: ignore[arg-type]
    handed = replace(shown, **{handed_in: DAY})  # type: ignore[arg-type]  # a date
    assert item(handed, which).state is ItemState.HECHO
    assert item(replace(NOTHING, **{handed_in: DAY}), which).state is ItemState.SIN_DATOS  # type: ignore[arg-type]
    before = item(shown, which)
    assert before.state is not ItemState.HECHO
    assert before.detail is not None


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        (0, None),
        (1, "Hay 1 planilla de remuneraciones entre los documentos."),
        (2, "Hay 2 planillas de remuneraciones entre los documentos."),
    ],
)
def test_sheets_that_are_there_are_counted(sheets: int, told: str | None) -> None:
    known = replace(NOTHING, books_on=DAY, payroll_documents=sheets)
    assert item(known, ChecklistItem.REMUNERACIONES).detail == told


def test_account_lines_none_of_which_is_rendered_show_that_it_was_not_handed_in() -> None:
    known = replace(NOTHING, account_lines=3)
    assert item(known, ChecklistItem.PRESENTACION).verdict is Verdict.NO_CUMPLE
    assert item(known, ChecklistItem.INGRESOS_Y_GASTOS).verdict is Verdict.NO_CUMPLE
    assert item(known, ChecklistItem.CIERRE).verdict is Verdict.SIN_DATOS
    one = replace(known, rendered_lines=1)
    assert item(one, ChecklistItem.PRESENTACION).verdict is Verdict.SIN_DATOS


@pytest.mark.parametrize("which", [ChecklistItem.CONSEJO_ESCOLAR, ChecklistItem.FIRMA_DIRECTOR])
def test_only_the_sep_needs_the_consejo_and_the_director(which: ChecklistItem) -> None:
    general = item(replace(DECIDED, subvencion="GENERAL"), which)
    assert (general.state, general.verdict) == (ItemState.NO_APLICA, Verdict.NO_APLICA)
    assert item(DECIDED, which).verdict is Verdict.NO_CUMPLE


@pytest.mark.parametrize(
    ("balance", "certified", "state", "short"),
    [
        (None, 100, ItemState.SIN_DATOS, None),
        (1, None, ItemState.SIN_DATOS, None),
        (0, None, ItemState.NO_APLICA, None),
        (1, 1, ItemState.HECHO, None),
        # A hundredth of it, and fifty thousand pesos at least, may lack.
        (1_000_000, 950_000, ItemState.HECHO, None),
        (1_000_000, 949_999, ItemState.FALTA, 50_001),
        (10_000_000, 9_900_000, ItemState.HECHO, None),
        (10_000_000, 9_899_999, ItemState.FALTA, 100_001),
    ],
)
def test_what_is_left_must_be_at_the_bank(
    balance: int | None, certified: int | None, state: ItemState, short: int | None
) -> None:
    known = replace(
        DECIDED,
        balance=None if balance is None else Clp(balance),
        certified=None if certified is None else Clp(certified),
    )
    found = item(known, ChecklistItem.SALDO_CUBIERTO)
    assert (found.state, found.amount) == (state, short)


def test_each_document_has_its_backing() -> None:
    backed = replace(DECIDED, documents=3)
    assert item(backed, ChecklistItem.RESPALDOS).state is ItemState.HECHO
    lacking = replace(backed, without_backing=1, declared_without_backing=Clp(700))
    found = item(lacking, ChecklistItem.RESPALDOS)
    assert (found.verdict, found.amount) == (Verdict.NO_CUMPLE, 700)
    assert found.detail == "1 de 3 documentos sin número o sin emisor."


def agreement(verdict: Verdict, difference: int = 0) -> Agreement:
    return Agreement(
        RenderedFigure.INCOME,
        FigureSource.ESTADO_RESULTADO,
        verdict,
        f"Difiere en {difference}.",
        difference=Clp(difference),
        lacks=("Falta algo.",) if verdict is Verdict.SIN_DATOS else (),
    )


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([], ItemState.SIN_DATOS),
        ([Verdict.CUMPLE], ItemState.HECHO),
        ([Verdict.CUMPLE, Verdict.SIN_DATOS], ItemState.SIN_DATOS),
        ([Verdict.NO_EXIGIBLE_AUN, Verdict.SIN_DATOS], ItemState.FALTA),
        ([Verdict.CUMPLE, Verdict.NO_CUMPLE], ItemState.FALTA),
    ],
)
def test_the_gravest_comparison_says_whether_it_adds_up(
    verdicts: list[Verdict], state: ItemState
) -> None:
    known = replace(NOTHING, agreements=tuple(map(agreement, verdicts)))
    found = item(known, ChecklistItem.CUADRATURA)
    assert found.state is state
    assert found.lacks == (("Falta algo.",) if Verdict.SIN_DATOS in verdicts else ())


def test_the_greatest_difference_is_the_one_told() -> None:
    compared = (agreement(Verdict.NO_CUMPLE, -9), agreement(Verdict.NO_CUMPLE, 4))
    found = item(replace(NOTHING, agreements=compared), ChecklistItem.CUADRATURA)
    assert (found.amount, found.detail) == (9, "Difiere en -9. Difiere en 4.")
