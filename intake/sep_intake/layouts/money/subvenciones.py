"""Detalle de subvenciones: what the ministry paid each school in each month.

Yearly files in Latin-1 with `;` and a decimal comma up to 2024, a workbook of numbers in 2025.
Names of columns drift from year to year, and SEP is one column up to 2021 and two from 2022.

ESCOLARIDAD_PIE is a part of ESCOLARIDAD, and columns such as `liquido_pago` are totals: components
are kept as published and must not be added up blindly.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import ClassVar

from sep_domain.dates.calendar import Period
from sep_domain.dates.days import NOW
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, Region
from sep_intake.cells.grammar import (
    PESOS,
    SUBVENTIONS,
    SUBVENTIONS_COMMAS,
    SUBVENTIONS_SHEET,
    NumberForm,
)
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.column_values import (
    Column,
    Meaning,
    Odd,
    constant,
    joined_pieces,
    read_by_column,
)
from sep_intake.columns.fields import Field, FieldLayout, Fields, field
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import FileHead
from sep_intake.columns.quick_columns import (
    ColumnReader,
    NotPlainError,
    Texts,
    bare_numbers,
    not_plain,
    numbers_json,
)
from sep_intake.columns.reading import (
    YearInName,
    last_day,
    optional_whole,
    rut_or_number,
    school_year,
    whole,
)

_CANONICAL = {
    "agnio": "agno",
    "ano": "agno",
    "nom_rbd": "nombre_rbd",
    "montoasignacionzona": "monto_asig_zona",
    "zona": "monto_asig_zona",
    "profesorencargado": "profesor_encargado",
    "subv_normal": "sub_normal",
    "decuento_escolaridad": "descuento_escolaridad",
}
"""Spellings of one idea over the years, by the spelling of the latest file that has it."""

_DESCRIPTIVE = frozenset(
    {"nom_reg_rbd", "cod_pro_rbd", "nom_com_rbd", "cod_deprov_rbd", "nom_deprov_rbd"}
    | {"cod_depe2", "porc_zona"}
)
"""Known and not read."""

_COMPONENTS = frozenset(
    {"escolaridad", "escolaridad_pie", "internado", "monto_asig_zona", "aporte_estado_ficom"}
    | {"ruralidad", "piso_rural", "desempeno_dificil", "desempeno_dificil_nodoc"}
    | {"subv_adicional_especial", "subv_asistentes_educacion", "profesor_encargado"}
    | {"apor_gratuidad", "sub_normal", "mantenimiento", "sned", "proretencion", "reforzamiento"}
    | {"subvnodocente", "avdi", "aep", "adeco", "brp", "liquido_pago", "pag_pend"}
)

_ADJUSTMENTS = frozenset(
    {"reliquidacion", "retenciones", "reintegros", "multas", "discrepancia", "descuento_ficom"}
    | {"descuento_escolaridad", "donacionaplicada"}
)
"""What was settled again, held back or taken away; derived facts tell them one by one."""

_NOTHING = frozenset({"", "0", "0,0", "0,00"})
"""What most amounts of most rows read; known at once, which halves the time of a row."""

_SEP = frozenset({"sep", "sep_prio", "sep_pref"})
_PARTS_OF_SEP = frozenset({"sep_prio", "sep_pref"})
_ONLY_TO_2021 = frozenset(
    {"subvnodocente", "avdi", "aep", "adeco", "brp", "liquido_pago", "pag_pend"}
    | {"descuento_escolaridad"}
)
_ONLY_SINCE_2022 = frozenset(
    {"descuento_ficom", "aporte_estado_ficom", "piso_rural", "donacionaplicada"}
    | {"desempeno_dificil", "desempeno_dificil_nodoc", "subv_adicional_especial"}
    | {"subv_asistentes_educacion", "apor_gratuidad", "reforzamiento"}
)
_NEEDED = _PARTS_OF_SEP | {"escolaridad"}
_LOST = "ese monto queda sin dato"
_AMOUNTS = _COMPONENTS | _ADJUSTMENTS | _SEP

_REGIONS = {str(region.value): region for region in Region}
_DEPENDENCIES = {
    "1": Dependency.CORPORACION_MUNICIPAL,
    "2": Dependency.MUNICIPAL_DAEM,
    "3": Dependency.PARTICULAR_SUBVENCIONADO,
    "4": Dependency.PARTICULAR_PAGADO,
    "5": Dependency.ADMINISTRACION_DELEGADA,
    "6": Dependency.SLEP,
}


class Subvenciones(FieldLayout):
    dataset = "subvenciones"
    title = "Detalle de subvenciones a establecimientos"
    required = frozenset(
        {"agno", "rbd", "mes", "escolaridad", "nombre_rbd", "cod_reg_rbd", "cod_com_rbd"}
        | {"cod_depe", "rural_rbd"}
    )
    together = (_PARTS_OF_SEP, frozenset({"rut_sostenedor", "nom_sostenedor"}))
    since: ClassVar[Mapping[str, int]] = dict.fromkeys(_PARTS_OF_SEP, 2022)
    unread = _DESCRIPTIVE
    event = PaymentDisbursed
    named_by = ("rbd",)
    complete_in = ("month",)
    dated_by = "occurred_on"

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._spelt = self.spelt
        self._form = _form(head)
        self._in_name = YearInName(head, self.warnings)
        self._amounts = {self._spelt[name]: name for name in sorted(_AMOUNTS & self._spelt.keys())}
        self._places = [
            (name, head.columns.index(at)) for at, name in self._amounts.items() if name not in _SEP
        ]
        self._pesos = _PlainPesos(self._form.mark)
        self._plain_sep = ColumnReader(self._plain_sep_totals, numbers_json)

    @classmethod
    def canonical(cls, column: str) -> str:
        return _CANONICAL.get(column, column)

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:
        return cls.required if columns & _SEP else cls.required | {"sep"}

    @classmethod
    def contradiction(cls, columns: Set[str]) -> str | None:
        if "sep" not in columns or columns.isdisjoint(_PARTS_OF_SEP):
            return None
        return (
            "trae la columna única «sep» (hasta 2021) y también SEP_PRIO o SEP_PREF (desde 2022); "
            "se espera una de las dos formas"
        )

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        """Each form of SEP has amounts that the other has not."""
        never = _ONLY_SINCE_2022 if "sep" in columns else _ONLY_TO_2021
        amounts = {name: "" if name in never else _LOST for name in _AMOUNTS - _NEEDED}
        return replace(
            super().declaration(columns),
            optional={**amounts, "sep": "", "matricula": "quedan sin matrícula"},
        )

    def fields(self) -> Fields:
        when = (self._spelt["agno"], "mes")
        sep = tuple(self._spelt[name] for name in sorted(_SEP & self._spelt.keys()))
        return {
            "month": field(self._month, *when),
            "components": Field(self._components, None),
            "rounded": Field(self._rounded, None),
            "sep_total": field(self._sep_total, *sep, by_column=self._plain_sep),
            "sep_prioritarios": self._part_of_sep("sep_prio"),
            "sep_preferentes": self._part_of_sep("sep_pref"),
            "occurred_on": field(_last_day, *when),
            "rbd": field(Row.rbd, "rbd"),
            "sostenedor": field(rut_or_number, "rut_sostenedor"),
            "sostenedor_name": field(Row.optional_text, "nom_sostenedor"),
            "school_name": field(Row.text, self._spelt.get("nombre_rbd", "nombre_rbd")),
            "region": field(Row.code, "cod_reg_rbd", values=_REGIONS),
            "comuna": field(whole, "cod_com_rbd", least=1_000, most=16_999),
            "dependency": field(Row.code, "cod_depe", values=_DEPENDENCIES),
            "rural": field(Row.flag, "rural_rbd"),
            "enrolment": field(self._enrolment, "matricula"),
        }

    def written(self, begins: bytes, name: str) -> Iterable[Meaning]:
        match name:
            case "components":
                return [Meaning(None, partial(self._plain_components, begins))]
            case "rounded":
                return [constant(begins + b"[]")]
        return super().written(begins, name)

    def _month(self, row: Row, year: str, month: str) -> Period:
        paid = _month(row, year, month)
        self._in_name.notice(row, year, paid.year)
        return paid

    def _components(self, row: Row) -> dict[str, Clp]:
        amounts, _ = self._read_amounts(row)
        return {name: amounts[name] for name in amounts.keys() - _SEP}

    def _rounded(self, row: Row) -> tuple[str, ...]:
        return self._read_amounts(row)[1]

    def _sep_total(self, row: Row, *columns: str) -> Clp:
        amounts, _ = self._read_amounts(row, columns)
        return Clp(sum(amounts.values()))

    def _plain_sep_totals(self, said: Texts) -> list[int]:
        if isinstance(said[0], str):
            return self._pesos(said)
        return list(map(sum, zip(*map(self._pesos, zip(*said, strict=True)), strict=True)))

    def _part_of_sep(self, name: str) -> Field:
        """What SEP_PRIO or SEP_PREF says; absent for the years that did not tell them apart."""
        if name not in self._spelt:
            absent = None if "sep" in self._spelt else Clp(0)
            return Field(lambda _: absent, ())
        return field(self._sep_total, self._spelt[name], by_column=self._plain_sep)

    def _read_amounts(
        self, row: Row, columns: Iterable[str] | None = None
    ) -> tuple[dict[str, Clp], tuple[str, ...]]:
        """The amounts that are not zero, by canonical name, and which of them had to be rounded."""
        amounts, rounded = {}, []
        for column, _ in row.filled(columns or self._amounts, _NOTHING):
            published = row.optional_decimal(column, self._form)
            if not published:
                continue
            name = self._amounts[column]
            amounts[name] = _pesos(published)
            if amounts[name] != published:
                rounded.append(name)
        return amounts, tuple(rounded)

    def _plain_components(self, begins: bytes, columns: Sequence[Column], odd: Odd) -> Column:
        """As `_components`, where no amount of the row has to be rounded; those of SEP have their
        own fields."""
        pieces = [
            _members(name, read_by_column(self._pesos, columns[place], odd, 0))
            for name, place in self._places
            if not _NOTHING.issuperset(columns[place])
        ]
        if not pieces:
            return [begins + b"{}"] * len(columns[0])
        return [b"%b{%b}" % (begins, members[1:]) for members in joined_pieces(pieces)]

    def _enrolment(self, row: Row, column: str) -> int | None:
        return optional_whole(row, column, form=PESOS)


def _members(name: str, amounts: list[int]) -> list[bytes]:
    begins = b',"%b":' % name.encode()
    return [begins + json if json != b"0" else b"" for json in numbers_json(amounts)]


def _month(row: Row, year: str, month: str) -> Period:
    period = _period(school_year(row, year), whole(row, month, 1, 12))
    if not NOW.covers_month(period):
        raise RowError(month, row.text(month), "mes fuera de lo posible", NOW.said)
    return period


def _last_day(row: Row, year: str, month: str) -> date:
    return last_day(_month(row, year, month))


_period = lru_cache(maxsize=1 << 10)(Period.of)
_pesos = lru_cache(maxsize=1 << 12)(Clp.rounded)


def _form(head: FileHead) -> NumberForm:
    """How the file writes its amounts. Where a comma parts the cells only a quoted one can be a
    decimal comma; there and in workbooks either mark may stand, for no cell means thousands."""
    if head.sheet is not None:
        return SUBVENTIONS_SHEET
    return SUBVENTIONS_COMMAS if head.delimiter == "," else SUBVENTIONS


class _PlainPesos:
    """Whole amounts by their texts; blank is 0."""

    def __init__(self, mark: str) -> None:
        self._cents = f"{mark[-1]}00"
        self._amount = re.compile(rf"(?:([0-9]{{1,15}})(?:[{re.escape(mark)}]0{{1,2}})?)?")

    def __call__(self, said: Texts) -> list[int]:
        """Where many say the same, each text is read once. Raises NotPlainError."""
        distinct = set(said)
        if 2 * len(distinct) > len(said):
            return self._read(said)
        amounts = dict(zip(distinct, self._read(list(distinct)), strict=True))
        return list(map(amounts.__getitem__, said))

    def _read(self, said: Texts) -> list[int]:
        try:
            return bare_numbers(
                [text.removesuffix(self._cents) for text in said]
            )  # as most are written
        except NotPlainError:
            found = list(map(self._amount.fullmatch, map(str.strip, said)))
            return [int(amount[1] or 0) if amount else not_plain() for amount in found]
