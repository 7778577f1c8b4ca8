"""Advisers, tenders and contracts of a sample are such as the law of their day let them be, but for
those of the answer key."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sep_domain.ate import law
from sep_domain.events.purchasing.ate import ProviderKind
from sep_sample import generate

LAW_OF_THE_REGISTRY = date(2008, 2, 1)
"""Ley 20.248, published that day, art 30."""
IN_FORCE = date(2016, 6, 8)
"""DFL 2/1998 art 3 v), by Ley 20.845 art 34 transitorio."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty schools from the first year of the law to after the last that changed it."""
    found = tmp_path_factory.mktemp("advisers") / "country"
    generate(found, schools=30, years=range(2008, 2021), seed=11, pupils=False)
    return found


def rows(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / name, separator=";", infer_schema=False)


def test_nobody_is_certified_before_there_is_a_registry(folder: Path) -> None:
    certified = rows(folder, "ate_registro.csv")["fecha_certificacion"].str.to_date()
    assert certified.min() >= LAW_OF_THE_REGISTRY  # type: ignore[operator]  # days, none absent


def test_every_certificate_is_of_a_kind_that_its_day_admits(folder: Path) -> None:
    columns = ("tipo_persona", "fecha_certificacion")
    kinds = set()
    for kind, day in rows(folder, "ate_registro.csv").select(columns).iter_rows():
        allowed = law.adviser_kinds(date.fromisoformat(day))
        assert allowed is not None
        assert law.allows(allowed, ProviderKind(kind)) is True
        kinds.add(kind)
    assert kinds == {
        "natural",
        "juridica_sin_fines_de_lucro",
        "juridica_con_fines_de_lucro",
    }


def test_who_is_hired_is_listed_and_may_advise_that_day(folder: Path) -> None:
    key = rows(folder, "anomalias.csv").filter(regla="RF17")
    uncertified = {each.removeprefix("contrato=") for each in key["clave"]}
    registry = rows(folder, "ate_registro.csv").sort("fecha_certificacion")
    checked = 0
    for contract in rows(folder, "contratos_ate.csv").iter_rows(named=True):
        signed = contract["fecha_firma"]
        entries = registry.filter(
            pl.col("rut") == contract["rut_ate"], pl.col("fecha_certificacion") <= signed
        )
        last = entries.row(-1, named=True)
        until = last["vigente_hasta"]
        assert (until is None or until >= signed) is (contract["contrato"] not in uncertified)
        allowed = law.adviser_kinds(date.fromisoformat(signed))
        assert allowed is not None
        assert law.allows(allowed, ProviderKind(last["tipo_persona"])) is True
        checked += 1
    assert checked > 20
    assert uncertified


def test_no_rule_of_the_concurso_is_broken_before_it_is_in_force(folder: Path) -> None:
    key = rows(folder, "anomalias.csv").filter(pl.col("regla").is_in(["RF18", "RF19", "RF20"]))
    assert set(key["regla"]) == {"RF18", "RF19", "RF20"}
    contracts = rows(folder, "contratos_ate.csv")
    named = {part.split("=")[1] for each in key["clave"] for part in each.split(";")}
    broken = contracts.filter(
        pl.col("contrato").is_in(list(named)) | pl.col("concurso").is_in(list(named))
    )
    assert broken["fecha_firma"].str.to_date().min() >= IN_FORCE  # type: ignore[operator]  # as above
    hired_freely = contracts.filter(pl.col("concurso").is_null())["fecha_firma"].str.to_date()
    assert hired_freely.min() < IN_FORCE  # type: ignore[operator]  # as above


def test_a_licitacion_is_published_in_mercado_publico_and_a_concurso_in_a_newspaper(
    folder: Path,
) -> None:
    tenders = rows(folder, "concursos_ate.csv").filter(pl.col("tipo_medio").is_not_null())
    assert set(tenders.select("procedimiento", "tipo_medio").unique().rows()) == {
        ("concurso", "regional"),
        ("licitacion", "mercado_publico"),
    }


def test_the_ministry_judges_since_its_law_and_removes_nobody_here(folder: Path) -> None:
    judged = rows(folder, "evaluaciones_ate.csv").sort("fecha")
    assert judged["fecha"].str.to_date().min() >= date(2018, 8, 25)  # type: ignore[operator]  # as above
    for (_rut,), each in judged.group_by("rut"):
        in_a_row = "".join(each.sort("fecha")["deficiente"])
        assert "11" not in in_a_row
    assert "1" in set(judged["deficiente"])
