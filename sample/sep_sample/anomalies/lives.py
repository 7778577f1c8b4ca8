"""The anomalies that are a convenio's whole life rather than one row, and who is paid when."""

from datetime import date

import polars as pl

from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast, Role
from sep_sample.convenios.convenios import Convenio
from sep_sample.country.country import Country, School

_SUBVENTIONS = "{1}0606_Detalle Subvenciones {0}_{1}0605.csv"
_DESCRIPTIONS = {
    "RF01": ("rendiciones.csv", "Ejecución bajo 70 % al renovar el convenio"),
    "RF02": ("rendiciones.csv", "Ejecución bajo 70 % en la primera mitad del convenio"),
    "RF08": ("Estado_resultado_{}.txt", "Remuneraciones sobre 50 % de lo recibido"),
    "RF13": ("Estado_resultado_{}.txt", "Gasto anual mayor que saldo inicial más ingresos"),
    "RF14": ("Estado_resultado_{}.txt", "El saldo corrido se vuelve negativo en el año"),
    "RF28": ("Estado_resultado_{}.txt", "Escuela cerrada que conserva saldo SEP"),
    "RF29": (_SUBVENTIONS, "Ingreso SEP con el convenio vencido hace más de un año"),
    "RF30": (_SUBVENTIONS, "Pago de septiembre 25 % mayor que el calculado"),
    "RF31": ("asistencia_sep_{}.csv", "Asistencia de prioritarios mayor que su matrícula"),
    "RF36": ("convenios.csv", "Saldo de convenio vencido sin plan de recuperación"),
}
_ONLY_AS_CONSEQUENCE = frozenset({"RF14"})
_OVERPAID_MONTH = 9


def record_lives(cast: Cast, years: range, key: AnswerKey) -> None:
    """The roles that tables carry out without an edit of their own, and what follows from them."""
    for role in cast.roles:
        if role.rule in _DESCRIPTIONS and role.rule not in _ONLY_AS_CONSEQUENCE:
            key.record(_anomaly(role))
        for consequence in _consequences(role, years):
            key.record(_anomaly(consequence))


def standing_of(
    country: Country,
    year: int,
    classifications: dict[int, dict[int, str]],
    cast: Cast,
) -> pl.DataFrame:
    """Which schools the regime pays in which months: rbd, month, classification, free, joined.

    Both the classification and who pays fees change with the school year.
    """
    rows = [
        (s.rbd, month, classifications[s.rbd][ruling], s.is_free_in(ruling), s.convenio_from)
        for s in country.in_regime
        for month in range(1, 13)
        for ruling in [year if month >= 3 else year - 1]
        if _is_paid(s, year, month, cast)
    ]
    schema = {
        "rbd": pl.Int64,
        "month": pl.Int64,
        "classification": pl.String,
        "free": pl.Boolean,
        "joined": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def convened_in(country: Country, year: int, cast: Cast) -> frozenset[int]:
    """Schools with a convenio in force at the end of a school year, as the pupils' file tells."""
    return frozenset(
        s.rbd
        for s in country.in_regime
        if s.convenio_from is not None
        and s.convenio_from <= year
        and ((expiry := cast.expiry_year(s.rbd)) is None or year < expiry)
    )


def with_overpayments(payments: pl.DataFrame, year: int, cast: Cast) -> pl.DataFrame:
    """RF30: September's art 14 amount a quarter too high."""
    schools = [role.school.rbd for role in cast.of("RF30", year)]
    wrong = pl.col("rbd").is_in(schools) & (pl.col("month") == _OVERPAID_MONTH)
    base, recovery = pl.col("base_priority"), pl.col("recovery_priority")
    return payments.with_columns(
        base_priority=pl.when(wrong).then(base * 125 // 100).otherwise(base),
        recovery_priority=pl.when(wrong).then(recovery * 125 // 100).otherwise(recovery),
    )


def recovery_plan_rows(
    cast: Cast, balances: dict[int, int], convenios: list[Convenio]
) -> list[tuple[object, ...]]:
    """Rows of `planes_saldo.csv`: the clean counterparts of RF36, presented and carried out."""
    numbers = {c.rbd: c.number for c in convenios if c.close_reason == "no_renovado"}
    return [
        (
            *(role.school.rbd, numbers[role.school.rbd], balances[role.school.rbd]),
            *(date(2026, 4, 15), date(2026, 9, 30), balances[role.school.rbd]),
        )
        for role in cast.recovery_plans
        if role.school.rbd in numbers and balances.get(role.school.rbd, 0) > 0
    ]


def _is_paid(school: School, year: int, month: int, cast: Cast) -> bool:
    """From the first convenio's March to its end; RF29 is paid on as if nothing had ended."""
    if school.convenio_from is None or not school.works_in(year):
        return False
    if (year, month) < (school.convenio_from, 3):
        return False
    expiry = cast.expiry_year(school.rbd)
    paid_on = cast.year_of("RF29", school.rbd) is not None
    return expiry is None or paid_on or (year, month) < (expiry, 3)


def _consequences(role: Role, years: range) -> list[Role]:
    """A hoarder of a whole term hoards its first half; an overspender's balance goes under zero;
    a convenio that ended leaves a balance without plan even where it is paid on."""
    following = {"RF01": ("RF02", -2), "RF13": ("RF14", 0), "RF29": ("RF36", -1)}
    if role.rule not in following:
        return []
    rule, later = following[role.rule]
    year = role.year + later
    return [Role(rule, role.school, year)] if year in years else []


def _anomaly(role: Role) -> Anomaly:
    file, description = _DESCRIPTIONS[role.rule]
    rut = role.school.holder_in(role.year).rut
    name = file.format(role.year, role.year + 1)
    return Anomaly(role.rule, role.school.rbd, rut, role.year, name, _key(role), description)


def _key(role: Role) -> str:
    if role.rule == "RF30":
        return f"rbd={role.school.rbd};mes={role.year}-{_OVERPAID_MONTH:02d}"
    return f"rbd={role.school.rbd};anio={role.year}"
