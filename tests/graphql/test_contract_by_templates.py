"""The promise: a private sostenedor publishes nowhere; its contract loads whole by templates alone:
adviser, exception in place of a tender, contract, who joins, milestones and payments.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.graphql.conftest import Ledger

from sep_intake.columns.template import Template
from sep_intake.engine.importer import import_files
from sep_intake.layouts.ate.contracts import AsociadosAte, ConcursosAte, ContratosAte
from sep_intake.layouts.ate.milestones import HitosAte, PagosAte
from sep_intake.layouts.ate.registry import AteRegistro

HOLDER, PARTNER, ATE = "65145834-K", "11111111-1", "71430300-7"
_OF_CONTRACT = {"contrato": "C-1"}
FILES: Mapping[type[Template], list[dict[str, str]]] = {
    AteRegistro: [
        {
            "rut": ATE,
            "nombre": "Corporación Aprende",
            "tipo_persona": "juridica_sin_fines_de_lucro",
            "fecha_certificacion": "2022-01-10",
            "vigente_hasta": "2026-01-10",
        }
    ],
    ConcursosAte: [
        {
            "concurso": "T-1",
            "rut_sostenedor": HOLDER,
            "rbd": "1",
            "objeto": "Lectura",
            "excepcion": "g",
            "fecha_adjudicacion": "2024-03-01",
            "rut_ate": ATE,
        }
    ],
    ContratosAte: [
        _OF_CONTRACT
        | {
            "concurso": "T-1",
            "rut_sostenedor": HOLDER,
            "rbd": "1",
            "rut_ate": ATE,
            "objeto": "Lectura",
            "accion_pme": "A1",
            "fecha_firma": "2024-03-10",
            "fecha_inicio": "2024-04-01",
            "fecha_termino": "2024-12-15",
            "monto": "1000",
            "participantes": "30",
            "fecha_modificacion": "2024-07-01",
            "monto_modificado": "1200",
        }
    ],
    AsociadosAte: [
        _OF_CONTRACT
        | {"rut_sostenedor": PARTNER, "rbd": "2", "fecha": "2024-03-10", "monto": "250"}
    ],
    HitosAte: [
        _OF_CONTRACT
        | {
            "hito": "1",
            "tipo": "inicio",
            "titulo": "Diagnóstico",
            "monto": "400",
            "fecha_comprometida": "2024-05-30",
            "fecha_entrega": "2024-05-20",
            "fecha_aprobacion": "2024-05-28",
            "participantes_cobrados": "30",
            "participantes_asistentes": "30",
        },
        _OF_CONTRACT
        | {
            "hito": "2",
            "tipo": "final",
            "titulo": "Informe final",
            "monto": "800",
            "fecha_comprometida": "2024-11-30",
        },
    ],
    PagosAte: [
        _OF_CONTRACT
        | {
            "hito": "1",
            "pago": "1",
            "fecha_pago": "2024-06-10",
            "monto": "401",
            "subvencion": "SEP",
            "tipo_documento": "FACE",
            "numero_documento": "77",
        }
    ],
}
QUESTION = """{ ateContract(contract: "C-1") {
    sostenedorRut ateRut pmeAction amount committed approved paid
    provider { name validUntil }
    tender { exception noticeName awardedTo awardedOn }
    milestones { milestone title amount approvedOn paid paidBeforeApproval }
    payments { payment paidOn documentNumber statedOtherwise shares { sostenedorRut amount } }
    shares { sostenedorRut rbd amount committed paid }
} }"""


@pytest.fixture
def contract(ledger: Ledger, tmp_path: Path) -> dict[str, Any]:
    for template, rows in FILES.items():
        header = sorted(template.required)
        assert all(row.keys() <= template.required for row in rows)
        lines = [";".join(row.get(column, "") for column in header) for row in rows]
        text = "\n".join([";".join(header), *lines, ""])
        (tmp_path / f"{template.dataset}.csv").write_text(text, encoding="utf-8")
    summary = import_files(ledger.conninfo, [tmp_path])
    assert (summary.refused, summary.rejected, len(summary.reports)) == ([], 0, len(FILES))
    assert not any(report.warnings for report in summary.reports)
    ledger.record()
    found: dict[str, Any] = ledger.data(QUESTION)["ateContract"]
    return found


def test_the_contract_rests_on_its_exception(contract: dict[str, Any]) -> None:
    assert contract["provider"] == {"name": "Corporación Aprende", "validUntil": "2026-01-10"}
    assert contract["tender"] == {
        "exception": "g",
        "noticeName": None,
        "awardedTo": ATE,
        "awardedOn": "2024-03-01",
    }
    assert (contract["sostenedorRut"], contract["pmeAction"]) == (HOLDER, "A1")


def test_its_money_stands_apart_by_milestone(contract: dict[str, Any]) -> None:
    assert [contract[kind] for kind in ("amount", "committed", "approved", "paid")] == [
        1_000,
        1_200,
        400,
        401,
    ]
    assert [tuple(one.values()) for one in contract["milestones"]] == [
        (1, "Diagnóstico", 400, "2024-05-28", 401, False),
        (2, "Informe final", 800, None, 0, False),
    ]


def test_each_of_those_who_contract_together_bears_its_part(contract: dict[str, Any]) -> None:
    assert [tuple(one.values()) for one in contract["shares"]] == [
        (HOLDER, 1, 750, 900, 301),
        (PARTNER, 2, 250, 300, 100),
    ]
    (payment,) = contract["payments"]
    assert [share["amount"] for share in payment["shares"]] == [301, 100]
    assert (payment["documentNumber"], payment["statedOtherwise"]) == ("77", False)
