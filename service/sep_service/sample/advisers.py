"""The market of advisers over all years: who is certified, who hires whom, and what goes wrong.

Every clean contract comes from `contracts.plain_contract`; a school that plays an ATE rule gets one
more, bent by the twist of that rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sep_domain.calendar import Period
from sep_domain.grades import LevelBand
from sep_domain.identifiers import Rut
from sep_domain.statute import use_value
from sep_service.sample import names
from sep_service.sample.answer_key import Anomaly, AnswerKey
from sep_service.sample.casting import Cast, Role
from sep_service.sample.contracts import Adviser, Contract, plain_contract
from sep_service.sample.country import Country, School
from sep_service.sample.noise import Noise

_FIRST_ADVISER_RUT = 58_900_003
_FIRST_PERSON_RUT = 31_000_007

TENDERS, CONTRACTS = "concursos_ate.csv", "contratos_ate.csv"
MILESTONES, PAYMENTS = "hitos_ate.csv", "pagos_ate.csv"


@dataclass(frozen=True, slots=True)
class Market:
    """All advisers, and all contracts in order of year and school."""

    advisers: tuple[Adviser, ...]
    contracts: tuple[Contract, ...]

    def advised_years(self) -> dict[int, frozenset[int]]:
        """For every school, the years in which somebody advised it."""
        found: dict[int, set[int]] = {}
        for contract in self.contracts:
            found.setdefault(contract.rbd, set()).add(contract.year)
        return {rbd: frozenset(years) for rbd, years in found.items()}


def market(country: Country, noise: Noise, cast: Cast, key: AnswerKey) -> Market:
    """The contracts of every school and year, the anomalous ones recorded in the answer key."""
    certified = _certified(noise, len(country.schools))
    expired = _expired(country.years)
    contracts: list[Contract] = []
    for year in country.years:
        for school in country.in_regime:
            if _hires(noise, school, year, cast):
                amount = _usual_amount(noise, school, year)
                contracts.append(plain_contract(noise, school, year, 1, certified, amount))
        for serial, role in enumerate(_twisted_roles(cast, year), start=2):
            contracts.extend(_twisted(noise, role, serial, certified, expired, key))
    return Market((*certified, expired), tuple(contracts))


def _certified(noise: Noise, schools: int) -> list[Adviser]:
    return [_adviser(noise, number) for number in range(max(8, schools // 30))]


def _adviser(noise: Noise, number: int) -> Adviser:
    stream = noise.stream("adviser", number)
    natural = number % 5 == 4
    first = _FIRST_PERSON_RUT if natural else _FIRST_ADVISER_RUT
    return Adviser(
        rut=Rut.from_number(first + 13 * number),
        name=names.person(stream) if natural else names.adviser(stream),
        kind="natural" if natural else "juridica_sin_fines_de_lucro",
        certified=date(2007, stream.randint(1, 12), stream.randint(1, 28)),
        valid_until=None,
    )


def _expired(years: range) -> Adviser:
    return Adviser(
        rut=Rut.from_number(_FIRST_ADVISER_RUT - 2),
        name="ATE REGISTRO VENCIDO",
        kind="juridica_sin_fines_de_lucro",
        certified=date(years[0] - 4, 3, 1),
        valid_until=date(years[0] - 1, 12, 31),
        removed=date(years[0] - 1, 12, 31),
        removal_reason="dos evaluaciones deficientes consecutivas",
    )


def _hires(noise: Noise, school: School, year: int, cast: Cast) -> bool:
    """One school in seven, unless it plays an ATE rule or its convenio is ending."""
    if not school.works_in(year) or school.convenio_from is None or year < school.convenio_from:
        return False
    expiry = cast.expiry_year(school.rbd)
    if (expiry is not None and year >= expiry) or cast.year_of("RF39", school.rbd) is not None:
        return False
    return noise.stream("hires", school.rbd, year).random() < 0.14


def _usual_amount(noise: Noise, school: School, year: int) -> int:
    """Six to nine percent of a rough year's SEP, in whole thousands."""
    percent = noise.stream("adviser-share", school.rbd, year).randint(6, 9)
    return max(300_000, rough_income(school, year) * percent // 100 // 1000 * 1000)


def rough_income(school: School, year: int) -> int:
    """What a year of SEP is worth to a school, near enough to plan with, in CLP."""
    pupils = sum(
        school.grade_size * school.grades_paid_in(band, year) * (13 if band in _UPPER else 20)
        for band in LevelBand
    )
    use = int(use_value(Period.of(year, 6)).clp_per_use)
    return pupils * school.priority_bp * use * 12 // 100_000


_UPPER = frozenset({LevelBand.B7_8, LevelBand.M1_4})


def _twisted_roles(cast: Cast, year: int) -> list[Role]:
    return [role for rule in (*TWISTS, "RF17", "RF24", "RF39") for role in cast.of(rule, year)]


def _twisted(
    noise: Noise,
    role: Role,
    serial: int,
    certified: list[Adviser],
    expired: Adviser,
    key: AnswerKey,
) -> list[Contract]:
    amount = _usual_amount(noise, role.school, role.year)
    clean = plain_contract(noise, role.school, role.year, serial, certified, amount)
    if role.rule == "RF24":
        return _split(clean, key)
    if role.rule == "RF17":
        twisted = Twisted(_awarded_to(clean, expired), CONTRACTS, "", _UNCERTIFIED)
    elif role.rule == "RF39":
        twisted = Twisted(clean, CONTRACTS, "", _FADED)
    else:
        twisted = TWISTS[role.rule](clean)
    key.record(_anomaly(role.rule, twisted))
    return [twisted.contract]


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
    return Twisted(replace(contract, milestones=milestones), MILESTONES, contract.key(2), description)


TWISTS: dict[str, Callable[[Contract], Twisted]] = {
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
