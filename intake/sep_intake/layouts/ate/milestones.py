"""`hitos_ate.csv`, `pagos_ate.csv`: what an adviser had to deliver, delivered, and was paid."""

from collections.abc import Iterator

from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import ContractPaymentMade
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneAgreed,
    MilestoneApproved,
    MilestoneDelivered,
    MilestoneKind,
)
from sep_intake.cells.grammar import AHEAD
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import optional_whole, pesos, upper_literal, whole
from sep_intake.columns.template import Template, columns, require_absent

_KINDS = {kind.value: kind for kind in MilestoneKind}


class HitosAte(Template):
    dataset = "hitos_ate"
    title = "Hitos de contratos de asesoría"
    required = columns(
        "contrato;hito;tipo;titulo;monto;fecha_comprometida;fecha_entrega;fecha_aprobacion;"
        "participantes_cobrados;participantes_asistentes"
    )

    def facts(self, row: Row) -> list[Fact]:
        agreed = MilestoneAgreed(
            occurred_on=row.day("fecha_comprometida", AHEAD),
            contract=row.text("contrato"),
            milestone=whole(row, "hito", 1),
            milestone_kind=row.code("tipo", _KINDS),
            title=row.text("titulo"),
            amount=pesos(row, "monto"),
        )
        return [agreed, *_delivery(row, agreed), *_approval(row, agreed)]


class PagosAte(Template):
    dataset = "pagos_ate"
    title = "Pagos a asesores técnicos"
    required = columns(
        "contrato;hito;pago;fecha_pago;monto;subvencion;tipo_documento;numero_documento"
    )

    def facts(self, row: Row) -> list[Fact]:
        return [
            ContractPaymentMade(
                occurred_on=row.day("fecha_pago"),
                contract=row.text("contrato"),
                payment=whole(row, "pago", 1),
                milestone=optional_whole(row, "hito", 1),
                amount=pesos(row, "monto"),
                subvencion=upper_literal(row.text("subvencion")),
                document_type=row.optional_text("tipo_documento"),
                document_number=row.optional_text("numero_documento"),
            )
        ]


def _delivery(row: Row, agreed: MilestoneAgreed) -> Iterator[MilestoneDelivered]:
    delivered = row.optional_day("fecha_entrega")
    if delivered is None:
        require_absent(row, "participantes_cobrados", "fecha_entrega")
        require_absent(row, "participantes_asistentes", "fecha_entrega")
        return
    yield MilestoneDelivered(
        occurred_on=delivered,
        contract=agreed.contract,
        milestone=agreed.milestone,
        participants_billed=optional_whole(row, "participantes_cobrados"),
        participants_attended=optional_whole(row, "participantes_asistentes"),
    )


def _approval(row: Row, agreed: MilestoneAgreed) -> Iterator[MilestoneApproved]:
    if approved := row.optional_day("fecha_aprobacion"):
        yield MilestoneApproved(
            occurred_on=approved, contract=agreed.contract, milestone=agreed.milestone
        )
