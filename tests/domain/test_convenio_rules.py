"""The promise: each rule on a convenio's money gives its figures, its bar and its article, and says
nothing definite where the law, the day or the data do not allow it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.convenio_rules.balances.restitutions import restitutions
from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.balances.saldos import expired_saldo
from sep_domain.convenio_rules.catalogue import rulings_of
from sep_domain.convenio_rules.dedicated_account import AccountUse, dedicated_account
from sep_domain.convenio_rules.diversions import reparation
from sep_domain.convenio_rules.renewals.conditions import (
    all_rendered,
    extension_ceiling,
    renewal_notice,
    staff_ceiling,
)
from sep_domain.convenio_rules.renewals.execution import at_half_term, at_renewal
from sep_domain.convenio_rules.rulings import ConvenioRule, Verdict
from sep_domain.convenio_rules.terms import ConvenioTerm, RenderedYear, Spent
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.law.statute import Confidence
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

END = date(2024, 2, 29)
AFTER = date(2026, 6, 1)

TERM = ConvenioTerm(
    rbd=Rbd(1),
    number=2,
    from_date=date(2020, 3, 1),
    to_date=END,
    last_day=END,
    half_on=date(2022, 2, 28),
    brought=Clp(0),
    paid=Clp(1_000),
    paid_first_half=Clp(500),
    spent=Spent(Clp(800), Clp(100), reviewed=True),
    spent_first_half=Spent(Clp(350), Clp(0), reviewed=True),
    staff=Clp(500),
    staff_justified=False,
    years=tuple(
        RenderedYear(SchoolYear(year), date(year + 1, 3, 31), rendered=True)
        for year in range(2020, 2024)
    ),
)


def spent(accepted: int) -> Spent:
    """Spending of which a hundred was rejected."""
    return Spent(Clp(accepted + 100), Clp(100), reviewed=True)


amounts = st.integers(0, 10**12).map(Clp)


def test_seventy_percent_is_measured_on_what_was_not_rejected() -> None:
    ruling = at_renewal(TERM, AFTER)
    assert (ruling.verdict, ruling.amount, ruling.base) == (Verdict.CUMPLE, 700, 1_000)
    assert (ruling.share, ruling.threshold, ruling.article) == (
        Decimal("0.7000"),
        Decimal("0.70"),
        "art 7 bis c)",
    )


def test_one_peso_below_seventy_percent_is_below() -> None:
    ruling = at_renewal(replace(TERM, spent=spent(699)), AFTER)
    assert (ruling.verdict, ruling.missing) == (Verdict.NO_CUMPLE, 1)


def test_a_share_of_a_peso_counts_as_a_peso_that_must_be_spent() -> None:
    ruling = at_renewal(replace(TERM, paid=Clp(1_001), spent=spent(700)), AFTER)
    assert (ruling.verdict, ruling.missing) == (Verdict.NO_CUMPLE, 1)


def test_before_the_convenio_ends_a_shortfall_is_pending() -> None:
    ruling = at_renewal(replace(TERM, spent=spent(0)), END)
    assert ruling.verdict is Verdict.NO_EXIGIBLE_AUN


def test_without_a_review_what_was_declared_stands_in_and_says_so() -> None:
    ruling = at_renewal(replace(TERM, spent=Spent(Clp(800), Clp(0), reviewed=False)), AFTER)
    assert (ruling.amount, ruling.confidence) == (800, Confidence.UNVERIFIED)
    assert "no está revisada" in ruling.explanation


def test_no_payment_known_is_no_data_and_not_zero() -> None:
    ruling = at_renewal(replace(TERM, paid=Clp(0)), AFTER)
    assert (ruling.verdict, ruling.share) == (Verdict.SIN_DATOS, None)


def test_first_convenios_of_before_the_reform_need_half() -> None:
    first = replace(TERM, number=1, from_date=date(2008, 3, 1), last_day=date(2012, 2, 29))
    assert at_renewal(first, AFTER).threshold == Decimal("0.50")
    assert at_renewal(replace(first, number=2), AFTER).threshold == Decimal("0.70")


@pytest.mark.parametrize(
    ("from_date", "bar"), [(date(2011, 10, 25), "0.50"), (date(2011, 10, 26), "0.70")]
)
def test_the_lower_bar_is_for_convenios_that_the_reform_found(from_date: date, bar: str) -> None:
    first = replace(TERM, number=1, from_date=from_date, last_day=date(2015, 10, 25))
    assert at_renewal(first, AFTER).threshold == Decimal(bar)


def test_the_half_term_rule_is_no_older_than_its_law() -> None:
    old = replace(TERM, half_on=date(2017, 4, 3))
    assert at_half_term(old, AFTER).verdict is Verdict.NO_APLICA
    assert at_half_term(replace(TERM, half_on=date(2017, 4, 4)), AFTER).verdict is Verdict.CUMPLE


def test_at_half_term_only_the_first_half_counts() -> None:
    ruling = at_half_term(TERM, AFTER)
    assert (ruling.amount, ruling.base, ruling.share) == (350, 500, Decimal("0.7000"))
    assert (ruling.decided_on, ruling.threshold) == (TERM.half_on, Decimal("0.70"))


def test_staff_is_measured_on_what_was_paid_in_whole_pesos() -> None:
    odd = replace(TERM, paid=Clp(1_001), staff=Clp(501))
    assert (staff_ceiling(odd, AFTER).verdict, staff_ceiling(odd, AFTER).missing) == (
        Verdict.NO_CUMPLE,
        1,
    )
    ruling = staff_ceiling(TERM, AFTER)
    assert (ruling.amount, ruling.base, ruling.share) == (500, 1_000, Decimal("0.5000"))
    assert staff_ceiling(replace(TERM, paid=Clp(0)), AFTER).verdict is Verdict.SIN_DATOS


@pytest.mark.parametrize(
    ("last_day", "day"),
    [(date(2011, 10, 25), AFTER), (date(2012, 2, 29), date(2011, 10, 25))],
)
def test_the_ceiling_on_staff_is_no_older_than_its_law(last_day: date, day: date) -> None:
    old = replace(TERM, last_day=last_day)
    assert staff_ceiling(old, day).verdict is Verdict.NO_APLICA
    in_force = staff_ceiling(replace(old, last_day=date(2012, 2, 29)), date(2011, 10, 26))
    assert in_force.verdict is Verdict.CUMPLE


def test_staff_over_half_needs_a_plan_that_argues_for_it() -> None:
    over = replace(TERM, staff=Clp(501))
    assert (staff_ceiling(over, AFTER).verdict, staff_ceiling(over, AFTER).missing) == (
        Verdict.NO_CUMPLE,
        1,
    )
    assert staff_ceiling(replace(over, staff_justified=True), AFTER).verdict is Verdict.CUMPLE
    assert staff_ceiling(TERM, AFTER).verdict is Verdict.CUMPLE


@pytest.mark.parametrize(
    ("asked", "day", "verdict"),
    [
        (date(2023, 12, 31), AFTER, Verdict.CUMPLE),
        (date(2024, 1, 1), AFTER, Verdict.NO_CUMPLE),
        (None, date(2023, 12, 31), Verdict.NO_EXIGIBLE_AUN),
        (None, date(2024, 1, 1), Verdict.NO_CUMPLE),
    ],
)
def test_renewal_is_asked_for_sixty_days_before(
    asked: date | None, day: date, verdict: Verdict
) -> None:
    ruling = renewal_notice(replace(TERM, renewal_requested_on=asked), day)
    assert (ruling.verdict, ruling.decided_on) == (verdict, date(2023, 12, 31))


def test_an_extension_runs_for_twelve_months_at_most() -> None:
    assert extension_ceiling(TERM).verdict is Verdict.NO_APLICA
    full = replace(TERM, last_day=date(2025, 2, 28))
    assert extension_ceiling(full).verdict is Verdict.CUMPLE
    assert extension_ceiling(replace(TERM, last_day=date(2025, 3, 1))).verdict is Verdict.NO_CUMPLE


def rendered(*told: bool | None) -> ConvenioTerm:
    """A term of whose years, from 2020 on, this is known."""
    years = tuple(
        RenderedYear(SchoolYear(2020 + n), date(2021 + n, 3, 31), one) for n, one in enumerate(told)
    )
    return replace(TERM, years=years)


def test_every_year_must_be_rendered() -> None:
    assert all_rendered(TERM, AFTER).verdict is Verdict.CUMPLE
    assert all_rendered(rendered(True, False, True), AFTER).verdict is Verdict.NO_CUMPLE
    assert all_rendered(rendered(True, False), END).verdict is Verdict.NO_EXIGIBLE_AUN


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2024, 3, 31), Verdict.NO_EXIGIBLE_AUN), (date(2024, 4, 1), Verdict.NO_CUMPLE)],
)
def test_a_year_is_due_after_31_march_of_the_next(day: date, verdict: Verdict) -> None:
    """Ley 20.529 art 54."""
    ruling = all_rendered(rendered(True, True, True, False), day)
    assert ruling.verdict is verdict
    if verdict is Verdict.NO_EXIGIBLE_AUN:
        assert ruling.decided_on == date(2024, 3, 31)


def test_a_year_that_no_file_speaks_of_is_not_a_year_not_rendered() -> None:
    ruling = all_rendered(rendered(True, None, True), AFTER)
    assert ruling.verdict is Verdict.SIN_DATOS
    assert ruling.lacks == ("No hay datos de la rendición de 2021.",)
    assert all_rendered(rendered(True, None, False), AFTER).verdict is Verdict.NO_CUMPLE


def test_a_renewed_convenio_leaves_nothing_behind() -> None:
    renewed = replace(TERM, renewed_on=date(2024, 2, 1), successor=3)
    assert expired_saldo(renewed, None, AFTER).verdict is Verdict.NO_APLICA
    assert restitutions(renewed, None, Clp(0), AFTER) == ()


def test_an_expired_balance_needs_a_plan_in_time() -> None:
    late = SaldoPlan(date(2026, 5, 1), Clp(300))
    in_time = SaldoPlan(date(2026, 4, 30), Clp(300))
    assert expired_saldo(TERM, None, date(2026, 4, 30)).verdict is Verdict.NO_EXIGIBLE_AUN
    assert expired_saldo(TERM, None, date(2026, 5, 1)).verdict is Verdict.NO_CUMPLE
    assert expired_saldo(TERM, late, AFTER).verdict is Verdict.NO_CUMPLE
    assert expired_saldo(TERM, in_time, AFTER).verdict is Verdict.NO_EXIGIBLE_AUN
    done = replace(in_time, executed=Clp(300))
    assert expired_saldo(TERM, done, date(2026, 10, 1)).verdict is Verdict.CUMPLE
    assert expired_saldo(TERM, in_time, date(2026, 10, 1)).missing == 300


def test_what_no_plan_covers_and_what_a_plan_did_not_do_is_given_back() -> None:
    plan = SaldoPlan(date(2026, 4, 1), covers=Clp(200), executed=Clp(150))
    uncovered, undone = restitutions(TERM, plan, Clp(0), date(2026, 10, 1))
    assert (uncovered.amount, uncovered.due_on) == (100, None)
    # The law asks for it by 31 July and lets the plan run to 30 September: the later day holds.
    assert (undone.amount, undone.due_on) == (50, date(2026, 9, 30))


def test_renewal_need_not_be_asked_of_what_had_ended_before_it_had_to_be() -> None:
    """Sixty days before 28 February 2024 is 30 December 2023."""
    for ended_on, verdict in (
        (date(2023, 6, 30), Verdict.NO_APLICA),
        (date(2024, 1, 15), Verdict.NO_CUMPLE),
    ):
        ended = replace(TERM, renewal_requested_on=None, ended_on=ended_on, last_day=ended_on)
        assert renewal_notice(ended, AFTER).verdict is verdict


def test_a_plan_that_no_file_would_have_shown_lacks_and_is_not_missing() -> None:
    untold = ("Ningún archivo trae los planes de 2026.",)
    day = date(2026, 10, 1)
    (silent,) = restitutions(TERM, None, Clp(0), day, untold)
    assert (silent.amount, silent.lacks) == (300, untold)
    # Once a plan was seen, silence says nothing any more; nor does it where every file was seen.
    seen = SaldoPlan(date(2026, 4, 1), covers=Clp(200), executed=Clp(150))
    assert {one.lacks for one in restitutions(TERM, seen, Clp(0), day, untold)} == {()}
    assert {one.lacks for one in restitutions(TERM, None, Clp(0), day)} == {()}


def test_before_the_budget_of_2026_the_whole_balance_is_given_back() -> None:
    [whole] = restitutions(TERM, None, Clp(0), date(2025, 1, 1))
    assert (whole.amount, whole.article) == (300, "art 7 bis")


@given(paid=amounts, accepted=amounts, covers=amounts, executed=amounts, restored=amounts)
def test_no_more_is_given_back_than_is_left(
    paid: Clp, accepted: Clp, covers: Clp, executed: Clp, restored: Clp
) -> None:
    term = replace(TERM, paid=paid, spent=spent(accepted))
    plan = SaldoPlan(date(2026, 4, 1), covers, executed)
    back = sum(one.amount for one in restitutions(term, plan, restored, date(2026, 12, 1)))
    assert 0 <= back <= max(0, term.saldo - restored)


def test_what_was_restored_in_full_is_owed_no_more() -> None:
    before_the_plans = date(2025, 12, 31)
    (owed,) = restitutions(TERM, None, Clp(299), before_the_plans)
    assert (owed.amount, owed.due_on, owed.article) == (1, None, "art 7 bis")
    assert restitutions(TERM, None, Clp(300), before_the_plans) == ()


def test_a_plan_may_be_executed_up_to_its_last_day() -> None:
    plan = SaldoPlan(date(2026, 4, 30), covers=Clp(300), executed=Clp(200))
    assert restitutions(TERM, plan, Clp(0), date(2026, 9, 30)) == ()
    (breach,) = restitutions(TERM, plan, Clp(0), date(2026, 10, 1))
    assert breach.amount == 100


@given(paid=amounts, accepted=amounts)
def test_what_is_missing_is_exactly_enough(paid: Clp, accepted: Clp) -> None:
    term = replace(TERM, paid=paid, spent=spent(accepted))
    missing = at_renewal(term, AFTER).missing
    assert missing is not None
    reached = replace(term, spent=spent(accepted + missing))
    assert at_renewal(reached, AFTER).verdict is not Verdict.NO_CUMPLE
    if missing:
        short = replace(term, spent=spent(accepted + missing - 1))
        assert at_renewal(short, AFTER).verdict is Verdict.NO_CUMPLE


@given(
    st.dates(date(2008, 3, 1), date(2026, 12, 31)),
    st.integers(0, 4_000),
    st.integers(0, 3),
    st.booleans(),
)
def test_each_rule_speaks_once_and_in_a_sentence(
    start: date, days: int, lacking: int, known: bool
) -> None:
    end = start + timedelta(days=1_460)
    year = SchoolYear(start.year + lacking)
    term = replace(
        TERM,
        from_date=start,
        to_date=end,
        last_day=end,
        half_on=start,
        brought=Clp(100) if known else None,
        years_undeclared=(year,) if lacking else (),
        months_unpaid=() if known else (Period.of(year, 12),),
        years=(RenderedYear(year, date(year + 1, 3, 31), rendered=True if known else None),),
        spent=replace(TERM.spent, known=lacking < 3),
    )
    found = rulings_of(term, None, start + timedelta(days=days))
    of_convenios = set(ConvenioRule) - {ConvenioRule.CUENTA_EXCLUSIVA}
    assert sorted(ruling.rule for ruling in found) == sorted(of_convenios)
    assert all(ruling.explanation.endswith((".", ".)")) for ruling in found)
    for ruling in found:
        # What is awaited has its day, and what is not known is named.
        assert ruling.verdict is not Verdict.NO_EXIGIBLE_AUN or ruling.decided_on
        assert ruling.verdict is not Verdict.SIN_DATOS or ruling.lacks


def test_a_diversion_is_restored_with_the_index_of_the_months_before() -> None:
    ipc = {Period("2023-04"): Decimal("100"), Period("2024-06"): Decimal("104.5")}
    cost = reparation(Clp(1_001), date(2023, 5, 31), date(2024, 7, 1), ipc)
    assert (cost.adjusted, cost.fine, cost.owed) == (1_046, 501, 1_046)


def test_without_the_index_the_amount_itself_is_the_least_owed() -> None:
    cost = reparation(Clp(1_000), date(2023, 5, 31), date(2024, 7, 1), {})
    assert (cost.adjusted, cost.owed) == (None, 1_000)


USE = AccountUse(
    year=SchoolYear(2024),
    public=True,
    dedicated_accounts=1,
    in_dedicated=Clp(900),
    elsewhere=Clp(0),
)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Verdict.CUMPLE),
        ({"elsewhere": Clp(100)}, Verdict.NO_CUMPLE),
        ({"dedicated_accounts": 2}, Verdict.NO_CUMPLE),
        ({"public": False, "elsewhere": Clp(100)}, Verdict.NO_APLICA),
        ({"public": None}, Verdict.SIN_DATOS),
        ({"in_dedicated": Clp(0), "dedicated_accounts": 0}, Verdict.SIN_DATOS),
        ({"year": SchoolYear(2010), "elsewhere": Clp(100)}, Verdict.NO_APLICA),
    ],
)
def test_public_sostenedores_keep_sep_money_in_one_account_of_its_own(
    changes: dict[str, Any], verdict: Verdict
) -> None:
    ruling = dedicated_account(replace(USE, **changes))
    assert ruling.verdict is verdict
    if verdict is Verdict.NO_CUMPLE:
        assert (ruling.missing, ruling.article) == (changes.get("elsewhere", 0), "art 33 bis")
