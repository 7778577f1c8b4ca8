"""The promise: what an authority's act opens is listed until its day, with its article;
a resolution in force is named by what it blocks; a retention that outlasts its reason is flagged.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, convenio
from tests.graphql.obligations import blocked, disbursed, due
from tests.intake.acts import SANCTIONED, table
from tests.projections.given import payment, school

from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.events.funds.rendicion import RendicionPresented
from sep_intake.columns.template import Template
from sep_intake.engine.importer import import_files
from sep_intake.layouts.acts.procedimientos import Procedimientos
from sep_intake.layouts.acts.resoluciones import Resoluciones
from sep_intake.layouts.convenios.postulaciones_elevadas import PostulacionesElevadas
from sep_projections.update import update

Load = Callable[..., None]

RETENTION = "subsecretaria/2024/1234/1"
PROCEEDING = "direccion_regional-13/2024/7"


@pytest.fixture
def load(ledger: Ledger, tmp_path: Path) -> Load:
    """`load(layout, row, …)`: imports a template's rows and folds them."""

    def run(layout: type[Template], *rows: dict[str, str]) -> None:
        header, lines = table(layout, *rows)
        path = tmp_path / f"{layout.dataset}.csv"
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
            [report] = import_files(connection, [path]).reports
            assert report.facts
            update(connection)

    return run


def presented(rbd: int, year: int, day: date) -> RendicionPresented:
    return RendicionPresented.model_validate(
        {"occurred_on": day, "rbd": rbd, "sostenedor": HOLDER, "year": year, "subvencion": "SEP"}
    )


SUSPENDED = {"tipo": "suspension_aporte_20", "porcentaje_retenido": ""}
PRECAUTIONARY = {"tipo": "retencion_precautoria", "autoridad": "superintendencia", "desde": ""}
TOLD = {"fecha_notificacion": "2024-05-08"}


@pytest.mark.parametrize(
    ("row", "days", "listed"),
    [
        # Ley 21.006 art 1: ten business days from the notice; the 21st is a holiday.
        (TOLD, ("2024-05-08", "2024-05-23"), ("IMPUGNAR_MEDIDA", "art 1")),
        # Ley 20.248 art 20: fifteen, from the day it is issued.
        (SUSPENDED, ("2024-05-06", "2024-05-28"), ("APELAR_SUSPENSION", "art 20")),
        # Ley 20.529 art 69: ten, though the measure itself lapses after fifteen days.
        (PRECAUTIONARY | TOLD, ("2024-05-08", "2024-05-23"), ("IMPUGNAR_PRECAUTORIA", "art 69")),
    ],
)
def test_a_measure_may_be_challenged_until_its_day_and_is_not_listed_after_it(
    ledger: Ledger, load: Load, row: dict[str, str], days: tuple[str, str], listed: tuple[str, str]
) -> None:
    load(Resoluciones, row)
    (begun, last), (duty, article) = days, listed
    before = date.fromisoformat(begun) - timedelta(days=1)
    after = date.fromisoformat(last) + timedelta(days=1)
    assert [each[:2] for each in due(ledger, begun, rbd=1)] == [(last, duty)]
    assert [each[:2] for each in due(ledger, last)] == [(last, duty)]
    assert due(ledger, str(before)) == due(ledger, str(after)) == []
    [node] = ledger.data(
        """query ($on: Date!) { dueNext(on: $on) { nodes {
        who verdict overdue since basis { article } } } }""",
        on=last,
    )["dueNext"]["nodes"]
    assert node == {
        "who": "SOSTENEDOR",
        "verdict": "NO_EXIGIBLE_AUN",
        "overdue": False,
        "since": begun,
        "basis": {"article": article},
    }


def test_what_was_challenged_or_annulled_may_be_challenged_no_more(
    ledger: Ledger, load: Load
) -> None:
    load(Resoluciones, TOLD | {"fecha_impugnacion": "2024-05-14"})
    open_until = ("2024-05-23", "IMPUGNAR_MEDIDA", RETENTION)
    assert due(ledger, "2024-05-13") == [open_until]
    assert due(ledger, "2024-05-14") == []
    load(Resoluciones, TOLD | {"fecha_impugnacion": "", "fecha_invalidacion": "2024-05-16"})
    assert due(ledger, "2024-05-16") == []


