"""What the law says of a sanction proceeding: its terms, its prescription, how much a fine may be.

As with resolutions, a command with a flaw is refused, and a file's is recorded and told by views.
The terms of arts 84 and 85 are in "days", which are read as business days (Ley 19.880 art 25,
confidence U): the longer reading bars nobody from a claim.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from sep_domain.convenio_rules.rulings import number, pesos
from sep_domain.decisions.guards import Obstacle
from sep_domain.events.legal.proceedings import ClaimOutcome, Gravity, SanctionKind
from sep_domain.law.legal_numbers import legal_number
from sep_domain.law.legal_terms import term_end
from sep_domain.values.money import Clp

_ADMITS_ANY = frozenset({Gravity.GRAVE})
_OF_LESSER = frozenset({SanctionKind.AMONESTACION, SanctionKind.MULTA})
"""What an infraction that is not grave may be answered with (arts 77 and 78)."""


@dataclass(frozen=True, kw_only=True)
class Proceeding:
    """A proceeding and what has become of it; days are valid time, None while not done."""

    opened_on: date | None = None
    fact_ended_on: date | None = None
    charged_on: date | None = None
    answered_on: date | None = None
    dismissed_on: date | None = None
    sanctioned_on: date | None = None
    sanction: SanctionKind | None = None
    gravity: Gravity | None = None
    aggravated: bool | None = None
    imposed_utm: Decimal | None = None
    """The fine as it was imposed."""
    claim_utm: Decimal | None = None
    """What the Superintendente brought it down to."""
    ruled_utm: Decimal | None = None
    """What the court brought it down to."""
    fixed_clp: Clp | None = None
    """A fine that was fixed in pesos, and in no UTM."""
    months: int | None = None
    sanction_notified_on: date | None = None
    claimed_on: date | None = None
    claim_resolved_on: date | None = None
    claim_outcome: ClaimOutcome | None = None
    claim_notified_on: date | None = None
    taken_to_court_on: date | None = None
    ruled_on: date | None = None
    ruling: ClaimOutcome | None = None
    final_on: date | None = None
    prescribed_on: date | None = None
    paid_on: date | None = None
    paid: Clp | None = None
    """Of the fine, in all."""
    highest_utm: Clp | None = None
    """In whole pesos, of the months from the sanction to the payment that are known."""

    @property
    def fine_utm(self) -> Decimal | None:
        """The fine as it stands."""
        fines = (self.ruled_utm, self.claim_utm, self.imposed_utm)
        return next((fine for fine in fines if fine is not None), None)

    @property
    def most_payable(self) -> Clp | None:
        """The most that the fine comes to, in whole pesos; None where no UTM is known.

        The law does not say of which month the UTM is (confidence U): the highest from the sanction
        to the payment calls nobody's payment too much.
        """
        if self.fixed_clp is not None or self.fine_utm is None or self.highest_utm is None:
            return self.fixed_clp
        return Clp(int((self.fine_utm * self.highest_utm).to_integral_value(ROUND_CEILING)))

    @property
    def is_void(self) -> bool:
        """Whether nothing is left of the sanction."""
        accepted = ClaimOutcome.ACOGIDO in (self.claim_outcome, self.ruling)
        return accepted or self.prescribed_on is not None


def open_by(proceeding: Proceeding) -> date | None:
    """The last day to open it: six months after what is pursued had ended (art 86)."""
    return term_end("prescription", proceeding.fact_ended_on)


def conclude_by(proceeding: Proceeding) -> date | None:
    """The last day to conclude it: two years after it was opened (art 86)."""
    return term_end("longest_proceeding", proceeding.opened_on)


def answer_by(proceeding: Proceeding) -> date | None:
    """The last day to answer the charges (art 70)."""
    return term_end("answer_to_charges", proceeding.charged_on)


def claim_by(proceeding: Proceeding) -> date | None:
    """The last day to claim before the Superintendente (art 84)."""
    return term_end("claim_to_superintendente", proceeding.sanction_notified_on)


def go_to_court_by(proceeding: Proceeding) -> date | None:
    """The last day to claim before the Corte de Apelaciones (art 85)."""
    return term_end("claim_to_court", proceeding.claim_notified_on)


def firm_after(proceeding: Proceeding) -> date | None:
    """The day after which nothing can be said against the sanction; None where none is known."""
    if proceeding.ruled_on is not None:
        return proceeding.ruled_on
    if proceeding.taken_to_court_on is not None:
        return None
    if proceeding.claimed_on is not None:
        return go_to_court_by(proceeding)
    return claim_by(proceeding)


def flaws(proceeding: Proceeding) -> Iterator[Obstacle]:
    """What the law has against a proceeding as it stands."""
    yield from opening_flaws(proceeding)
    yield from sanction_flaws(proceeding)
    yield from claim_flaws(proceeding)
    yield from payment_flaws(proceeding)


def opening_flaws(proceeding: Proceeding) -> Iterator[Obstacle]:
    """Whether what it pursues had prescribed."""
    by = open_by(proceeding)
    if by is not None and proceeding.opened_on is not None and proceeding.opened_on > by:
        yield Obstacle(
            "prescrita",
            f"El hecho terminó el {proceeding.fact_ended_on:%d-%m-%Y}: el procedimiento se iniciaba"
            f" a más tardar el {by:%d-%m-%Y} (Ley 20.529 art 86).",
        )


def sanction_flaws(proceeding: Proceeding) -> Iterator[Obstacle]:
    """Whether the sanction came in time, after an answer, and within what the law admits."""
    if proceeding.sanctioned_on is None:
        return
    yield from _time_flaws(proceeding, proceeding.sanctioned_on)
    yield from _kind_flaws(proceeding)
    yield from _fine_flaws(proceeding, proceeding.sanctioned_on)
    yield from _deprivation_flaws(proceeding, proceeding.sanctioned_on)


def claim_flaws(proceeding: Proceeding) -> Iterator[Obstacle]:
    """Whether a claim came too late."""
    yield from _late(proceeding.claimed_on, claim_by(proceeding), "reclamo_tardio", "art 84")
    yield from _late(
        proceeding.taken_to_court_on, go_to_court_by(proceeding), "corte_tardia", "art 85"
    )


def payment_flaws(proceeding: Proceeding) -> Iterator[Obstacle]:
    """Whether more was paid than the fine; nothing where its UTM is not known."""
    paid, most = proceeding.paid, proceeding.most_payable
    if paid is None or most is None or paid <= most:
        return
    fine, utm = proceeding.fine_utm, proceeding.highest_utm
    in_utm = (
        ""
        if fine is None or utm is None or proceeding.fixed_clp is not None
        else f", {number(fine)} UTM de {pesos(utm)}"
    )
    yield Obstacle(
        "pago_excesivo",
        f"Se pagó {pesos(paid)} por una multa de {pesos(most)}{in_utm}: "
        f"{pesos(Clp(paid - most))} de más (Ley 20.529 art 82).",
    )


def _late(done_on: date | None, by: date | None, code: str, article: str) -> Iterator[Obstacle]:
    if done_on is not None and by is not None and done_on > by:
        yield Obstacle(code, f"Se reclamaba a más tardar el {by:%d-%m-%Y} (Ley 20.529 {article}).")


def _time_flaws(proceeding: Proceeding, day: date) -> Iterator[Obstacle]:
    by = answer_by(proceeding)
    if by is not None and proceeding.answered_on is None and day <= by:
        yield Obstacle(
            "descargos_pendientes",
            f"El sostenedor responde los cargos hasta el {by:%d-%m-%Y} (Ley 20.529 art 70).",
        )
    last = conclude_by(proceeding)
    if last is not None and day > last:
        yield Obstacle(
            "plazo_vencido",
            f"El procedimiento concluía a más tardar el {last:%d-%m-%Y} (Ley 20.529 art 86).",
        )


def _kind_flaws(proceeding: Proceeding) -> Iterator[Obstacle]:
    gravity, sanction = proceeding.gravity, proceeding.sanction
    if gravity is None or sanction is None or gravity in _ADMITS_ANY or sanction in _OF_LESSER:
        return
    article = "art 77" if gravity is Gravity.MENOS_GRAVE else "art 78"
    yield Obstacle(
        "sancion_excesiva",
        f"Una infracción {_in_words(gravity)} se sanciona sólo con amonestación o multa "
        f"(Ley 20.529 {article}).",
    )


def _fine_flaws(proceeding: Proceeding, day: date) -> Iterator[Obstacle]:
    utm, gravity = proceeding.imposed_utm, proceeding.gravity
    if proceeding.sanction is not SanctionKind.MULTA:
        if utm is not None or proceeding.fixed_clp is not None:
            yield Obstacle("multa_ajena", "Sólo la sanción de multa lleva un monto.")
        return
    if (utm is None) == (proceeding.fixed_clp is None):
        yield Obstacle("falta_multa", "La multa se dice en UTM, o en pesos (DFL 2 art 3 ter).")
        return
    elif utm is not None and gravity is not None:
        yield from _range_flaws(proceeding, utm, gravity, day)


def _range_flaws(
    proceeding: Proceeding, imposed: Decimal, gravity: Gravity, day: date
) -> Iterator[Obstacle]:
    """A claim may bring a fine down below the least, and nothing lifts it above the most."""
    least = legal_number(f"fine_{gravity}_least", day)
    most = legal_number(f"fine_{gravity}_most", day)
    factor = legal_number("fine_aggravated", day) if proceeding.aggravated else None
    if least is None or most is None:
        return
    ceiling = most.decimal * (1 if factor is None else factor.decimal)
    claimed = (proceeding.claim_utm, proceeding.ruled_utm)
    beyond = [fine for fine in claimed if fine is not None and fine > ceiling]
    if not least.decimal <= imposed <= ceiling:
        beyond.insert(0, imposed)
    for utm in beyond:
        yield Obstacle(
            "multa_fuera_de_rango",
            f"Una infracción {_in_words(gravity)} se multa con {number(least.decimal)} a "
            f"{number(ceiling)} UTM, no {number(utm)} (Ley 20.529 arts 73 b y 80).",
        )


def _deprivation_flaws(proceeding: Proceeding, day: date) -> Iterator[Obstacle]:
    if proceeding.sanction is not SanctionKind.PRIVACION_TEMPORAL:
        return
    most = legal_number("longest_deprivation", day)
    if proceeding.months is None:
        yield Obstacle("faltan_meses", "La privación temporal dice por cuántos meses es.")
    elif most is not None and proceeding.months > most.whole:
        yield Obstacle(
            "privacion_excesiva",
            f"La privación temporal no pasa de {most.value} meses (Ley 20.529 art 73 c).",
        )


def _in_words(gravity: Gravity) -> str:
    return gravity.value.replace("_", " ")
