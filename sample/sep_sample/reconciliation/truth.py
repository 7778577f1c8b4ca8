"""A year of bank lines and book entries of which it is known what belongs to what.

Made the way payments are made, from the supplier's invoice to the teller's line, and not from what
a matcher looks at: a cheque is cashed when its bearer pleases, an office pays several invoices with
one transfer, a clerk mistypes a number, the bank adds a fee. What belongs together is written down
when it is made.
"""

from random import Random

from sep_sample.reconciliation.clerk import Clerk
from sep_sample.reconciliation.deposits import deposits
from sep_sample.reconciliation.payments import SHARES, fees, pay
from sep_sample.reconciliation.stories import BankTruth


def bank_truth(payments: int, *, seed: int = 20248, year: int = 2024) -> BankTruth:
    """About so many payments out of the accounts of some sostenedores, and their deposits."""
    random = Random(seed)  # noqa: S311 - a sample, no secret
    clerk = Clerk(random, year)
    holders = [clerk.holder(number) for number in range(max(1, payments // 1_500))]
    for holder in holders:
        deposits(clerk, holder)
        fees(clerk, holder)
    stories, shares = zip(*SHARES, strict=True)
    for story in random.choices(stories, shares, k=payments):
        pay(clerk, random.choice(holders), story)
    random.shuffle(clerk.truth.lines)
    random.shuffle(clerk.truth.entries)
    return clerk.truth