def test_an_act_about_a_sostenedor_is_due_once_and_of_no_school(ledger: Ledger, load: Load) -> None:
    ledger.record(school(1, 2024), school(2, 2024))
    load(Resoluciones, TOLD | {"rbd": "todos"}, TOLD | {"numero": "1235"})
    both = [f"subsecretaria/2024/1234/{HOLDER}", "subsecretaria/2024/1235/1"]
    assert [each[2] for each in due(ledger, "2024-05-10", sostenedor=HOLDER)] == both
    assert [each[2] for each in due(ledger, "2024-05-10", rbd=1)] == both[1:]
    page = """query ($after: String) { dueNext(on: "2024-05-10", first: 1, after: $after) {
        nodes { subject rbd } pageInfo { endCursor } } }"""
    first = ledger.data(page)["dueNext"]
    assert first["nodes"] == [{"subject": both[0], "rbd": None}]
    then = ledger.data(page, after=first["pageInfo"]["endCursor"])["dueNext"]
    assert then["nodes"] == [{"subject": both[1], "rbd": 1}]
    held = [(each[0], each[1]) for each in blocked(ledger, "2024-05-10")]
    assert held == [
        ("RETENCION_VIGENTE", both[0]),
        ("RETENCION_VIGENTE", both[1]),
        ("RETENCION_VIGENTE", both[0]),
    ]


def test_the_special_renewal_is_asked_for_within_thirty_business_days(
    ledger: Ledger, load: Load
) -> None:
    """Ley 21.006 art 3: from 2 January 2024 to 13 February, no holiday between."""
    renewed = {"tipo": "renovacion_especial", "porcentaje_retenido": "", "porcentaje_pagado": "60"}
    days = {"fecha_acto_previo": "2024-01-02", "fecha_solicitud": "2024-02-13"}
    load(Resoluciones, renewed | days)
    # The resolution is of May: on an earlier day nobody had been told anything but the refusal.
    asked = ("2024-02-13", "SOLICITAR_RENOVACION_ESPECIAL", RETENTION)
    assert due(ledger, "2024-02-12") == [asked]
    assert due(ledger, "2024-02-13") == []


def test_a_proceeding_goes_from_term_to_term(ledger: Ledger, load: Load) -> None:
    """Ley 20.529 arts 70, 84, 85 and 86: six months, two years, ten and fifteen business days."""
    load(
        Procedimientos,
        SANCTIONED
        | {
            "fecha_reclamo": "2024-08-01",
            "fecha_resolucion_reclamo": "2024-09-02",
            "resultado_reclamo": "rebajado",
            "multa_utm_reclamo": "100.5",
            "fecha_notificacion_reclamo": "2024-09-06",
        },
    )

    def listed(on: str) -> list[tuple[str, str]]:
        return [(day, duty) for day, duty, _ in due(ledger, on)]

    assert listed("2024-04-15") == [("2024-10-01", "INICIAR_PROCEDIMIENTO")]
    assert listed("2024-05-06") == [("2026-05-06", "CONCLUIR_PROCEDIMIENTO")]
    charged = ("2024-05-28", "PRESENTAR_DESCARGOS")
    assert listed("2024-05-13") == [charged, ("2026-05-06", "CONCLUIR_PROCEDIMIENTO")]
    assert listed("2024-05-27") == [("2026-05-06", "CONCLUIR_PROCEDIMIENTO")]
    claim = [("2024-08-09", "PAGAR_MULTA"), ("2024-08-09", "RECLAMAR_SANCION")]
    assert listed("2024-07-31") == claim
    assert listed("2024-08-01") == []
    court = [("2024-10-02", "PAGAR_MULTA"), ("2024-10-02", "RECURRIR_A_LA_CORTE")]
    assert listed("2024-09-06") == listed("2024-10-02") == court
    assert listed("2024-10-03") == court[:1]


