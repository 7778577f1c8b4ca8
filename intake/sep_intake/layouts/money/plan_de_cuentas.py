"""Plan de cuentas: the Superintendencia's accounts of a year, in the three forms they circulate in.

No form carries its year, and codes change meaning over the years, so the year must stand in the
name of the file (`plan_cuentas_2019.csv`).

One form lists only code and name, for accounts outside the tree of income (3…) and expense (4…).
Their kind is taken from the first digit, as the Superintendencia's plan files them: opening
balances (5…), centralised income (8…) and adjustments (9…) as income, withdrawals (6…) and
centralised expense (7…) as expense. The parent follows from the code.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.dates.days import NEXT_YEAR
from sep_domain.events.funds.accounting import AccountCode, AccountDefined, AccountKind
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import FileHead, FileRefusedError, Layout
from sep_intake.columns.reading import account, literal, year_of_file
from sep_intake.layouts.money.estado_resultado import KINDS

_MOST_UNKNOWN = 2
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_KIND_BY_DIGIT = {
    **dict.fromkeys("3589", AccountKind.INGRESO),
    **dict.fromkeys("467", AccountKind.GASTO),
}


@dataclass(frozen=True, slots=True)
class _Form:
    """Where a form keeps each thing; None where it does not."""

    code: str
    name: str
    kind: str | None = None
    parent: str | None = None
    parent_name: str | None = None

    def columns(self) -> frozenset[str]:
        every = (self.code, self.name, self.kind, self.parent, self.parent_name)
        return frozenset(column for column in every if column is not None)


_FORMS = (
    _Form("codigo", "nombre", "tipo", "codigo_padre"),
    _Form(
        "cuenta_alias",
        "desc_cuenta",
        "desc_tipo_cuenta",
        "cuenta_alias_padre",
        "desc_cuenta_padre",
    ),
    _Form("cuenta_alias", "desc_cuenta"),
)


class PlanDeCuentas(Layout):
    dataset = "plan_de_cuentas"
    title = "Plan de cuentas de la Superintendencia"
    quoted = True
    required = frozenset[str]()

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        form = _form(frozenset(head.columns))
        if form is None:
            raise FileRefusedError(f"{head.name}: no es un plan de cuentas; {_expected()}")
        self._form = form
        self._year = _year(head.name)

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:
        """The columns of its form, else those of the one it has most of and lacks some of."""
        if (form := _form(columns)) is not None:
            return form.columns()
        others = [form.columns() for form in _FORMS if not form.columns() <= columns]
        return max(others, key=lambda other: len(other & columns), default=_FORMS[0].columns())

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        return _form(columns) is not None

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        return Declared(cls.wanted(columns))

    def facts(self, row: Row) -> list[AccountDefined]:
        form = self._form
        code = account(row, form.code)
        return [
            AccountDefined(
                occurred_on=date(self._year, 1, 1),
                year=self._year,
                account=code,
                name=row.text(form.name),
                kind=literal(row, form.kind, KINDS) if form.kind else _kind(form.code, code),
                parent=account(row, form.parent) if form.parent else f"{code[:4]}00",
                parent_name=row.optional_text(form.parent_name) if form.parent_name else None,
            )
        ]


def _form(columns: Set[str]) -> _Form | None:
    """The form that these columns are, but for one or two unknown ones: other datasets name
    accounts too, among more, and a form without some of its columns is not another form."""
    known = frozenset(column for form in _FORMS for column in form.columns())
    few = len(columns - known) <= _MOST_UNKNOWN
    return next((form for form in _FORMS if few and form.columns() == columns & known), None)


def _year(name: str) -> SchoolYear:
    years = set(_YEAR.findall(name))
    if len(years) != 1:
        found = "no trae ninguno" if not years else f"trae {', '.join(sorted(years))}"
        raise FileRefusedError(
            f"{name}: un plan de cuentas vale para un año y el archivo no lo dice; ponga el año en "
            f"el nombre, como plan_cuentas_2019.csv (el nombre {found})"
        )
    return year_of_file(name, years.pop(), NEXT_YEAR)


def _kind(column: str, code: AccountCode) -> AccountKind:
    kind = _KIND_BY_DIGIT.get(code[0])
    if kind is None:
        raise RowError(
            column, code, "grupo de cuentas desconocido", "un código de 300000 en adelante"
        )
    return kind


def _expected() -> str:
    return "se espera una de: " + " | ".join(";".join(sorted(form.columns())) for form in _FORMS)
