"""Detalle de subvenciones: what the ministry paid each school in each month.

Yearly files in Latin-1 with `;` and a decimal comma up to 2024, a workbook of numbers in 2025.
Names of columns drift from year to year, and SEP is one column up to 2021 and two from 2022.

ESCOLARIDAD_PIE is a part of ESCOLARIDAD, and columns such as `liquido_pago` are totals: components
are kept as published and must not be added up blindly.
"""

from collections.abc import Set
from functools import lru_cache

from sep_domain.calendar import Period
from sep_domain.events.base import Fact
from sep_domain.events.payments import PaymentDisbursed
from sep_domain.money import Clp
from sep_domain.schools import Dependency, Region
from sep_ledger.importing.layout import FileHead, FileRefusedError, Layout, Warned
from sep_ledger.importing.layouts.reading import last_day, rut_or_number, whole
from sep_ledger.importing.rows import Row, RowError

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
    {"agno", "mes", "rbd", "nombre_rbd", "rut_sostenedor", "nom_sostenedor", "cod_reg_rbd"}
    | {"nom_reg_rbd", "cod_pro_rbd", "cod_com_rbd", "nom_com_rbd", "cod_deprov_rbd"}
    | {"nom_deprov_rbd", "cod_depe", "cod_depe2", "rural_rbd", "matricula", "porc_zona"}
)

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


class Subvenciones(Layout):
    dataset = "subvenciones"
    title = "Detalle de subvenciones a establecimientos"
    required = frozenset({"rbd", "mes", "escolaridad"})

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._spelt = _spellings(head)
        self._mark = "," if head.sheet is None else "."
        self._amounts = {self._spelt[name]: name for name in sorted(_AMOUNTS & self._spelt.keys())}
        self.warnings.extend(
            Warned(0, column, "", "columna desconocida: no se lee")
            for column in sorted(self._spelt.keys() - _AMOUNTS - _DESCRIPTIVE)
        )

    @classmethod
    def recognises(cls, columns: Set[str]) -> bool:
        known = {_CANONICAL.get(column, column) for column in columns}
        return cls.required | {"agno"} <= known and bool(known & _SEP)

    def facts(self, row: Row) -> list[Fact]:
        month = self._month(row)
        amounts, rounded = self._read_amounts(row)
        prioritarios, preferentes = self._sep_parts(amounts)
        payment = PaymentDisbursed(
            occurred_on=last_day(month),
            rbd=row.rbd(),
            month=month,
            sostenedor=rut_or_number(row, "rut_sostenedor"),
            sostenedor_name=row.optional_text("nom_sostenedor"),
            school_name=row.text(self._spelt.get("nombre_rbd", "nombre_rbd")),
            region=row.code("cod_reg_rbd", _REGIONS),
            comuna=whole(row, "cod_com_rbd", 1_000, 16_999),
            dependency=row.code("cod_depe", _DEPENDENCIES),
            rural=row.flag("rural_rbd"),
            enrolment=self._enrolment(row),
            sep_total=Clp(sum(amounts.get(name, 0) for name in _SEP)),
            sep_prioritarios=prioritarios,
            sep_preferentes=preferentes,
            components={name: amounts[name] for name in amounts.keys() - _SEP},
            rounded=rounded,
        )
        return [payment]

    def _month(self, row: Row) -> Period:
        year = whole(row, self._spelt["agno"], 1980, 2100)
        return _period(year, whole(row, "mes", 1, 12))

    def _read_amounts(self, row: Row) -> tuple[dict[str, Clp], tuple[str, ...]]:
        """The amounts that are not zero, by canonical name, and which of them had to be rounded."""
        amounts, rounded = {}, []
        for column, _ in row.filled(self._amounts, _NOTHING):
            published = row.optional_decimal(column, self._mark)
            if not published:
                continue
            name = self._amounts[column]
            amounts[name] = _pesos(published)
            if amounts[name] != published:
                rounded.append(name)
        return amounts, tuple(rounded)

    def _sep_parts(self, amounts: dict[str, Clp]) -> tuple[Clp | None, Clp | None]:
        """What SEP_PRIO and SEP_PREF say; None for the years that did not tell them apart."""
        if "sep" in self._spelt:
            return None, None
        return amounts.get("sep_prio", Clp(0)), amounts.get("sep_pref", Clp(0))

    def _enrolment(self, row: Row) -> int | None:
        pupils = row.optional_decimal("matricula", self._mark)
        if pupils is None:
            return None
        if pupils < 0 or pupils != pupils.to_integral_value():
            raise RowError("matricula", str(pupils), "no es un número de alumnos", "un entero")
        return int(pupils)


_period = lru_cache(maxsize=1 << 10)(Period.of)
_pesos = lru_cache(maxsize=1 << 12)(Clp.rounded)


def _spellings(head: FileHead) -> dict[str, str]:
    """The file's own spelling of each canonical column."""
    spelt: dict[str, str] = {}
    for column in head.columns:
        name = _CANONICAL.get(column, column)
        if name in spelt:
            raise FileRefusedError(
                f"{head.name}: las columnas «{spelt[name]}» y «{column}» dicen lo mismo"
            )
        spelt[name] = column
    if "sep" in spelt and {"sep_prio", "sep_pref"} & spelt.keys():
        raise FileRefusedError(
            f"{head.name}: trae la columna única «sep» (hasta 2021) y también SEP_PRIO o SEP_PREF "
            "(desde 2022); se espera una de las dos formas"
        )
    return spelt
