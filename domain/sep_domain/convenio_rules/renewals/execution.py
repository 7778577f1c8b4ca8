"""How much of what a convenio had must have been spent, and when (art 7 bis; Ley 21.006 art 1).

What counts as spent is what was declared less what the Superintendencia rejected; while it has not
reviewed everything the ruling says so. What the convenio before left is part of the new one (art 7
bis inc 3) and spending it counts, so it stands in the base too. The law does not say so of the 70 %
in as many words (Ley 21.006 art 3 no. 3 does, of specially renewed convenios): the ruling carries
what the other reading gives. A negative balance brought nothing.

Both sides are of the term that was signed, or of its first half; the extension is no part of it. A
verdict is given only where it holds whatever is not known: what lacks of payments can only lower
the share, what lacks of documents only raise it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from sep_domain.convenio_rules.rulings import (
    ConvenioRule,
    Reading,
    Ruling,
    Verdict,
    not_in_force,
    percent,
    pesos,
    share_of,
    verdict_of,
)
from sep_domain.convenio_rules.terms import ConvenioTerm, Spent
from sep_domain.convenio_rules.unknown_money import Gaps
from sep_domain.law.legal_numbers import LegalNumber, legal_number
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp

_FIRST_RENEWAL_SIGNED_BEFORE = date(2011, 10, 26)
"""Convenios that Ley 20.550 found in force have a lower bar at first (transitory art 15)."""

RECEIVED_AND_BROUGHT = "received_and_brought"


@dataclass(frozen=True, slots=True)
class _Question:
    """A share to be measured against a bar: of a term, or of its first half."""

    rule: ConvenioRule
    bar: LegalNumber
    reading: LegalNumber | None
    spent: Spent
    paid: Clp
    brought: Clp | None
    gaps: Gaps
    """Up to the day that decides."""
    lacks: tuple[str, ...]
    """What is not known by the day asked for."""
    decided_on: date
    over: bool

    @property
    def counts_brought(self) -> bool:
        return self.reading is not None and self.reading.value == RECEIVED_AND_BROUGHT


def executed_share(spent: int, paid: int, brought: int = 0) -> Fraction | None:
    """The share spent of what was received and brought in, CLP; None of nothing, which has none.

    This is the share by which later payments are cut (Ley 21.006 art 1). What was brought counts
    from zero upwards.
    """
    base = base_of(paid, brought)
    return None if base <= 0 else Fraction(spent, base)


def base_of(paid: int, brought: int) -> int:
    """What a share is measured against, CLP."""
    return paid + max(0, brought)


def at_renewal(term: ConvenioTerm, day: date) -> Ruling:
    """The share spent at the end of the convenio, which renewal depends on (art 7 bis c)."""
    first = term.number == 1 and term.from_date < _FIRST_RENEWAL_SIGNED_BEFORE
    return _measured(
        ConvenioRule.EJECUCION_RENOVACION,
        ("execution_at_first_renewal" if first else "execution_at_renewal", "execution_base"),
        (term, term.spent, term.paid),
        decided_on=term.agreed_end,
        day=day,
    )


def at_half_term(term: ConvenioTerm, day: date) -> Ruling:
    """The share spent in the first half; below the bar, later payments shrink to that share."""
    return _measured(
        ConvenioRule.EJECUCION_MITAD,
        ("execution_at_half_term", "half_term_base"),
        (term, term.spent_first_half, term.paid_first_half),
        decided_on=term.half_on,
        day=day,
    )


def _measured(
    rule: ConvenioRule,
    numbers: tuple[str, str],
    money: tuple[ConvenioTerm, Spent, Clp],
    *,
    decided_on: date,
    day: date,
) -> Ruling:
    bar, reading = (legal_number(name, decided_on) for name in numbers)
    if bar is None:
        return not_in_force(rule, decided_on)
    term, spent, paid = money
    return _ruled(
        _Question(
            rule=rule,
            bar=bar,
            reading=reading,
            spent=spent,
            paid=paid,
            brought=term.brought,
            gaps=term.gaps(decided_on),
            lacks=term.gaps(min(day, decided_on)).all,
            decided_on=decided_on,
            over=day > decided_on,
        )
    )


def _ruled(asked: _Question) -> Ruling:
    alone = _reading(asked, brought=False)
    chosen = _reading(asked, brought=True) if asked.counts_brought else alone
    bar, lacks = asked.bar, asked.lacks
    differs = asked.counts_brought and alone.base != chosen.base
    unsure = differs and alone.verdict is not chosen.verdict
    confident = asked.spent.reviewed and not unsure
    return Ruling(
        rule=asked.rule,
        verdict=chosen.verdict,
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence if confident else Confidence.UNVERIFIED,
        explanation=chosen.explanation,
        decided_on=asked.decided_on,
        amount=asked.spent.counted if asked.spent.known else None,
        base=chosen.base,
        share=chosen.share,
        threshold=bar.decimal,
        missing=chosen.missing,
        lacks=lacks or _nothing_known(asked) if chosen.verdict is Verdict.SIN_DATOS else lacks,
        alternative=alone if differs or asked.brought is None else None,
    )


def _nothing_known(asked: _Question) -> tuple[str, ...]:
    what = "documentos declarados" if asked.paid else "pagos conocidos"
    return (f"No hay {what} hasta el {asked.decided_on}.",)


def _reading(asked: _Question, *, brought: bool) -> Reading:
    base = Clp(base_of(asked.paid, (asked.brought or 0) if brought else 0))
    counted = asked.spent.counted
    share = share_of(counted, base) if asked.spent.known else None
    missing = Clp(max(0, _least(asked.bar, base) - counted))
    verdict = _verdict(asked, share, missing, brought=brought)
    # Of what is not known nobody can say how much lacks.
    told = Clp(0) if verdict is Verdict.SIN_DATOS else missing
    return Reading(
        verdict=verdict,
        base=base or None,
        share=share,
        missing=missing if asked.spent.known else None,
        explanation=_sentence(asked, base, told, brought=brought),
    )


def _verdict(asked: _Question, share: Decimal | None, missing: Clp, *, brought: bool) -> Verdict:
    if share is None:
        return Verdict.SIN_DATOS
    may_turn = _may_rise(asked, brought) if missing else _may_fall(asked, brought)
    if may_turn:
        # Before the day most of what may turn it is still to come.
        return Verdict.SIN_DATOS if asked.over else Verdict.NO_EXIGIBLE_AUN
    return verdict_of(fulfilled=missing == 0, over=asked.over)


def _may_rise(asked: _Question, brought: bool) -> bool:
    """Whether what lacks may lift a share that stands below the bar.

    What was brought may turn out less, down to nothing.
    """
    reached_without = asked.spent.counted >= _least(asked.bar, asked.paid)
    return bool(asked.gaps.of_spending) or (brought and reached_without and not asked.gaps.brought)


def _may_fall(asked: _Question, brought: bool) -> bool:
    """Whether what lacks may lower a share that reaches the bar."""
    return bool(asked.gaps.of_receiving if brought else asked.gaps.of_payments)


def _least(bar: LegalNumber, base: Clp) -> int:
    """The least whole pesos that reach the bar."""
    return int((bar.decimal * base).to_integral_value(ROUND_CEILING))


def _sentence(asked: _Question, base: Clp, missing: Clp, *, brought: bool) -> str:
    spent, until = asked.spent, asked.decided_on
    if share_of(spent.counted, base) is None:
        return f"No hay pagos conocidos hasta el {until}: no hay porcentaje que medir."
    if not spent.known:
        return f"No hay documentos declarados hasta el {until}: no hay porcentaje que medir."
    kind = "aceptado" if spent.reviewed else "declarado (la rendición no está revisada)"
    of = f"{pesos(asked.paid)} pagados"
    if brought and (asked.brought or 0) > 0:
        of += f" y {pesos(Clp(asked.brought or 0))} de saldo inicial"
    lacking = f" Faltan {pesos(missing)} de gasto." if missing else ""
    return (
        f"Gasto {kind} {pesos(spent.counted)} de {of}: {percent(share_of(spent.counted, base))}; "
        f"se exige {percent(asked.bar.decimal)} al {until}.{lacking}"
    )
