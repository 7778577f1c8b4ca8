"""The statement that tells when a convenio ends, to be built into others."""

from functools import cache

from psycopg.sql import SQL, Composed, Literal

from sep_domain.legal_numbers import legal_numbers
from sep_ledger.database.statements import statement

_OF_RENEWAL = ("renewal_notice", "extension_ceiling")


@cache
def convenio_end() -> Composed:
    """What `convenio_end.sql` says, with the numbers of Ley 20.248 art 7 bis."""
    text = statement("convenio_end", "sep_projections", "reads/sql").decode()
    return SQL(text).format(renewal_law=_renewal_law())


def _renewal_law() -> Composed:
    """Rows (name, first day, last day, whole number) of the notice and the extension."""
    rows = (
        SQL("({}, {}::date, {}::date, {})").format(
            Literal(number.name),
            Literal(number.from_date),
            Literal(number.to_date or "infinity"),
            Literal(number.whole),
        )
        for number in legal_numbers()
        if number.name in _OF_RENEWAL
    )
    return SQL("(values {})").format(SQL(", ").join(rows))
