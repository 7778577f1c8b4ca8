"""`concursos_ate.csv`, `contratos_ate.csv`, `asociados_ate.csv`: who advises whom, for how much."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar

from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import (
    AteContractAmended,
    AteContractAssociated,
    AteContractSigned,
    AteTenderAnnounced,
    AteTenderAwarded,
    NoticeMedium,
    TenderProcedure,
)
from sep_domain.values.identifiers import Rut
from sep_intake.cells.grammar import AHEAD
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.reading import optional_whole, pesos
from sep_intake.columns.template import Template, columns, is_filled, require_absent

_MEDIA = {medium.value: medium for medium in NoticeMedium}
_PROCEDURES = {each.value: each for each in (TenderProcedure.CONCURSO, TenderProcedure.LICITACION)}


class ConcursosAte(Template):
    """A tender that was never announced holds from its award, or else from its closing day."""

    dataset = "concursos_ate"
    title = "Concursos de asesoría técnica"
    required = columns(
        "concurso;rut_sostenedor;rbd;objeto;fecha_aviso;medio_aviso;tipo_medio;fecha_cierre;"
        "ruts_oferentes;excepcion;fecha_adjudicacion;rut_ate"
    )
    optional: ClassVar[Mapping[str, str]] = {"procedimiento": ""}
    """Without it the school's dependency tells, where it does."""

    def facts(self, row: Row) -> list[Fact]:
        announced = AteTenderAnnounced(
            occurred_on=_tender_day(row),
            tender=row.text("concurso"),
            sostenedor=row.rut("rut_sostenedor"),
            rbd=row.rbd(),
            subject=row.text("objeto"),
            notice_medium=row.optional_code("tipo_medio", _MEDIA),
            notice_name=row.optional_text("medio_aviso"),
            closes_on=row.optional_day("fecha_cierre", AHEAD),
            exception=row.optional_text("excepcion"),
            procedure=row.optional_code("procedimiento", _PROCEDURES),
        )
        return [announced, *_award(row, announced.tender)]


class ContratosAte(Template):
    dataset = "contratos_ate"
    title = "Contratos de asesoría técnica"
    required = columns(
        "contrato;concurso;rut_sostenedor;rbd;rut_ate;objeto;accion_pme;fecha_firma;fecha_inicio;"
        "fecha_termino;monto;participantes;fecha_modificacion;monto_modificado"
    )

    def facts(self, row: Row) -> list[Fact]:
        signed = AteContractSigned(
            occurred_on=row.day("fecha_firma"),
            contract=row.text("contrato"),
            tender=row.optional_text("concurso"),
            sostenedor=row.rut("rut_sostenedor"),
            rbd=row.rbd(),
            ate=row.rut("rut_ate"),
            subject=row.text("objeto"),
            pme_action=row.optional_text("accion_pme"),
            starts_on=row.day("fecha_inicio", AHEAD),
            ends_on=row.day("fecha_termino", AHEAD),
            amount=pesos(row, "monto"),
            participants=optional_whole(row, "participantes"),
        )
        return [signed, *_amendment(row, signed.contract)]


class AsociadosAte(Template):
    """Who contracts together with the one who signs; that one bears what they leave."""

    dataset = "asociados_ate"
    title = "Sostenedores que contratan asesoría en conjunto"
    required = columns("contrato;rut_sostenedor;rbd;fecha;monto")

    def facts(self, row: Row) -> list[Fact]:
        return [
            AteContractAssociated(
                occurred_on=row.day("fecha"),
                contract=row.text("contrato"),
                sostenedor=row.rut("rut_sostenedor"),
                rbd=row.rbd(),
                amount=pesos(row, "monto"),
            )
        ]


def _tender_day(row: Row) -> date:
    for column in ("fecha_aviso", "fecha_adjudicacion"):
        if day := row.optional_day(column):
            return day
    if closes := row.optional_day("fecha_cierre", AHEAD):
        return closes
    raise RowError("fecha_aviso", "", "el concurso no tiene fecha", "una fecha, AAAA-MM-DD")


def _award(row: Row, tender: str) -> Iterator[AteTenderAwarded]:
    bidders = _bidders(row)
    if is_filled(row, "fecha_adjudicacion", "rut_ate"):
        yield AteTenderAwarded(
            occurred_on=row.day("fecha_adjudicacion"),
            tender=tender,
            ate=row.rut("rut_ate"),
            bidders=bidders,
        )


def _bidders(row: Row) -> tuple[Rut, ...]:
    text = row.optional_text("ruts_oferentes") or ""
    try:
        return tuple(Rut(bidder) for bidder in text.split("|") if bidder.strip())
    except ValueError:
        expected = "RUT con dígito verificador, separados por |"
        raise RowError("ruts_oferentes", text, "RUT inválido", expected) from None


def _amendment(row: Row, contract: str) -> Iterator[AteContractAmended]:
    amended = row.optional_day("fecha_modificacion")
    if amended is None:
        require_absent(row, "monto_modificado", "fecha_modificacion")
        return
    yield AteContractAmended(
        occurred_on=amended, contract=contract, amount=pesos(row, "monto_modificado")
    )
