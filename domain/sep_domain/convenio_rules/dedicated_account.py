"""One bank account for SEP money and nothing else (Ley 20.248 art 33 bis).

It binds municipios, corporaciones municipales and bodies that a law created, such as the Servicios
Locales; not private sostenedores.
"""

from dataclasses import dataclass

from sep_domain.convenio_rules.rulings import (
    ConvenioRule,
    Ruling,
    Verdict,
    not_applicable,
    not_in_force,
    pesos,
    share_of,
)
from sep_domain.dates.calendar import SchoolYear
from sep_domain.law.legal_numbers import LegalNumber, legal_number
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency

PUBLIC = (
    Dependency.CORPORACION_MUNICIPAL,
    Dependency.MUNICIPAL_DAEM,
    Dependency.MUNICIPAL,
    Dependency.SLEP,
)
"""Dependencies whose sostenedores are bound."""


@dataclass(frozen=True, slots=True)
class AccountUse:
    """Where a sostenedor's bank shows the ministry's deposits of a year, in CLP.

    `public` is None where nothing tells what it is.
    """

    year: SchoolYear
    public: bool | None
    dedicated_accounts: int
    in_dedicated: Clp
    elsewhere: Clp

    @property
    def deposited(self) -> Clp:
        return Clp(self.in_dedicated + self.elsewhere)


def dedicated_account(use: AccountUse) -> Ruling:
    """Whether all of a year's deposits went into one account of their own."""
    rule, day = ConvenioRule.CUENTA_EXCLUSIVA, use.year.last_day
    bar = legal_number("dedicated_accounts", day)
    if bar is None:
        return not_in_force(rule, day)
    if use.public is False:
        return not_applicable(rule, day, "Obliga a sostenedores públicos; este no lo es.")
    return Ruling(
        rule=rule,
        verdict=_verdict(use, bar),
        article=bar.article,
        law=bar.law,
        confidence=bar.confidence,
        explanation=(
            f"Abonos del Mineduc en {use.year}: {pesos(use.in_dedicated)} en "
            f"{use.dedicated_accounts} cuentas exclusivas y {pesos(use.elsewhere)} en otras; "
            f"se admite {bar.whole} cuenta exclusiva."
        ),
        decided_on=day,
        amount=use.in_dedicated,
        base=use.deposited,
        share=share_of(use.in_dedicated, use.deposited),
        threshold=bar.decimal,
        missing=use.elsewhere,
        lacks=_lacks(use),
    )


def _lacks(use: AccountUse) -> tuple[str, ...]:
    found = []
    if use.public is None:
        found.append("No se sabe si el sostenedor es público.")
    if use.deposited == 0:
        found.append(f"No hay abonos del Mineduc conocidos en {use.year}.")
    return tuple(found)


def _verdict(use: AccountUse, bar: LegalNumber) -> Verdict:
    if use.public is None or use.deposited == 0:
        return Verdict.SIN_DATOS
    kept = use.elsewhere == 0 and use.dedicated_accounts <= bar.decimal
    return Verdict.CUMPLE if kept else Verdict.NO_CUMPLE
