"""Every rule on a convenio's money, applied at once."""

from datetime import date

from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.balances.saldos import expired_saldo
from sep_domain.convenio_rules.renewals.conditions import (
    all_rendered,
    extension_ceiling,
    renewal_notice,
    staff_ceiling,
)
from sep_domain.convenio_rules.renewals.execution import at_half_term, at_renewal
from sep_domain.convenio_rules.rulings import Ruling
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.values.money import Clp

NOTHING = Clp(0)


def rulings_of(
    term: ConvenioTerm,
    plan: SaldoPlan | None,
    day: date,
    restored: Clp = NOTHING,
    untold: tuple[str, ...] = (),
) -> tuple[Ruling, ...]:
    """What each rule says of a convenio on a day, in the order of its life.

    `restored` is what of its balance was given back, in CLP; `untold` why nobody can tell that no
    plan for it was presented in time, in Spanish.
    """
    return (
        at_half_term(term, day),
        staff_ceiling(term, day),
        renewal_notice(term, day),
        extension_ceiling(term),
        at_renewal(term, day),
        all_rendered(term, day),
        expired_saldo(term, plan, day, restored, untold),
    )
