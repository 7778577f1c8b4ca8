"""What a first half not spent exposes each later payment to (Ley 21.006 art 1).

The ruling on the half term decides whether, and its own share says how much, so that a payment and
its convenio cannot say two things. A resolution may order it; until one does nothing is cut.
"""

from collections.abc import Iterable
from fractions import Fraction

from sep_domain.convenio_rules.renewals.execution import at_half_term
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.dates.calendar import Period
from sep_domain.entitlement.lines import in_pesos
from sep_domain.values.money import Clp


def exposed_cut(terms: Iterable[ConvenioTerm], month: Period, due: Clp) -> Clp | None:
    """What art 1 would cut of what is due for a month after the first half of its convenio, in CLP.

    It is the ruling on the half term that decides, and its own share that cuts: zero or negative,
    None where that ruling lacks data.
    """
    term = next((t for t in terms if t.half_on < month.first_day <= t.last_day), None)
    if term is None:
        return Clp(0)
    ruling = at_half_term(term, month.last_day)
    if ruling.verdict is Verdict.SIN_DATOS:
        return None
    if ruling.verdict is not Verdict.NO_CUMPLE or ruling.amount is None or not ruling.base:
        return Clp(0)
    return Clp(in_pesos(due * Fraction(ruling.amount, ruling.base)) - due)
