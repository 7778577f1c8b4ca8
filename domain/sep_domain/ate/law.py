"""The numbers that bind advice contracts, from the table of legal numbers.

What only the usual contract says (10 days to review, 5 to correct, a last instalment of 20 %) is
unverified, confidence U. Being late with a review or a correction is shown, and refuses nothing.

The rules of DFL 2/1998 art 3 v) hold from 8 June 2016 (Ley 20.845 art 34 transitorio). What an
adviser may be changed on 8 June and on 25 August 2018; from the latter on two deficient evaluations
of the ministry remove it (Ley 21.107).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sep_domain.dates.business_days import business_days_after
from sep_domain.events.purchasing.ate import NoticeMedium, ProviderKind
from sep_domain.law.legal_numbers import LegalNumber, legal_number, legal_numbers


def criteria_points(day: date) -> int | None:
    """What the criteria of a tender add up to."""
    found = legal_number("criteria_points", day)
    return None if found is None else found.whole


def notice_medium(day: date) -> NoticeMedium | None:
    """Where a concurso público is announced at least; a licitación goes by Ley 19.886."""
    found = legal_number("notice_medium", day)
    return None if found is None else NoticeMedium(found.value)


def exception_letters(day: date) -> tuple[str, ...] | None:
    """The letters of Ley 19.886 art 8 that may stand in for a concurso público."""
    found = legal_number("exception_letters", day)
    return None if found is None else tuple(found.value.split())


def contract_subvencion(day: date) -> str | None:
    """The fund that pays an adviser."""
    found = legal_number("contract_subvencion", day)
    return None if found is None else found.value


def final_share(day: date) -> Decimal:
    """The least part of a contract that its last instalment is, 0 to 1; 0 where none is fixed."""
    found = legal_number("final_share", day)
    return Decimal(0) if found is None else found.decimal


def deficient_evaluations(day: date) -> int | None:
    """How many deficient evaluations of the ministry in a row remove an adviser (Ley 21.107)."""
    found = legal_number("deficient_evaluations", day)
    return None if found is None else found.whole


def deficient_in_a_row(judged: Iterable[tuple[date, bool]], reinstated_on: date | None) -> int:
    """Deficient evaluations of the ministry up to the last, of those since the adviser was last
    reinstated and since they remove anybody (Ley 21.107 art 4, from 25 August 2018)."""
    count = 0
    for day, deficient in sorted(judged, reverse=True):
        before = reinstated_on is not None and day < reinstated_on
        if not deficient or before or deficient_evaluations(day) is None:
            break
        count += 1
    return count


def adviser_kinds(day: date) -> LegalNumber | None:
    """What an adviser may be on a day, with the article; None before there was a registry."""
    return legal_number("adviser_kinds", day)


def allows(kinds: LegalNumber, kind: ProviderKind) -> bool | None:
    """Whether an adviser of this kind may be listed; None where what is known tells neither."""
    allowed = kinds.value.split()
    if kind.value in allowed:
        return True
    bodies = (
        ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO.value,
        ProviderKind.JURIDICA_CON_FINES_DE_LUCRO.value,
    )
    if kind is ProviderKind.JURIDICA and any(body in allowed for body in bodies):
        return None
    return False


def kind_barred_from(kind: ProviderKind, day: date) -> LegalNumber | None:
    """The first change of the law after a day from which this kind may not advise, if there is."""
    later = (one for one in legal_numbers() if one.name == "adviser_kinds" and one.from_date > day)
    return next((one for one in later if allows(one, kind) is False), None)


def registry_since() -> date:
    """The day from which there is a registry of advisers (Ley 20.248)."""
    return min(one.from_date for one in legal_numbers() if one.name == "adviser_registered")


def review_due(delivered_on: date) -> date | None:
    """The last day for the counterpart to approve or return a report."""
    return _due("review_days", delivered_on)


def correction_due(returned_on: date) -> date | None:
    """The last day for the adviser to hand in a corrected report."""
    return _due("correction_days", returned_on)


def _due(name: str, day: date) -> date | None:
    found = legal_number(name, day)
    return None if found is None else business_days_after(day, found.whole)