FINE = """query ($on: Date!) { dueNext(on: $on, filter: { duty: PAGAR_MULTA }) { nodes {
    dueOn amount verdict overdue lacks basis { article } } } }"""


def test_a_firm_fine_is_unpaid_and_no_law_says_by_which_day(ledger: Ledger, load: Load) -> None:
    """Ley 20.529 art 82 leaves the day to a regulation: nobody is called late for it."""
    utm = {"occurred_on": date(2024, 7, 1), "month": "2024-07", "clp": 65_901}
    ledger.record(UtmPublished.model_validate(utm))
    load(Procedimientos, SANCTIONED | {"fecha_pago": "2024-11-29", "monto_pagado": "2500000"})
    [before] = ledger.data(FINE, on="2024-08-10")["dueNext"]["nodes"]
    assert before == {
        "dueOn": "2024-08-09",
        "amount": 501 * 65_901,
        "verdict": "SIN_DATOS",
        "overdue": False,
        "lacks": [
            (
                "Ningún archivo trae el día en que la multa se paga, que fija un reglamento "
                "(Ley 20.529 art 82)."
            )
        ],
        "basis": {"article": "art 82"},
    }
    [after] = ledger.data(FINE, on="2024-11-29")["dueNext"]["nodes"]
    assert after["amount"] == 501 * 65_901 - 2_500_000
    load(Procedimientos, SANCTIONED | {"fecha_pago": "2024-11-29", "monto_pagado": "33016401"})
    assert ledger.data(FINE, on="2024-11-29")["dueNext"]["nodes"] == []


def test_an_elevated_application_is_answered_within_fifteen_business_days(
    ledger: Ledger, load: Load
) -> None:
    """Ley 20.248 art 12: from 6 November 2023 to the 27th."""
    load(PostulacionesElevadas, {})
    answer = [("2023-11-27", "RESOLVER_POSTULACION", "1/2023")]
    assert due(ledger, "2023-11-06") == due(ledger, "2023-11-27") == answer
    assert due(ledger, "2023-11-05") == due(ledger, "2023-11-28") == []


@pytest.mark.parametrize(
    ("row", "hindrance", "article"),
    [
        ({}, "RETENCION_VIGENTE", "art 1"),
        (PRECAUTIONARY, "RETENCION_VIGENTE", "art 69"),
        (SUSPENDED, "SUSPENSION_VIGENTE", "art 20"),
        ({**SUSPENDED, "tipo": "suspension_aporte_27"}, "SUSPENSION_VIGENTE", "art 27"),
        (
            {**SUSPENDED, "tipo": "escala_media_vigencia", "porcentaje_pagado": "30"},
            "PAGO_REDUCIDO",
            "art 1",
        ),
    ],
)
def test_a_payment_is_held_by_the_resolution_that_is_in_force(
    ledger: Ledger, load: Load, row: dict[str, str], hindrance: str, article: str
) -> None:
    load(Resoluciones, row | {"fecha_alzamiento": "2024-05-20"})
    [node] = ledger.data(
        """{ blocked(on: "2024-05-20") { nodes {
        hindrance resolution amount verdict retainedShare paidShare basis { article } } } }"""
    )["blocked"]["nodes"]
    assert (node["hindrance"], node["basis"]["article"]) == (hindrance, article)
    assert node["resolution"].endswith("/2024/1234/1")
    assert (node["amount"], node["verdict"]) == (None, "NO_CUMPLE")
    assert blocked(ledger, "2024-05-21") == []


def test_what_is_ordered_stands_beside_what_payments_show_and_what_the_law_exposes_to(
    ledger: Ledger, load: Load
) -> None:
    load(Resoluciones, {})
    kept = payment(2, "2024-05", 0, retenciones=-300).model_copy(update={"sostenedor": HOLDER})
    ledger.record(
        *(disbursed(rbd, "2023-05", 1_000) for rbd in (1, 2, 3)),
        presented(3, 2023, date(2024, 3, 20)),
        kept,
    )
    asked = """query ($on: Date!) { notRendering(on: $on, filter: { verdict: null }) { nodes {
        rbds retained exposedShare retentions { number rbd retainedShare } } } }"""
    [found] = ledger.data(asked, on="2024-06-01")["notRendering"]["nodes"]
    assert found == {
        "rbds": [1, 2],
        "retained": 300,
        "exposedShare": "0.50",
        "retentions": [{"number": 1234, "rbd": 1, "retainedShare": "0.5"}],
    }
    [before] = ledger.data(asked, on="2024-04-15")["notRendering"]["nodes"]
    assert (before["retained"], before["retentions"]) == (0, [])
    assert blocked(ledger, "2024-06-01", hindrance="RETENCION_VIGENTE") == [
        ("RETENCION_VIGENTE", RETENTION, None),
        ("RETENCION_VIGENTE", f"2/2023/{HOLDER}", 300),
    ]


