"""Alumnos prioritarios, preferentes y beneficiarios: one row per fictional pupil, by year.

Until 2015 the file has no PRIORITARIO_ALU and no PREFERENTE_ALU; 2015 itself tells a pupil by
BEN_SEP alone. MRUN are invented. The counts per school and band are those that attendance and
payments rest on.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from sep_domain.values.grades import Grade, LevelBand
from sep_sample.country.country import Country, School
from sep_sample.country.noise import Noise
from sep_sample.country.territory import REGION_SHORT
from sep_sample.files.text import CRLF, write_table

_SCHOOLS_AT_ONCE = 400
_FIRST_MRUN, _LAST_MRUN = 70_000_000, 89_999_999

_COLUMNS = (
    *("AGNO", "MRUN", "GEN_ALU", "FEC_NAC_ALU", "FEC_DEFUN_ALU", "CRITERIO_SEP"),
    *("PRIORITARIO_ALU", "PREFERENTE_ALU", "BEN_SEP", "RBD", "DGV_RBD", "NOM_RBD", "COD_REG_RBD"),
    *("NOM_REG_RBD_A", "COD_PRO_RBD", "COD_COM_RBD", "NOM_COM_RBD", "COD_DEPROV_RBD"),
    *("NOM_DEPROV_RBD", "COD_DEPE", "COD_DEPE2", "RURAL_RBD", "ESTADO_ESTAB", "NOMBRE_SLEP"),
    *("CONVENIO_SEP", "AÑO_INGRESO_SEP", "CLASIFICACION_SEP", "EE_GRATUITO", "COD_ENSE"),
    *("COD_ENSE2", "COD_ENSE3", "COD_GRADO", "COD_GRADO2", "LET_CUR", "COD_JOR", "GRADO_SEP"),
)
_NEW_IN_2016 = frozenset({"PRIORITARIO_ALU", "PREFERENTE_ALU"})


def header(year: int) -> tuple[str, ...]:
    """The columns of a year: 36 from 2016, without the two groups before it."""
    if year >= 2016:
        return _COLUMNS
    gone = _NEW_IN_2016 | ({"CRITERIO_SEP"} if year == 2015 else set())
    return tuple(name for name in _COLUMNS if name not in gone)


def write(
    directory: Path,
    country: Country,
    year: int,
    attendance: pl.DataFrame,
    *,
    classifications: Mapping[int, str],
    in_convenio: frozenset[int],
    noise: Noise,
) -> Path:
    """The file of a year, some hundreds of schools at a time so that memory stays small."""
    groups = "Preferentes_Prioritarios" if year >= 2016 else "Prioritarios"
    path = directory / f"{groups}_y_Beneficiarios_{year}_PUBL.csv"
    write_table(path, _none(year), encoding="latin-1", newline=CRLF)
    counts = attendance.filter(pl.col("month") == 3)
    if year < 2016:
        # Preferentes came with Ley 20.845: before it nobody was one.
        counts = counts.with_columns(preferred=pl.lit(0, dtype=pl.Int64))
    working = [s for s in country.schools if s.is_subsidised and s.works_in(year)]
    for start in range(0, len(working), _SCHOOLS_AT_ONCE):
        schools = working[start : start + _SCHOOLS_AT_ONCE]
        cells = _school_cells(schools, year, classifications, in_convenio)
        pupils = _pupils(counts.join(cells, on="rbd", how="semi"), schools, year, noise)
        named = pupils.join(cells, on="rbd", maintain_order="left")
        table = named.with_columns(BEN_SEP=_is_paid_for()).select(header(year))
        write_table(path, table, encoding="latin-1", newline=CRLF, append=True)
    return path


def _none(year: int) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(header(year), pl.String))


def _pupils(counts: pl.DataFrame, schools: list[School], year: int, noise: Noise) -> pl.DataFrame:
    """A row per prioritario, then per preferente, dealt over the grades of their band."""
    groups = [
        counts.select(
            "rbd",
            "band",
            pl.col(group).alias("count"),
            pl.lit(int(first)).alias("PRIORITARIO_ALU"),
            pl.lit(int(not first)).alias("PREFERENTE_ALU"),
        )
        for group, first in (("priority", True), ("preferred", False))
    ]
    listed = (
        pl.concat(groups).filter(pl.col("count") > 0).with_columns(place=pl.int_ranges(0, "count"))
    )
    graded = _graded(listed.explode("place"), schools, year)
    return _with_person(graded, year, noise)


def _graded(pupils: pl.DataFrame, schools: list[School], year: int) -> pl.DataFrame:
    rows = [
        (s.rbd, band.value, place, len(grades), *_teaching(grade))
        for s in schools
        for band in s.bands
        if (
            grades := [
                g for g in s.grades if g.band is band and g.first_sep_year <= max(year, 2008)
            ]
        )
        for place, grade in enumerate(grades)
    ]
    schema = ("rbd", "band", "turn", "grades", "COD_ENSE", "COD_ENSE2", "COD_GRADO", "age")
    table = pl.DataFrame(rows, schema=schema, orient="row")
    sizes = table.select("rbd", "band", "grades").unique()
    turned = pupils.join(sizes, on=["rbd", "band"], maintain_order="left").with_columns(
        turn=pl.col("place") % pl.col("grades")
    )
    return turned.join(table.drop("grades"), on=["rbd", "band", "turn"], maintain_order="left")


def _teaching(grade: Grade) -> tuple[int, int, int, int]:
    """(COD_ENSE, COD_ENSE2, COD_GRADO, usual age)."""
    order = list(Grade).index(grade)
    if grade in {Grade.NT1, Grade.NT2}:
        return 10, 1, 4 + order, 4 + order
    if grade.band is LevelBand.M1_4:
        return 310, 5, order - 9, 4 + order
    return 110, 2, order - 1, 4 + order


def _with_person(pupils: pl.DataFrame, year: int, noise: Noise) -> pl.DataFrame:
    keys = ("rbd", "PRIORITARIO_ALU", "PREFERENTE_ALU", "COD_ENSE", "COD_GRADO", "place")
    month = noise.integers("birth", 1, 12, *keys).cast(pl.String).str.zfill(2)
    return pupils.with_columns(
        AGNO=pl.lit(year),
        MRUN=noise.integers("mrun", _FIRST_MRUN, _LAST_MRUN, *keys, pl.lit(year)),
        GEN_ALU=noise.integers("gender", 1, 2, *keys),
        FEC_NAC_ALU=pl.format("{}{}", year - pl.col("age"), month),
        FEC_DEFUN_ALU=pl.lit(" "),
        CRITERIO_SEP=pl.col("PRIORITARIO_ALU") * noise.integers("criterion", 1, 4, *keys),
        COD_ENSE3=pl.col("COD_ENSE2"),
        COD_GRADO2=pl.col("COD_GRADO"),
        LET_CUR=pl.lit("A"),
        COD_JOR=pl.lit(3),
        GRADO_SEP=pl.lit(1),
    )


def _is_paid_for() -> pl.Expr:
    """Prioritarios of a school in convenio, and its preferentes where nobody pays fees."""
    group = (pl.col("PRIORITARIO_ALU") == 1) | (pl.col("EE_GRATUITO") == 1)
    return (group & (pl.col("CONVENIO_SEP") == 1)).cast(pl.Int64)


def _school_cells(
    schools: list[School],
    year: int,
    classifications: Mapping[int, str],
    in_convenio: frozenset[int],
) -> pl.DataFrame:
    return pl.DataFrame([_cells(s, year, classifications, in_convenio) for s in schools])


def _cells(
    school: School, year: int, classifications: Mapping[int, str], in_convenio: frozenset[int]
) -> dict[str, object]:
    holder, comuna = school.holder_in(year), school.comuna
    convened = school.rbd in in_convenio
    label = classifications.get(school.rbd, "").upper().replace("_", " ")
    return {
        "rbd": school.rbd,
        "RBD": school.rbd,
        "DGV_RBD": school.digit,
        "NOM_RBD": school.name,
        "COD_REG_RBD": comuna.region_in(year),
        "NOM_REG_RBD_A": REGION_SHORT[comuna.region_in(year)],
        "COD_PRO_RBD": comuna.province_in(year),
        "COD_COM_RBD": comuna.cut_in(year),
        "NOM_COM_RBD": comuna.name,
        "COD_DEPROV_RBD": comuna.deprov,
        "NOM_DEPROV_RBD": comuna.deprov_name,
        "COD_DEPE": holder.depe,
        "COD_DEPE2": {1: 1, 2: 1, 3: 2, 4: 3, 6: 5}[holder.depe],
        "RURAL_RBD": int(school.rural),
        "ESTADO_ESTAB": 1,
        "NOMBRE_SLEP": holder.name if holder.depe == 6 else " ",
        "CONVENIO_SEP": int(convened),
        "AÑO_INGRESO_SEP": str(school.convenio_from) if convened else " ",
        "CLASIFICACION_SEP": label if convened else " ",
        "EE_GRATUITO": int(school.is_free_in(year)),
    }
