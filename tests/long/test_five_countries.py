"""Of five countries, each of other schools, years and chance: for every convenio, school, holder
and year the balance, the journal, the fund statement and the bank's certificates are one number,
or differ by lines that name the difference to the peso; all recomputed by DuckDB from the files.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from tests.conftest import Server
from tests.end_to_end import (
    test_figures_balances,
    test_figures_journal,
    test_figures_money,
    test_figures_rendiciones,
    test_figures_rules,
)
from tests.end_to_end.additions import add_what_is_rare
from tests.end_to_end.conftest import asking, load
from tests.end_to_end.figures import Ask, Figures, pages
from tests.end_to_end.sources import open_sources

from sep_projections.update import prepare
from sep_sample import generate


class Country(NamedTuple):
    seed: int
    schools: int
    first: int
    last: int


COUNTRIES = (
    Country(101, 20, 2014, 2025),
    Country(203, 32, 2014, 2025),
    Country(303, 45, 2014, 2025),
    Country(505, 36, 2013, 2025),
    Country(507, 50, 2012, 2025),
)

FIGURES: tuple[Figures, ...] = (
    *test_figures_balances.FIGURES,
    *test_figures_journal.FIGURES,
    *test_figures_money.FIGURES,
    *test_figures_rendiciones.FIGURES,
    test_figures_rules.TERMS,
    test_figures_rules.RULINGS,
    test_figures_rules.ALTERNATIVES,
    test_figures_rules.RESTITUTIONS,
    test_figures_rules.AMOUNTS,
    test_figures_rules.AMOUNTS_OF_CONVENIOS,
)

BRIDGES = """query ($after: String) {
  convenioTerms(first: 100, after: $after) { totalCount
    pageInfo { hasNextPage endCursor }
    nodes { rbd number saldo held bridge(on: "2026-11-30") {
      saldo held lacks lines { kind amount carried } onward { kind amount }
      views { view amount lacks lines { kind amount } }
    } }
  }
}"""


class Imported(NamedTuple):
    ask: Ask
    files: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module", params=COUNTRIES, ids=lambda each: f"seed {each.seed}")
def imported(
    request: pytest.FixtureRequest, postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Imported]:
    country: Country = request.param
    root: Path = tmp_path_factory.mktemp(f"country{country.seed}")
    folder, scratch = root / "sample", root / "rejoined"
    years = range(country.first, country.last + 1)
    generate(folder, schools=country.schools, years=years, seed=country.seed)
    add_what_is_rare(folder)
    scratch.mkdir()
    with postgres.fresh_database() as conninfo, open_sources(folder, scratch) as files:
        prepare(conninfo)
        load(conninfo, [folder], root)
        yield Imported(asking(conninfo), files)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_every_amount_is_what_the_files_give(imported: Imported, figures: Figures) -> None:
    figures.check(imported.ask, imported.files)


@pytest.mark.timeout(600)
def test_every_balance_is_the_sum_of_its_lines_and_every_view_of_it_too(
    imported: Imported,
) -> None:
    terms = [
        row for page in pages(imported.ask, BRIDGES, {}) for row in page["convenioTerms"]["nodes"]
    ]
    assert terms
    assert [_unsound(term) for term in terms if _unsound(term)] == []
    seen = {view["view"] for term in terms for view in term["bridge"]["views"] if view["amount"]}
    assert seen >= {"ESTADO_RESULTADOS", "LIBRO", "CERTIFICADO", "RESTITUCION"}


def _unsound(term: dict[str, Any]) -> list[str]:
    """What of a convenio's bridge does not add up."""
    told = term["bridge"]
    if told["saldo"] is None:
        return [] if told["lacks"] else [f"{term['rbd']}/{term['number']} lacks without a reason"]
    faults = [
        f"{view['view']} is not its lines"
        for view in told["views"]
        if view["amount"] is not None and view["amount"] != told["saldo"] + _sum(view["lines"])
    ]
    faults += [
        f"{view['view']} is absent without a reason"
        for view in told["views"]
        if view["amount"] is None and not view["lacks"]
    ]
    if _sum(told["lines"]) != told["saldo"] or term["saldo"] != told["saldo"]:
        faults.append("the balance is not its lines")
    if told["saldo"] + _sum(told["onward"]) != told["held"]:
        faults.append("what is held is not what is left")
    return [f"{term['rbd']}/{term['number']}: {fault}" for fault in faults]


def _sum(lines: list[dict[str, Any]]) -> int:
    return sum(line["amount"] for line in lines)
