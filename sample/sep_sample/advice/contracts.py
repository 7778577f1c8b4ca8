"""Advisers (ATE), the tenders they win and the contracts they work under, as plain records."""

from dataclasses import dataclass
from datetime import date, timedelta

from sep_domain.values.identifiers import Rut
from sep_sample.country.country import School
from sep_sample.country.noise import Noise

_INSTALMENTS = ((1, "inicio", 30, 4), (2, "avance", 40, 8), (3, "final", 30, 11))
_SUBJECTS = (
    "Asesoría en comprensión lectora",
    "Acompañamiento en aula de matemática",
    "Fortalecimiento de la convivencia escolar",
    "Desarrollo del equipo directivo",
)


@dataclass(frozen=True, slots=True)
class Adviser:
    rut: Rut
    name: str
    kind: str
    certified: date
    valid_until: date | None
    removed: date | None = None
    removal_reason: str = ""
    without_profit: date | None = None
    """When a body for profit was certified anew as one without (Ley 21.107 art 2)."""
    judged: tuple[tuple[int, bool], ...] = ()
    """The ministry's certifications, by year, and whether each was deficient."""


@dataclass(frozen=True, slots=True)
class Tender:
    code: str
    holder_rut: str
    rbd: int
    subject: str
    notice: date | None
    medium: str
    medium_kind: str
    close: date
    bidders: tuple[str, ...]
    exception: str
    awarded: date
    adviser_rut: str
    procedure: str


@dataclass(frozen=True, slots=True)
class Milestone:
    number: int
    kind: str
    title: str
    amount: int
    due: date
    delivered: date
    approved: date | None
    billed: int
    attended: int


@dataclass(frozen=True, slots=True)
class AdviserPayment:
    milestone: int
    number: int
    paid_on: date
    amount: int
    subvention: str
    document_type: str
    document_number: int


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of one school and year; `action` is the PME action it serves, if it names one."""

    code: str
    year: int
    tender: Tender | None
    rbd: int
    holder_rut: str
    adviser: Adviser
    subject: str
    action: int | None
    signed: date
    start: date
    end: date
    amount: int
    participants: int
    milestones: tuple[Milestone, ...]
    payments: tuple[AdviserPayment, ...]

    def key(self, milestone: int | None = None) -> str:
        return f"contrato={self.code}" + (f";hito={milestone}" if milestone else "")


ATE_ACTION = 2
"""The number of the PME action that asks for an adviser, in every school's plan."""


def plain_contract(
    noise: Noise,
    school: School,
    year: int,
    serial: int,
    *,
    advisers: list[Adviser],
    amount: int,
) -> Contract:
    """A contract as it should be: tendered in January, worked and paid from April to December."""
    stream = noise.stream("contract", school.rbd, year, serial)
    tender = _tender(noise, school, year, serial, advisers)
    winner = next(a for a in advisers if a.rut == tender.adviser_rut)
    signed = tender.awarded + timedelta(days=stream.randint(4, 9))
    people = stream.randint(12, 40)
    milestones = tuple(
        _milestone(noise, school, year, serial, step=step, amount=amount, people=people)
        for step in _INSTALMENTS
    )
    return Contract(
        code=f"C-{year}-{school.rbd}-{serial}",
        year=year,
        tender=tender,
        rbd=school.rbd,
        holder_rut=school.holder_in(year).rut,
        adviser=winner,
        subject=tender.subject,
        action=ATE_ACTION,
        signed=signed,
        start=max(signed, date(year, 3, 15)),
        end=date(year, 11, 30),
        amount=sum(m.amount for m in milestones),
        participants=people,
        milestones=milestones,
        payments=tuple(_payment(noise, school, year, serial, m) for m in milestones),
    )


def _tender(
    noise: Noise, school: School, year: int, serial: int, advisers: list[Adviser]
) -> Tender:
    stream = noise.stream("tender", school.rbd, year, serial)
    by_public_law = school.holder_in(year).tenders_by_public_law
    notice = date(year, 1, stream.randint(4, 15))
    close = notice + timedelta(days=stream.randint(21, 30))
    bidders = stream.sample(advisers, k=min(len(advisers), stream.randint(2, 4)))
    return Tender(
        code=f"T-{year}-{school.rbd}-{serial}",
        holder_rut=school.holder_in(year).rut,
        rbd=school.rbd,
        subject=stream.choice(_SUBJECTS),
        notice=notice,
        medium="Mercado Público" if by_public_law else "El Heraldo Imaginario",
        medium_kind="mercado_publico" if by_public_law else "regional",
        close=close,
        bidders=tuple(a.rut for a in bidders),
        exception="",
        awarded=close + timedelta(days=stream.randint(6, 12)),
        adviser_rut=bidders[0].rut,
        procedure="licitacion" if by_public_law else "concurso",
    )


def _milestone(
    noise: Noise,
    school: School,
    year: int,
    serial: int,
    *,
    step: tuple[int, str, int, int],
    amount: int,
    people: int,
) -> Milestone:
    number, kind, percent, month = step
    stream = noise.stream("milestone", school.rbd, year, serial, number)
    due = date(year, month, 20)
    delivered = due - timedelta(days=stream.randint(0, 10))
    return Milestone(
        number=number,
        kind=kind,
        title=f"Informe {'de ' if kind != 'final' else ''}{kind}",
        amount=amount * percent // 100,
        due=due,
        delivered=delivered,
        approved=delivered + timedelta(days=stream.randint(3, 12)),
        billed=people,
        attended=people,
    )


def _payment(
    noise: Noise, school: School, year: int, serial: int, milestone: Milestone
) -> AdviserPayment:
    stream = noise.stream("adviser-payment", school.rbd, year, serial, milestone.number)
    approved = milestone.approved or milestone.due
    return AdviserPayment(
        milestone=milestone.number,
        number=milestone.number,
        paid_on=approved + timedelta(days=stream.randint(4, 12)),
        amount=milestone.amount,
        subvention="SEP",
        document_type="FACE",
        document_number=school.rbd * 1000
        + (year % 100) * 10
        + milestone.number
        + serial * 100_000_000,
    )
