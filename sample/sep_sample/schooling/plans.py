"""Planes de mejoramiento educativo (PME): the actions each school presents for a year."""

from datetime import date

import polars as pl

from sep_sample.advice.contracts import ATE_ACTION
from sep_sample.anomalies.answer_key import Anomaly, AnswerKey
from sep_sample.anomalies.casting import Cast
from sep_sample.country.country import Country
from sep_sample.country.noise import Noise

_ACTIONS = pl.DataFrame(
    [
        (1, "Personal de apoyo al aula", "gestion_de_recursos", "gestion_del_personal"),
        (2, "Asesoría técnica externa", "gestion_pedagogica", "gestion_curricular"),
        (3, "Biblioteca y fomento lector", "gestion_pedagogica", "ensenanza_y_aprendizaje"),
        (4, "Talleres y salidas pedagógicas", "gestion_pedagogica", "apoyo_al_desarrollo"),
        (5, "Tecnología para aprender", "gestion_de_recursos", "recursos_educativos"),
        (6, "Convivencia y participación", "convivencia_escolar", "participacion"),
    ],
    schema=("action", "name", "dimension", "subdimension"),
    orient="row",
)
_LATE_ACTION = 9


def plans_of(
    country: Country,
    year: int,
    *,
    income: pl.DataFrame,
    noise: Noise,
    cast: Cast,
    key: AnswerKey,
) -> pl.DataFrame:
    """The actions of every school paid in the year, as `pme_acciones.csv` carries them.

    They are presented in December before the year; `income` (rbd, income) sizes them.
    """
    starts = {s.rbd: s.convenio_from or year for s in country.in_regime}
    without = _without_plan(cast, year, key)
    schools = income.filter(~pl.col("rbd").is_in(without)).with_columns(
        first=pl.col("rbd").replace_strict(starts, return_dtype=pl.Int64)
    )
    actions = schools.join(_ACTIONS, how="cross")
    idle = _idle(cast, year, key)
    done = noise.integers("done", 70, 100, "rbd", "action", pl.lit(year))
    level = pl.when(pl.col("rbd").is_in(idle)).then(10).otherwise(done)
    estimate = (
        pl.when(pl.col("rbd").is_in(idle) & (pl.col("action") > 3))
        .then(0)
        .otherwise(pl.col("income") // 6)
    )
    presented = pl.date(year - 1, 12, noise.integers("presented", 1, 20, "rbd", pl.lit(year)))
    regular = actions.select(
        "rbd",
        (year - (year - pl.col("first")) % 4).alias("ciclo"),
        pl.lit(year).alias("anio"),
        pl.col("action").alias("accion"),
        pl.col("name").alias("nombre"),
        "dimension",
        pl.col("subdimension"),
        presented.alias("fecha_presentacion"),
        pl.lit(date(year, 1, 2)).alias("fecha_inicio"),
        pl.lit(date(year, 12, 31)).alias("fecha_termino"),
        estimate.alias("monto_sep"),
        estimate.alias("monto_total"),
        level.alias("nivel_ejecucion"),
        (pl.col("action") == ATE_ACTION).cast(pl.Int64).alias("requiere_ate"),
        pl.lit(0).alias("justifica_personal"),
    )
    return pl.concat([regular, _added_late(regular, cast, year)]).sort("rbd", "accion")


def _added_late(regular: pl.DataFrame, cast: Cast, year: int) -> pl.DataFrame:
    """RF11: an action presented in October, after the contract it is to justify was paid from."""
    schools = [role.school.rbd for role in cast.of("RF11", year)]
    chosen = regular.filter(pl.col("rbd").is_in(schools), pl.col("accion") == ATE_ACTION)
    return chosen.with_columns(
        accion=pl.lit(_LATE_ACTION, dtype=pl.Int64),
        nombre=pl.lit("Asesoría agregada al plan"),
        fecha_presentacion=pl.lit(date(year, 12, 20)),
    )


def _without_plan(cast: Cast, year: int, key: AnswerKey) -> list[int]:
    """RF32: no plan in the year the convenio starts, nor in the next."""
    for role in cast.of("RF32", year):
        description = "Escuela emergente sin PME más de doce meses después del convenio"
        key.record(
            _anomaly("RF32", role.school.rbd, role.school.holder_in(year).rut, year, description)
        )
    return [r.school.rbd for r in cast.of("RF32") if year in {r.year - 1, r.year}]


def _idle(cast: Cast, year: int, key: AnswerKey) -> list[int]:
    for role in cast.of("RF33", year):
        description = "Acciones sin estimación o sin ejecución con saldo SEP sobre 30 %"
        key.record(
            _anomaly("RF33", role.school.rbd, role.school.holder_in(year).rut, year, description)
        )
    return [role.school.rbd for role in cast.of("RF33", year)]


def _anomaly(rule: str, rbd: int, rut: str, year: int, description: str) -> Anomaly:
    file = f"pme_acciones_{year}.csv"
    return Anomaly(rule, rbd, rut, year, file, f"rbd={rbd};anio={year}", description)
