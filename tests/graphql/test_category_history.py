"""The promise: a category is told with how long it has held, with the law's equivalent beside what
is published, with what follows from it and when, and with who moved from which to which."""

from datetime import date
from typing import Any

import pytest
from tests.graphql.conftest import Ledger
from tests.projections.entitlements_given import counts, whole_school
from tests.projections.given import agency_notice, category, school

HISTORY = """{ school(rbd: 1) { categoryHistory(level: BASICA) {
  year category since orderings years insuficienteInARow schoolYear classification
  equivalent { classification article law confidence differs note }
} } }"""


@pytest.fixture
def failing(ledger: Ledger) -> Ledger:
    """Medio-bajo, then Insuficiente from 2017, one publication without category in between."""
    ledger.record(
        school(1, 2016),
        category(1, 2016, "medio_bajo"),
        category(1, 2017, "insuficiente"),
        category(1, 2018, "sin_categoria_falta_de_informacion"),
        category(1, 2019, "insuficiente"),
        category(1, 2023, "insuficiente"),
        category(1, 2024, "medio_bajo"),
        counts(2018, "emergente"),
        counts(2020, "en_recuperacion"),
        counts(2023, "en_recuperacion"),
        counts(2024, "en_recuperacion"),
    )
    return ledger


def test_how_long_each_category_has_held(failing: Ledger) -> None:
    rows = failing.data(HISTORY)["school"]["categoryHistory"]
    told = ("year", "since", "orderings", "years", "insuficienteInARow")
    assert [tuple(row[name] for name in told) for row in rows] == [
        (2016, "2016-12-31", 1, 1, 0),
        (2017, "2017-12-31", 1, 1, 1),
        (2018, None, None, None, None),
        (2019, "2017-12-31", 2, 3, 2),
        (2023, "2017-12-31", 3, 7, 3),
        (2024, "2024-12-31", 1, 1, 0),
    ]


@pytest.mark.parametrize(
    ("known", "last"),
    [
        # Nobody was ordered in 2020 to 2022.
        ((2017, 2018, 2019, 2023), ("2017-12-31", False, 4)),
        # What it was in 2018, or in 2019, is not known.
        ((2017, 2019, 2023), ("2019-12-31", True, 2)),
        ((2017, 2018, 2023), ("2023-12-31", True, 1)),
        # A year that says that there is no category is known.
        ((2017, 2019, 2023, "2018"), ("2017-12-31", False, 3)),
    ],
)
def test_a_year_of_which_nothing_is_known_ends_what_held(
    ledger: Ledger, known: tuple[int | str, ...], last: tuple[str, bool, int]
) -> None:
    ledger.record(
        school(1, 2016),
        *(
            category(
                1, int(year), "sin_categoria_falta_de_informacion" if given else "insuficiente"
            )
            for year in known
            for given in [isinstance(year, str)]
        ),
    )
    fields = "since perhapsEarlier orderings"
    [*_, told] = ledger.data(
        f"{{ school(rbd: 1) {{ categoryHistory(level: BASICA) {{ {fields} }} }} }}"
    )["school"]["categoryHistory"]
    assert tuple(told.values()) == last
    [standing] = ledger.data(
        f"""{{ categoryStandings(filter: {{ on: "2024-06-01" }}) {{ nodes {{ {fields} }} }} }}"""
    )["categoryStandings"]["nodes"]
    assert tuple(standing.values()) == last


def test_time_in_a_category_ends_where_nothing_is_known(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2016),
        category(1, 2016, "medio"),
        category(1, 2018, "insuficiente"),
        category(1, 2019, "medio"),
    )
    rows = ledger.data("{ school(rbd: 1) { timeInCategories { category orderings years } } }")
    assert [tuple(row.values()) for row in rows["school"]["timeInCategories"]] == [
        ("INSUFICIENTE", 1, 1),
        ("MEDIO", 2, 2),
    ]


def test_the_laws_equivalent_stands_beside_the_published_classification(failing: Ledger) -> None:
    rows = failing.data(HISTORY)["school"]["categoryHistory"]
    both = [
        (
            row["schoolYear"],
            row["classification"],
            row["equivalent"] and row["equivalent"]["classification"],
            row["equivalent"] and row["equivalent"]["differs"],
        )
        for row in rows
    ]
    assert both == [
        (2017, None, "EMERGENTE", None),
        (2018, "EMERGENTE", "EN_RECUPERACION", True),
        (2019, None, None, None),
        (2020, "EN_RECUPERACION", "EN_RECUPERACION", False),
        (2024, "EN_RECUPERACION", "EN_RECUPERACION", False),
        (2025, None, "EMERGENTE", None),
    ]
    assert "reiterados" in rows[1]["equivalent"]["note"]
    assert rows[3]["equivalent"]["note"] is None
    assert rows[1]["equivalent"]["law"] == "20.529"


