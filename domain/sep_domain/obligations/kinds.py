"""The kinds of duties and obstacles, each with its legal basis and its words, as data.

A duty is an obligation of the catalogue by its name; `hindrances.csv` names for each obstacle the
obligation that it breaks. What rests on the usual contract, and on no law, is unverified (U).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence
from sep_domain.obligations.catalogue import Obligation, Obliged, latest_obligations


class Duty(StrEnum):
    """What has to be done by a day, or may be done no later."""

    ENTREGA_INFORME = "entrega_informe"
    REVISION_INFORME = "revision_informe"
    CORRECCION_INFORME = "correccion_informe"
    CIERRE_CONCURSO = "cierre_concurso"
    SOLICITUD_RENOVACION = "solicitud_renovacion"
    TERMINO_CONVENIO = "termino_convenio"
    PRESENTACION_PME = "presentacion_pme"
    RENDICION = "rendicion"
    PLAN_SALDO = "plan_saldo"
    EJECUCION_PLAN_SALDO = "ejecucion_plan_saldo"
    RESTITUCION_PLAN_SALDO = "restitucion_plan_saldo"
    IMPUGNAR_MEDIDA = "impugnar_medida"
    APELAR_SUSPENSION = "apelar_suspension"
    IMPUGNAR_PRECAUTORIA = "impugnar_precautoria"
    SOLICITAR_RENOVACION_ESPECIAL = "solicitar_renovacion_especial"
    PRESENTAR_DESCARGOS = "presentar_descargos"
    RECLAMAR_SANCION = "reclamar_sancion"
    RECURRIR_A_LA_CORTE = "recurrir_a_la_corte"
    PAGAR_MULTA = "pagar_multa"
    INICIAR_PROCEDIMIENTO = "iniciar_procedimiento"
    CONCLUIR_PROCEDIMIENTO = "concluir_procedimiento"
    RESOLVER_POSTULACION = "resolver_postulacion"


class Hindrance(StrEnum):
    """Why something cannot go on: a payment, an award, a change of the plan, a renewal."""

    INFORME_NO_APROBADO = "informe_no_aprobado"
    HITO_SIN_FACTURA = "hito_sin_factura"
    ATE_NO_CERTIFICADO = "ate_no_certificado"
    CONTRATO_SIN_CONCURSO = "contrato_sin_concurso"
    CONCURSO_SIN_AVISO = "concurso_sin_aviso"
    CONTRATO_NO_FIRMADO = "contrato_no_firmado"
    PME_NO_PRESENTADO = "pme_no_presentado"
    MODIFICACION_NO_PRESENTADA = "modificacion_no_presentada"
    RENOVACION_NO_SOLICITADA = "renovacion_no_solicitada"
    RENDICION_NO_PRESENTADA = "rendicion_no_presentada"
    RETENCION_VIGENTE = "retencion_vigente"
    """By a resolution, or as payments show it."""
    SUSPENSION_VIGENTE = "suspension_vigente"
    PAGO_REDUCIDO = "pago_reducido"


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a duty or an obstacle rests; `text` is Spanish, for whoever must act."""

    article: str
    law: str
    confidence: Confidence
    text: str


def basis_of(kind: Duty | Hindrance) -> Basis:
    """The basis of a kind: a duty's is its obligation, a hindrance's the one that it breaks."""
    if isinstance(kind, Hindrance):
        return _hindrances()[kind.value]
    return _of(latest_obligations()[kind.value])


def who_owes(duty: Duty) -> Obliged:
    """Whose duty it is, or whose right that ends with its day."""
    return latest_obligations()[duty.value].who


@cache
def _hindrances() -> Mapping[str, Basis]:
    return dict(_rows())


def _rows() -> Iterator[tuple[str, Basis]]:
    for row in table_rows("obligations", "hindrances.csv"):
        owed = latest_obligations()[row["obligation"]]
        confidence = Confidence(row["confidence"])
        yield row["name"], Basis(owed.article, owed.law, confidence, row["text"])


def basis_of_item(item: str) -> Basis:
    """The basis of an item of a rendición's checklist: rendering, unless it fulfils another."""
    return _of(latest_obligations()[_items().get(item, Duty.RENDICION.value)])


def _of(owed: Obligation) -> Basis:
    return Basis(owed.article, owed.law, owed.confidence, owed.text)


@cache
def _items() -> Mapping[str, str]:
    rows = table_rows("obligations", "checklist.csv")
    return {row["item"]: row["obligation"] for row in rows}
