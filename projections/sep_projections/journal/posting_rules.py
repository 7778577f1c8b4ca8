"""The journal, whose fold takes its posting rules from the domain's data.

`journal_fold.sql` says `{rules}`, `{components}`, `{opening}`, `{bank}` and `{ministry}` where
these stand, so that there is one place to read and to change them:
`sep_domain/accounting/data`; and `{plans_until}` for the last day to present a plan for a
balance. A change takes a new version of the projection, as a change of the fold does.
"""

from collections.abc import Iterable
from functools import cached_property

from sep_domain.accounting.accounts import (
    OPENING,
    account_of,
    component_rules,
    ministry_deposits,
    posting_rules,
    shared_account_of,
)
from sep_domain.convenio_rules.balances.saldo_plan_dates import saldo_plan_dates
from sep_projections.engine.projection import Projection

_Value = str | int | bool | None


class JournalProjection(Projection):
    """A projection whose fold is completed with the posting rules."""

    @cached_property
    def fold_sql(self) -> str:
        """The fold, its rules filled in."""
        return (
            self._read("fold")
            .replace("{rules}", _rules())
            .replace("{components}", _components())
            .replace("{opening}", _literal(OPENING))
            .replace("{bank}", _literal(account_of("banco")))
            .replace("{plans_until}", _literal(saldo_plan_dates()["presentation"].day.isoformat()))
            .replace("{ministry}", _literal("|".join(ministry_deposits())))
        )


def _rules() -> str:
    return _rows(
        (
            rule.event,
            rule.part,
            rule.debit,
            rule.credit,
            rule.rendered,
            rule.description,
            shared_account_of(rule.debit),
            shared_account_of(rule.credit),
        )
        for rule in posting_rules()
    )


def _components() -> str:
    return _rows(
        (rule.component, rule.account, rule.fund, rule.factor) for rule in component_rules()
    )


def _rows(rows: Iterable[tuple[_Value, ...]]) -> str:
    return ",\n".join(f"({', '.join(map(_literal, row))})" for row in rows)


def _literal(value: _Value) -> str:
    if value is None:
        return "null::text"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()