def test_time_in_each_category(failing: Ledger) -> None:
    rows = failing.data(
        """{ school(rbd: 1) { timeInCategories {
          category orderings years longest fromYear toYear } } }"""
    )["school"]["timeInCategories"]
    assert [tuple(row.values()) for row in rows] == [
        ("INSUFICIENTE", 3, 7, 7, 2017, 2023),
        ("MEDIO_BAJO", 2, 2, 1, 2016, 2024),
    ]


STANDINGS = """query ($on: Date!) {
  categoryStandings(filter: { on: $on, level: BASICA }) { totalCount nodes {
    rbd category since orderings lastYear classification classificationYear recoveringYears
    consequences(on: $on) { consequence dueOn reached verdict lacks confidence }
    nextConsequence(on: $on) { consequence dueOn article law explanation }
  } }
}"""


def test_where_a_school_stands_on_a_day_and_what_follows(failing: Ledger) -> None:
    [then] = failing.data(STANDINGS, on="2020-06-01")["categoryStandings"]["nodes"]
    assert (then["category"], then["since"], then["orderings"]) == (
        "INSUFICIENTE",
        "2017-12-31",
        2,
    )
    assert (then["classification"], then["recoveringYears"]) == ("EN_RECUPERACION", 1)
    assert [(one["consequence"], one["dueOn"], one["reached"]) for one in then["consequences"]] == [
        ("APOYO", "2017-12-31", True),
        ("EN_RECUPERACION", "2020-03-01", True),
        ("CARTA_A_FAMILIAS", "2020-12-31", False),
        ("VISITA", "2021-12-31", False),
        ("FIN_DEL_APOYO", "2021-12-31", False),
        ("PERDIDA_DEL_RECONOCIMIENTO", None, False),
    ]
    assert then["nextConsequence"]["article"] == "art 30"
    # a year without an ordering lies in between
    assert then["consequences"][-1]["confidence"] == "UNVERIFIED"
    [later] = failing.data(STANDINGS, on="2024-06-01")["categoryStandings"]["nodes"]
    assert (later["orderings"], later["lastYear"], later["recoveringYears"]) == (3, 2023, 2)
    [last] = failing.data(STANDINGS, on="2025-06-01")["categoryStandings"]["nodes"]
    assert (last["category"], last["since"], last["orderings"]) == ("MEDIO_BAJO", "2024-12-31", 1)
    assert failing.data(STANDINGS, on="2016-06-01")["categoryStandings"]["totalCount"] == 0


def test_recognition_is_lost_by_the_acts_of_the_agencia(failing: Ledger) -> None:
    """Ley 20.529 art 31."""

    def loss(on: str) -> tuple[Any, ...]:
        [found] = failing.data(STANDINGS, on=on)["categoryStandings"]["nodes"]
        [due] = [
            one
            for one in found["consequences"]
            if one["consequence"] == "PERDIDA_DEL_RECONOCIMIENTO"
        ]
        return due["dueOn"], due["reached"], due["verdict"], len(due["lacks"])

    assert loss("2023-06-01") == (None, False, "SIN_DATOS", 1)
    # What is told before the first ordering, of another level or after the day says nothing.
    failing.record(
        agency_notice(date(2017, 3, 1)),
        agency_notice(date(2018, 3, 1), level="media"),
        agency_notice(date(2019, 8, 1)),
        agency_notice(date(2018, 4, 1)),
    )
    assert loss("2018-03-31") == (None, False, "SIN_DATOS", 1)
    assert loss("2018-04-01") == ("2022-12-31", False, "NO_EXIGIBLE_AUN", 0)
    assert loss("2022-12-31") == ("2022-12-31", False, "SIN_DATOS", 1)
    failing.record(agency_notice(date(2024, 5, 2), "certificado_permanencia"))
    assert loss("2024-05-01") == ("2022-12-31", False, "SIN_DATOS", 1)
    assert loss("2024-05-02") == ("2024-12-31", False, "NO_EXIGIBLE_AUN", 0)


