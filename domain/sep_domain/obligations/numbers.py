"""The numbers and days that duties are reckoned by, gathered for whoever reckons many at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.balances.saldo_plan_dates import saldo_plan_dates
from sep_domain.law.legal_numbers import legal_numbers

_NUMBERS = frozenset(
    {
        "dedicated_accounts",
        "review_days",
        "correction_days",
        "notice_medium",
        "renewal_notice",
        "rendicion_deadline",
        "pme_first_presentation",
        "idle_action_level",
        "idle_action_saldo",
    }
)
_OF_ADVICE = frozenset(
    {"exception_letters", "contract_subvencion", "adviser_registered", "adviser_kinds"}
)

_OF_ACTS = frozenset(
    {
        "challenge_of_measure",
        "appeal_of_suspension",
        "challenge_of_precautionary",
        "special_renewal_request",
        "answer_to_charges",
        "claim_to_superintendente",
        "claim_to_court",
        "prescription",
        "longest_proceeding",
        "subsecretario_pronouncement",
        "precautionary_retention",
        "plan_after_warning",
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a day, and the days between which it holds (open where None)."""

    name: str
    value: str
    from_date: date
    to_date: date | None


def numbers() -> Iterator[Number]:
    """Terms in days, business days and months, and the days of plans for balances."""
    for number in legal_numbers():
        if number.name in _NUMBERS:
            yield Number(number.name, number.value, number.from_date, number.to_date)
    # A plan may be called for from the first day of the year of its law.
    for name, each in saldo_plan_dates().items():
        yield Number(f"saldo_plan_{name}", each.day.isoformat(), date(each.day.year, 1, 1), None)


def numbers_of_advice() -> Iterator[Number]:
    """What the hiring of an adviser is judged by beside them."""
    for number in legal_numbers():
        if number.name in _OF_ADVICE:
            yield Number(number.name, number.value, number.from_date, number.to_date)


def numbers_of_acts() -> Iterator[Number]:
    """The terms that acts of authorities begin, and after which some lapse."""
    for number in legal_numbers():
        if number.name in _OF_ACTS:
            yield Number(number.name, number.value, number.from_date, number.to_date)
