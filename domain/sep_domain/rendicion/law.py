"""The numbers that bind a rendición, from the table of legal numbers.

Years are those rendered, not those in which the rendition is handed in: what was in force at their
end binds them.
"""

from datetime import date

from sep_domain.dates.business_days import business_days_after
from sep_domain.dates.calendar import SchoolYear
from sep_domain.law.legal_numbers import legal_number, required_number
from sep_domain.values.money import Clp


def deadline(year: SchoolYear) -> date:
    """The last day to render a year: 31 March of the next (Ley 20.529 art 54).

    Raises NoStatuteError for years before that law.
    """
    month, day = map(int, required_number("rendicion_deadline", year.last_day).value.split("-"))
    return date(year + 1, month, day)


def latest_extension(year: SchoolYear) -> date:
    """The last day to which the term may be extended (Ley 21.006 art 2).

    Raises NoStatuteError for years that know no such extension.
    """
    days = required_number("rendicion_extension", year.last_day).whole
    return business_days_after(deadline(year), days)


def days_late(done: date, due: date) -> int:
    """Calendar days after the due date; 0 where in time."""
    return max((done - due).days, 0)


def needs_consejo_and_director(year: SchoolYear, subvencion: str) -> bool:
    """Whether the director signs, after the Consejo Escolar was informed."""
    found = legal_number("consejo_and_director", year.last_day)
    return found is not None and subvencion == found.value


def tolerated_shortfall(balance: Clp, year: SchoolYear) -> Clp:
    """How much less a bank may certify than the balance before a flag is raised (RF05)."""
    share = required_number("shortfall_share", year.last_day).decimal
    least = required_number("shortfall_pesos", year.last_day).whole
    return Clp(max(Clp.rounded(balance * share), least))


def shortfall(balance: Clp | None, certified: Clp | None, year: SchoolYear) -> Clp | None:
    """How much less banks certify than the balance, beyond what is tolerated (RF05); else None.

    Without a certificate nobody knows what the bank holds, so nothing is short.
    """
    if balance is None or certified is None or balance <= 0:
        return None
    short = Clp(balance - certified)
    return short if short > tolerated_shortfall(balance, year) else None