FLAGS = "{ resolutions { nodes { renderedOn flags { code text } } } }"


def flagged(ledger: Ledger) -> tuple[str | None, list[str]]:
    [found] = ledger.data(FLAGS)["resolutions"]["nodes"]
    return found["renderedOn"], [flag["code"] for flag in found["flags"]]


def test_a_retention_that_goes_on_although_the_account_was_rendered_is_flagged(
    ledger: Ledger, load: Load
) -> None:
    """Ley 21.006 art 1: who renders is paid again."""
    ledger.record(
        convenio(1, 2021),
        *(disbursed(1, f"{year}-05", 1_000) for year in (2021, 2022, 2023)),
        presented(1, 2021, date(2022, 3, 20)),
        presented(1, 2022, date(2024, 6, 3)),
    )
    load(Resoluciones, {})
    assert flagged(ledger) == (None, [])  # 2023 lacks still
    ledger.record(presented(1, 2023, date(2024, 7, 1)))
    assert flagged(ledger) == ("2024-07-01", ["sin_alzar"])
    load(Resoluciones, {"hasta": "2024-06"})
    assert flagged(ledger) == ("2024-07-01", [])
    load(Resoluciones, {"hasta": "2024-09"})
    assert flagged(ledger) == ("2024-07-01", ["sin_alzar"])
    load(Resoluciones, {"hasta": "2024-09", "fecha_alzamiento": "2024-08-01"})
    assert flagged(ledger) == (None, [])


LATE = presented(1, 2023, date(2024, 7, 1))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param((convenio(1, 2023), LATE), id="no payment is known"),
        pytest.param((disbursed(1, "2023-05", 1_000), LATE), id="no convenio is known"),
        pytest.param((convenio(1, 2023), disbursed(1, "2023-05", 1_000)), id="nothing rendered"),
        pytest.param(
            (convenio(1, 2022), disbursed(1, "2023-05", 1_000), LATE),
            id="the first year of the convenio is not known",
        ),
        pytest.param(
            (
                *(convenio(rbd, 2023) for rbd in (1, 2)),
                *(disbursed(rbd, "2023-05", 1_000) for rbd in (1, 2)),
                presented(2, 2023, date(2024, 7, 1)),
            ),
            id="another school rendered",
        ),
        pytest.param(
            (
                convenio(1, 2023),
                disbursed(1, "2023-05", 1_000),
                presented(1, 2023, date(2024, 3, 30)),
            ),
            id="it had been rendered before",
        ),
    ],
)
def test_what_is_not_known_or_not_late_flags_no_retention(
    ledger: Ledger, load: Load, facts: tuple[Any, ...]
) -> None:
    ledger.record(*facts, school(1, 2024))
    load(Resoluciones, {})
    assert flagged(ledger) == (None, [])


def test_a_retention_of_all_schools_is_flagged_when_the_last_has_rendered(
    ledger: Ledger, load: Load
) -> None:
    both = (1, 2)
    ledger.record(
        *(convenio(rbd, 2023) for rbd in both),
        *(disbursed(rbd, "2023-05", 1_000) for rbd in both),
        presented(1, 2023, date(2024, 7, 1)),
    )
    load(Resoluciones, {"rbd": "todos"})
    assert flagged(ledger) == (None, [])
    ledger.record(presented(2, 2023, date(2024, 7, 9)))
    assert flagged(ledger) == ("2024-07-09", ["sin_alzar"])
