"""Whether a convenio can still be renewed: the conditions of Ley 20.248 art 7 bis together."""

from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.renewals.conditions import all_rendered, renewal_notice
from sep_domain.convenio_rules.renewals.execution import at_renewal
from sep_domain.convenio_rules.rulings import Ruling, Verdict
from sep_domain.convenio_rules.terms import ConvenioTerm


@dataclass(frozen=True, slots=True)
class RenewalOutlook:
    """What stands in the way of a renewal on a day."""

    verdict: Verdict
    """NO_CUMPLE once a condition can no longer be met, NO_EXIGIBLE_AUN while one is not met yet."""
    conditions: tuple[Ruling, ...]
    """Asked for in time, all rendered, enough spent."""

    @property
    def unmet(self) -> tuple[Ruling, ...]:
        met = (Verdict.CUMPLE, Verdict.NO_APLICA)
        return tuple(each for each in self.conditions if each.verdict not in met)


def renewal_outlook(term: ConvenioTerm, day: date) -> RenewalOutlook:
    """How the conditions of renewal stand on a day."""
    conditions = (renewal_notice(term, day), all_rendered(term, day), at_renewal(term, day))
    verdicts = {each.verdict for each in conditions}
    worst = next((each for each in _WORST_FIRST if each in verdicts), Verdict.CUMPLE)
    return RenewalOutlook(worst, conditions)


_WORST_FIRST = (Verdict.NO_CUMPLE, Verdict.SIN_DATOS, Verdict.NO_EXIGIBLE_AUN)
