"""What goes wrong with contracts: one twist of a plain contract for every ATE rule.

A school that plays an ATE rule gets a contract of its own for it, tendered and worked like any
other but for the twist, which goes into the answer key.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sep_sample.advice.contracts import Adviser, Contract
from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast, Role

TENDERS, CONTRACTS = "concursos_ate.csv", "contratos_ate.csv"
MILESTONES, PAYMENTS = "hitos_ate.csv", "pagos_ate.csv"


def roles_in(cast: Cast, year: int) -> list[Role]:
    """Who gets a contract with a twist in a year."""
    return [role for rule in (*_TWISTS, "RF17", "RF24", "RF39") for role in cast.of(rule, year)]


def twisted(rule: str, clean: Contract, expired: Adviser, key: AnswerKey) -> list[Contract]:
    """The contract bent as the rule wants it, recorded; several where the rule splits it.

    `expired` is an adviser whose certificate has run out.
    """
    if rule == "RF24":
        return _split(clean, key)
    if rule == "RF17":
        bent = Twisted(_awarded_to(clean, expired), CONTRACTS, "", _UNCERTIFIED)
    elif rule == "RF39":
        bent = Twisted(clean, CONTRACTS, "", _FADED)
    else:
        bent = _TWISTS[rule](clean)
    key.record(_anomaly(rule, bent))
    return [bent.contract]


@dataclass(frozen=True, slots=True)
class Twisted:
    """A bent contract, and where and why a reader should notice."""

    contract: Contract
    file: str
    key: str
    description: str


_UNCERTIFIED = "ATE fuera del registro a la fecha de adjudicación y de pago"
_FADED = "El SIMCE vuelve al nivel previo en las dos mediciones que siguen al fin de la asesoría"


def _anomaly(rule: str, twisted: Twisted) -> Anomaly:
    contract = twisted.contract
    return Anomaly(
        rule=rule,
        rbd=contract.rbd,
        holder_rut=contract.holder_rut,
        year=contract.year,
        file=twisted.file,
        key=twisted.key or contract.key(),
        description=twisted.description,
    )


def _awarded_to(contract: Contract, adviser: Adviser) -> Contract:
    tender = contract.tender
    if tender is not None:
        bidders = (adviser.rut, *tender.bidders[1:])
        tender = replace(tender, bidders=bidders, adviser_rut=adviser.rut)
    return replace(contract, adviser=adviser, tender=tender)


def _split(contract: Contract, key: AnswerKey) -> list[Contract]:
    """RF24: one job cut into three contracts of the same adviser, weeks apart."""
    pieces = [_piece(contract, number) for number in range(3)]
    codes = ",".join(piece.code for piece in pieces)
    description = "Tres contratos con la misma ATE en menos de 90 días que juntos son uno solo"
    key.record(_anomaly("RF24", Twisted(contract, CONTRACTS, f"contrato={codes}", description)))
    return pieces


def _piece(contract: Contract, number: int) -> Contract:
    later = timedelta(days=14 * number)
    code = f"{contract.code}{'ABC'[number]}"
    tender = contract.tender
    if tender is not None:
        tender = replace(
            tender, code=f"{tender.code}{'ABC'[number]}", awarded=tender.awarded + later
        )
    return replace(
        contract,
        code=code,
        tender=tender,
        signed=contract.signed + later,
        start=contract.start + later,
        amount=sum(m.amount // 3 for m in contract.milestones),
        milestones=tuple(replace(m, amount=m.amount // 3) for m in contract.milestones),
        payments=tuple(
            replace(p, amount=p.amount // 3, document_number=p.document_number * 10 + number)
            for p in contract.payments
        ),
    )


def _without_action(contract: Contract) -> Twisted:
    return Twisted(
        replace(contract, action=None), CONTRACTS, "", "Contrato sin acción del PME que lo sustente"
    )


def _action_added_later(contract: Contract) -> Twisted:
    action = replace(contract, action=_LATE_ACTION)
    found = f"{contract.key()};accion={_LATE_ACTION}"
    return Twisted(action, CONTRACTS, found, "La acción del PME se presentó después del gasto")


_LATE_ACTION = 9
"""The number of the action that RF11 adds to a plan in October."""


def _without_tender(contract: Contract) -> Twisted:
    description = "Contrato adjudicado sin concurso ni licitación"
    return Twisted(replace(contract, tender=None), CONTRACTS, "", description)


def _without_notice(contract: Contract) -> Twisted:
    tender = contract.tender
    if tender is not None:
        tender = replace(tender, notice=None, medium="", medium_kind="")
    found = f"concurso={tender.code if tender else ''}"
    description = "Concurso sin aviso en un diario regional"
    return Twisted(replace(contract, tender=tender), TENDERS, found, description)


def _paid_from_general(contract: Contract) -> Twisted:
    last = replace(contract.payments[-1], subvention="GENERAL")
    twisted = replace(contract, payments=(*contract.payments[:-1], last))
    found = f"{contract.key(3)};pago=3"
    return Twisted(twisted, PAYMENTS, found, "Honorario de ATE pagado con subvención general")


def _paid_before_approval(contract: Contract) -> Twisted:
    first, second, third = contract.payments
    early = replace(second, paid_on=contract.milestones[1].delivered - timedelta(days=25))
    twisted = replace(contract, payments=(first, early, third))
    found = f"{contract.key(2)};pago=2"
    return Twisted(twisted, PAYMENTS, found, "Pago anterior a la entrega y aprobación del hito")


def _small_last_instalment(contract: Contract) -> Twisted:
    first, second, third = contract.milestones
    moved = third.amount - contract.amount // 12
    amounts = (first.amount, second.amount + moved, third.amount - moved)
    twisted = replace(
        contract,
        milestones=tuple(
            replace(m, amount=a) for m, a in zip(contract.milestones, amounts, strict=True)
        ),
        payments=tuple(
            replace(p, amount=a) for p, a in zip(contract.payments, amounts, strict=True)
        ),
    )
    return Twisted(twisted, MILESTONES, contract.key(3), "Última cuota menor al 20 % del contrato")


def _overrun(contract: Contract) -> Twisted:
    last = contract.payments[-1]
    larger = replace(last, amount=last.amount + contract.amount * 35 // 100)
    twisted = replace(contract, payments=(*contract.payments[:-1], larger))
    return Twisted(twisted, PAYMENTS, "", "Pagos por 135 % del valor del contrato")


def _single_bidder(contract: Contract) -> Twisted:
    tender = contract.tender
    if tender is not None and tender.notice is not None:
        close = tender.notice + timedelta(days=8)
        tender = replace(tender, bidders=tender.bidders[:1], close=close)
    found = f"concurso={tender.code if tender else ''}"
    description = "Un solo oferente y ocho días entre el aviso y el cierre"
    return Twisted(replace(contract, tender=tender), TENDERS, found, description)


def _absent_participants(contract: Contract) -> Twisted:
    second = contract.milestones[1]
    fewer = replace(second, attended=second.billed * 6 // 10)
    milestones = (contract.milestones[0], fewer, contract.milestones[2])
    description = "Se cobran más participantes que los que asistieron"
    return Twisted(
        replace(contract, milestones=milestones), MILESTONES, contract.key(2), description
    )


_TWISTS: dict[str, Callable[[Contract], Twisted]] = {
    "RF09": _without_action,
    "RF11": _action_added_later,
    "RF18": _without_tender,
    "RF19": _without_notice,
    "RF20": _paid_from_general,
    "RF21": _paid_before_approval,
    "RF22": _small_last_instalment,
    "RF23": _overrun,
    "RF26": _single_bidder,
    "RF27": _absent_participants,
}
