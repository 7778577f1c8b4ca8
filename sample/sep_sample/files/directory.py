"""Directorio oficial de establecimientos: five generations of columns between 2014 and 2025.

Up to 2015 the header is lower case, there is no holder, and a byte-order mark precedes latin-1
text. From 2016 the holder is told by RUT without digit (P_JURIDICA 1) or, for a natural person, by
MRUN alone (0). A missing value is one space, decimals take a comma.
"""

from collections.abc import Iterator
from pathlib import Path

from sep_domain.values.grades import Grade, LevelBand
from sep_sample.country.country import Country, School
from sep_sample.country.territory import REGION_SHORT
from sep_sample.files.text import CRLF, LF, write_rows

_MISSING = " "
_PLACE = ("COD_PRO_RBD", "COD_COM_RBD", "NOM_COM_RBD", "COD_DEPROV_RBD", "NOM_DEPROV_RBD")
_HOLDER = ("MRUN", "RUT_SOSTENEDOR", "P_JURIDICA")
_KIND = ("COD_DEPE", "COD_DEPE2", "RURAL_RBD", "LATITUD", "LONGITUD", "CONVENIO_PIE")
_STATE = ("MATRICULA", "ESTADO_ESTAB", "ORI_RELIGIOSA", "ORI_OTRO_GLOSA")
_FEES = ("PAGO_MATRICULA", "PAGO_MENSUAL")


def header(year: int) -> tuple[str, ...]:
    """The columns of a year's file, in order."""
    identity = ("AGNO", "RBD", "DGV_RBD", "NOM_RBD")
    if year <= 2015:
        old = (*identity, "COD_REG_RBD", *_PLACE, *_KIND, *_numbered("ENS", 9), *_STATE, *_FEES)
        return tuple(name.lower() for name in old)
    region = ("COD_REG_RBD", "NOM_REG_RBD_A") if year >= 2019 else ("COD_REG_RBD",)
    pace = ("PACE",) if year >= 2022 else ()
    taught = _numbered("ENS", 11 if year >= 2019 else 9)
    enrolled = tuple(f"MAT_ENS_{n}" for n in range(1, 9)) if year >= 2025 else ()
    total = ("MAT_TOTAL",) if year >= 2022 else ()
    specialities = _numbered("ESPE", 11) if year >= 2023 else ()
    return (
        *(*identity, *_HOLDER, *region, *_PLACE, *_KIND, *pace),
        *(*taught, *enrolled, *total, *_STATE, *_FEES, *specialities),
    )


def write(directory: Path, country: Country, year: int) -> Path:
    """The directory of a year, cut on 30 April; a closed school stays in it."""
    path = directory / f"{year}0926_Directorio_Oficial_EE_{year}_{year}0430_WEB.csv"
    names = header(year)
    return write_rows(
        path,
        names,
        _rows(country, year, names),
        encoding="latin-1" if year <= 2017 else "utf-8",
        newline=CRLF if year >= 2024 else LF,
        bom=year <= 2015 or year >= 2022,
    )


def _rows(country: Country, year: int, names: tuple[str, ...]) -> Iterator[list[object]]:
    for school in country.schools:
        cells = _cells(school, year)
        yield [cells[name.upper()] for name in names]


def _cells(school: School, year: int) -> dict[str, object]:
    holder = school.holder_in(year)
    working = school.works_in(year)
    pupils = school.grade_size * len(school.grades) if working else 0
    fee = "GRATUITO" if school.is_free_in(year) else "$25.001 A $50.000"
    specialities = dict.fromkeys(_numbered("ESPE", 11), 0)
    return {
        "AGNO": year,
        "RBD": school.rbd,
        "DGV_RBD": school.digit,
        "NOM_RBD": school.name,
        "MRUN": holder.mrun or _MISSING,
        "RUT_SOSTENEDOR": _MISSING if holder.mrun else holder.rut.number,
        "P_JURIDICA": 0 if holder.mrun else 1,
        "COD_REG_RBD": school.comuna.region_in(year),
        "NOM_REG_RBD_A": REGION_SHORT[school.comuna.region_in(year)],
        **_place(school, year),
        "COD_DEPE": holder.depe,
        "COD_DEPE2": {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5}[holder.depe],
        "RURAL_RBD": int(school.rural),
        "CONVENIO_PIE": int(school.is_subsidised),
        "PACE": 0,
        **_teaching(school, working=working),
        "MAT_TOTAL": pupils,
        "MATRICULA": int(working),
        "ESTADO_ESTAB": _state(school, year),
        "ORI_RELIGIOSA": 1,
        "ORI_OTRO_GLOSA": _MISSING,
        "PAGO_MATRICULA": "GRATUITO",
        "PAGO_MENSUAL": fee if working else "SIN INFORMACION",
        **specialities,
    }


def _place(school: School, year: int) -> dict[str, object]:
    """One school in five has no coordinate, as in the register."""
    comuna, known = school.comuna, school.rbd % 5 != 0
    latitude = comuna.latitude_e4 + school.rbd % 97 - 48
    longitude = comuna.longitude_e4 + school.rbd % 89 - 44
    missing = "0" if year <= 2015 else _MISSING
    return {
        "COD_PRO_RBD": comuna.province_in(year),
        "COD_COM_RBD": comuna.cut_in(year),
        "NOM_COM_RBD": comuna.name,
        "COD_DEPROV_RBD": comuna.deprov,
        "NOM_DEPROV_RBD": comuna.deprov_name,
        "LATITUD": _degrees(latitude, year) if known else missing,
        "LONGITUD": _degrees(longitude, year) if known else missing,
    }


def _degrees(e4: int, year: int) -> str:
    """A point up to 2015, a comma after; fifteen decimals between 2019 and 2021."""
    whole, part = divmod(abs(e4), 10_000)
    decimals = f"{part:04d}" + ("0" * 11 if 2019 <= year <= 2021 else "")
    return f"{'-' if e4 < 0 else ''}{whole}{'.' if year <= 2015 else ','}{decimals}"


def _teaching(school: School, *, working: bool) -> dict[str, object]:
    codes = _taught_codes(school)
    size = school.grade_size
    counts = {
        "MAT_ENS_1": size * sum(g in {Grade.NT1, Grade.NT2} for g in school.grades),
        "MAT_ENS_2": size * sum(_is_basica(g) for g in school.grades),
        "MAT_ENS_5": size * sum(g.band is LevelBand.M1_4 for g in school.grades),
    }
    taught = {f"ENS_{n:02d}": codes[n - 1] if n <= len(codes) else 0 for n in range(1, 12)}
    enrolled = {f"MAT_ENS_{n}": 0 for n in range(1, 9)}
    return {**taught, **enrolled, **(counts if working else {})}


def _taught_codes(school: School) -> list[int]:
    """COD_ENSE 10 parvularia, 110 básica, 310 media."""
    found = []
    if Grade.NT1 in school.grades:
        found.append(10)
    if Grade.B1 in school.grades:
        found.append(110)
    if Grade.M1 in school.grades:
        found.append(310)
    return found


def _is_basica(grade: Grade) -> bool:
    return grade.band is not LevelBand.M1_4 and grade not in {Grade.NT1, Grade.NT2}


def _state(school: School, year: int) -> int:
    """1 working, 2 in recess the year after it closes, 3 closed from then on."""
    if school.works_in(year) or school.closes_after is None:
        return 1
    return 2 if year == school.closes_after + 1 else 3


def _numbered(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}_{number:02d}" for number in range(1, count + 1))