def test_a_matrix_of_transitions_with_those_who_entered_and_left(ledger: Ledger) -> None:
    ledger.record(
        *(category(rbd, 2016, "medio") for rbd in range(1, 7)),
        category(7, 2016, "insuficiente"),
        *(category(rbd, 2018, "medio") for rbd in range(1, 5)),
        category(5, 2018, "alto"),
        category(7, 2018, "medio_bajo"),
        category(8, 2018, "alto"),
        school(1, 2016, region=5),
        *(school(rbd, 2016) for rbd in range(2, 9)),
    )
    matrix = """query ($by: [TransitionDimension!], $to: SchoolYear!) {
      categoryTransitions(filter: { level: BASICA, fromYear: 2016, toYear: $to }, by: $by) {
        region fromCategory toCategory schools share
      } }"""
    rows = ledger.data(matrix, to=2018)["categoryTransitions"]
    assert [tuple(row.values())[1:] for row in rows] == [
        ("INSUFICIENTE", "MEDIO_BAJO", 1, None),
        ("MEDIO", "ALTO", 1, "16.7"),
        ("MEDIO", "MEDIO", 4, "66.7"),
        ("MEDIO", None, 1, "16.7"),
        (None, "ALTO", 1, None),
    ]
    of_valparaiso = [
        row
        for row in ledger.data(matrix, to=2018, by=["REGION"])["categoryTransitions"]
        if row["region"] == "VALPARAISO"
    ]
    assert [(row["toCategory"], row["schools"]) for row in of_valparaiso] == [("MEDIO", 1)]
    assert ledger.data(matrix, to=2020)["categoryTransitions"] == []


def test_what_a_change_of_category_costs_or_gives(ledger: Ledger) -> None:
    ledger.record(
        school(1, 2023),
        *whole_school(),
        category(1, 2021, "alto"),
        category(1, 2022, "insuficiente"),
        category(1, 2023, "sin_categoria_baja_matricula"),
    )
    nodes: list[dict[str, Any]] = ledger.data(
        """{ reclassifications { nodes { year budget {
          schoolYear months previousClassification classification previousTotal total change
          asPublishedTotal
        } } } }"""
    )["reclassifications"]["nodes"]
    asked = ledger.data(
        """{ school(rbd: 1) {
          before: entitlementIf(classification: AUTONOMO, schoolYear: 2023) {
            currentTotal hypotheticalTotal }
          after: entitlementIf(classification: EN_RECUPERACION, schoolYear: 2023) {
            hypotheticalTotal }
        } }"""
    )["school"]
    totals = {
        name: sum(month["hypotheticalTotal"] for month in months) for name, months in asked.items()
    }
    fell, left = (node["budget"] for node in nodes)
    assert left is None
    assert (fell["schoolYear"], fell["months"]) == (2023, len(asked["after"]))
    assert (fell["previousTotal"], fell["total"]) == (totals["before"], totals["after"])
    assert fell["change"] == totals["after"] - totals["before"] != 0
    assert fell["asPublishedTotal"] == sum(month["currentTotal"] for month in asked["before"])


def test_many_schools_take_as_many_statements_as_one(ledger: Ledger) -> None:
    ledger.record(
        *(school(rbd, 2017) for rbd in range(1, 6)),
        *(category(rbd, year, "medio") for rbd in range(1, 6) for year in (2016, 2017)),
    )
    question = """query ($first: Int!, $on: Date!) { schools(first: $first) { nodes {
      categoryHistory { year } timeInCategories { years } categoryStandings(on: $on) { since }
      scores { score }
    } } }"""
    on = date(2018, 1, 1).isoformat()
    one, many = (ledger.ask(question, first=first, on=on) for first in (1, 5))
    assert not one.errors + many.errors
    assert one.statements == many.statements == 6


VERSION = """query Version($years: [SchoolYear!], $asOf: DateTime) {
  categoryDataVersion(level: BASICA, years: $years, asOf: $asOf) {
    position
    rule { name parameters { name value } }
    sample { asked used lost { reason schools rbds } }
    files { name sha256 rows }
  }
}"""


def test_what_categories_are_made_of_is_told_beside_them(ledger: Ledger) -> None:
    ledger.record(
        category(1, 2016, "medio"),
        category(1, 2018, "alto"),
        category(2, 2016, "sin_categoria_baja_matricula"),
        category(3, 2018, "sin_categoria_falta_de_informacion"),
    )
    told = ledger.data(VERSION)["categoryDataVersion"]
    assert told["sample"] == {
        "asked": 3,
        "used": 1,
        "lost": [
            {"reason": "sin_categoria_baja_matricula", "schools": 1, "rbds": [2]},
            {"reason": "sin_categoria_falta_de_informacion", "schools": 1, "rbds": [3]},
        ],
    }
    assert sum(file["rows"] for file in told["files"]) == 4
    assert all(file["sha256"] for file in told["files"])

    later = ledger.data(VERSION, years=[2018])["categoryDataVersion"]
    assert (later["sample"]["asked"], later["sample"]["used"]) == (2, 1)
    assert sum(file["rows"] for file in later["files"]) == 2
    assert later["rule"]["parameters"] == [
        {"name": "level", "value": "basica"},
        {"name": "years", "value": "[2018]"},
    ]
