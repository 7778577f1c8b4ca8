"""The columns of the SIMCE file of each year and grade, in that file's order."""

from sep_domain.values.grades import Grade

_ID = ("rbd", "dvrbd", "nom_rbd")
_GEO = ("cod_reg_rbd", "nom_reg_rbd", "cod_pro_rbd", "nom_pro_rbd", "cod_com_rbd", "nom_com_rbd")
_DEPROV = ("cod_deprov_rbd", "nom_deprov_rbd")
_CTX = ("cod_depe1", "cod_depe2", "cod_grupo", "cod_rural_rbd")
_DATABASE = ("fecha_bbdd", "codigo_bbdd")
_RESULTS = ("nalu", "prom", "dif", "difgru", "sigdif", "siggru")
_MARKS = ("marca", "marcadif")
_LEVELS = ("palu_eda_ins", "palu_eda_ele", "palu_eda_ade")
_COMPARED = frozenset({"dif", "sigdif", "marcadif"})


def columns(year: int, grade: Grade, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Every column of the file, as formats changed from 2014 to 2025."""
    code = grade_code(grade)
    results = _measured(year, code, subjects, _RESULTS)
    marks = _measured(year, code, subjects, _MARKS)
    levels = _eda(year, code, subjects)
    return (
        *_head(year, code),
        *(_ID if year >= 2023 else ()),
        *_ground(year, code),
        *_CTX,
        *_body(year, code, subjects, results=results, marks=marks, levels=levels),
        "noaplica",
        *_tail(year, code),
    )


def grade_code(grade: Grade) -> str:
    return grade.value.lower()


def _head(year: int, code: str) -> tuple[str, ...]:
    """Year, database and grade stood first until 2022, the database at the end from 2018."""
    if year >= 2023:
        return ()
    database = _DATABASE if year <= 2016 or (year == 2017 and code == "2m") else ()
    return ("agno", *database, "grado", *_ID)


def _ground(year: int, code: str) -> tuple[str, ...]:
    if year == 2014:
        ground = (*_GEO, "nom_deprov_rbd")
        return (*ground, *(f"{name}_2014" for name in ground))
    if year == 2015:
        return (*_GEO[:4], "cod_deprov_rbd", *_GEO[4:], "nom_deprov_rbd")
    if year == 2016 or (year == 2017 and code == "2m"):
        return (*_GEO, "nom_deprov_rbd")
    if year == 2017 or (year == 2018 and code == "2m"):
        return _GEO
    return (*_GEO, *_DEPROV)


def _body(
    year: int,
    code: str,
    subjects: tuple[str, ...],
    *,
    results: tuple[str, ...],
    marks: tuple[str, ...],
    levels: tuple[str, ...],
) -> tuple[str, ...]:
    """2014 alone marks the levels too, and its two grades order the blocks differently."""
    if year != 2014:
        return (*results, *marks, *levels)
    leveled = [s for s in subjects if _has_levels(year, code, s)]
    level_marks = tuple(f"marca_eda_{subject}{code}_rbd" for subject in leveled)
    blocks = (marks, levels) if code == "2m" else (levels, marks)
    return (*results, *blocks[0], *blocks[1], *level_marks)


def _tail(year: int, code: str) -> tuple[str, ...]:
    if year >= 2024:
        return ("codigo_bbdd", "fecha_bbdd", "grado", "agno")
    if year == 2023:
        return (*_DATABASE, "grado", "agno")
    if year == 2018 or (year == 2022 and code == "4b"):
        return _DATABASE
    return ()


def _measured(
    year: int, code: str, subjects: tuple[str, ...], measures: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(
        f"{measure}_{subject}{code}_rbd"
        for measure in measures
        for subject in subjects
        if _is_measured(year, code, subject, measure)
    )


def _is_measured(year: int, code: str, subject: str, measure: str) -> bool:
    """A subject tested for the first time has nothing to differ from."""
    if (year, code, subject) == (2014, "2m", "nat"):
        return measure not in _COMPARED
    return not ((year, code, subject) == (2015, "2m", "soc") and measure == "marcadif")


def _eda(year: int, code: str, subjects: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{level}_{subject}{code}_rbd"
        for subject in subjects
        if _has_levels(year, code, subject)
        for level in _LEVELS
    )


def _has_levels(year: int, code: str, subject: str) -> bool:
    return subject in {"lect", "mate"} or (year, code, subject) == (2014, "4b", "soc")
