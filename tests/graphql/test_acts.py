"""The promise: what an authority ordered stands with its number, its terms and its end, apart from
what the law merely exposes to; sanctions, silences and consultations likewise, as known then.
"""

from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.graphql.conftest import Ledger
from tests.graphql.given import HOLDER, OTHER, convenio, document, transferred
from tests.intake.acts import SANCTIONED, table
from tests.projections.given import payment, school

from sep_domain.dates.calendar import Period
from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.mejora.commands import Finance
from sep_domain.mejora.decider import ImprovementDecider
from sep_domain.mejora.state import ImprovementKey
from sep_domain.postulacion.commands import Resolve
from sep_domain.postulacion.decider import ApplicationDecider
from sep_domain.postulacion.state import ApplicationKey
from sep_domain.procedimiento import commands as suing
from sep_domain.procedimiento.decider import ProceedingDecider
from sep_domain.procedimiento.state import ProceedingKey
from sep_domain.resolucion import commands as ask
from sep_domain.resolucion.decider import ResolutionDecider
from sep_domain.resolucion.state import ResolutionKey
from sep_domain.values.identifiers import Rbd
from sep_intake.columns.template import Template
from sep_intake.engine.importer import import_files
from sep_intake.layouts.acts.mejoras import Mejoras
from sep_intake.layouts.acts.procedimientos import Procedimientos
from sep_intake.layouts.acts.resoluciones import Resoluciones
from sep_intake.layouts.convenios.postulaciones_elevadas import PostulacionesElevadas
from sep_ledger.application import Ledger as Log
from sep_ledger.commands.case import Asked
from sep_ledger.commands.commanding import Commanding
from sep_projections.update import update

_keys = count(1)


@pytest.fixture
def load(ledger: Ledger, tmp_path: Path) -> Any:
    """`load(layout, row, …)`: imports a template's rows and folds them; the instant after."""

    def run(layout: type[Template], *rows: dict[str, str]) -> datetime:
        header, lines = table(layout, *rows)
        path = tmp_path / f"{layout.dataset}.csv"
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
            summary = import_files(connection, [path])
            assert summary.refused == []
            update(connection)
            row = connection.execute("select clock_timestamp()").fetchone()
        assert row is not None
        instant: datetime = row[0]
        return instant

    return run


def nodes(ledger: Ledger, document_: str, name: str, **variables: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ledger.data(document_, **variables)[name]["nodes"]
    return found


RESOLUTIONS = """query ($filter: ResolutionFilter, $asOf: DateTime) {
  resolutions(filter: $filter, asOf: $asOf) { totalCount nodes {
    authority year number subject kind rbd fromMonth retainedShare article law confidence orders
    challengeBy challengeResolvedBy holdsFrom holdsUntil void liftedOn
    flags { code text } source { kind fileName } sostenedorRut } } }"""


def test_a_retention_of_a_file_stands_with_its_article_and_terms(ledger: Ledger, load: Any) -> None:
    load(Resoluciones, {"fecha_notificacion": "2024-05-08"})
    [found] = nodes(ledger, RESOLUTIONS, "resolutions")
    assert found == {
        "authority": "subsecretaria",
        "year": 2024,
        "number": 1234,
        "subject": "1",
        "kind": "RETENCION_RENDICION",
        "rbd": 1,
        "fromMonth": "2024-05",
        "retainedShare": "0.5",
        "article": "art 1",
        "law": "21.006",
        "confidence": "VERIFIED",
        "orders": "Retención de la SEP mientras no se rinda cuenta",
        "challengeBy": "2024-05-23",  # ten business days, the 21st a holiday
        "challengeResolvedBy": None,
        "holdsFrom": "2024-05-01",
        "holdsUntil": None,
        "void": False,
        "liftedOn": None,
        "flags": [],
        "source": {"kind": "file", "fileName": "resoluciones.csv"},
        "sostenedorRut": HOLDER,
    }


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"porcentaje_retenido": "49.9"}, ["retencion_menor"]),
        ({"autoridad": "agencia"}, ["autoridad_sin_facultad"]),
        ({"porcentaje_retenido": ""}, ["falta_retained_share"]),
        (
            {"fecha_notificacion": "2024-05-08", "fecha_impugnacion": "2024-05-23"},
            [],
        ),
        (
            {"fecha_notificacion": "2024-05-08", "fecha_impugnacion": "2024-05-24"},
            ["impugnacion_tardia"],
        ),
        (
            {
                "fecha_notificacion": "2024-05-08",
                "fecha_impugnacion": "2024-05-10",
                "fecha_decision": "2024-05-28",
                "resultado": "rechazada",
            },
            ["decision_tardia"],
        ),
    ],
)
def test_what_the_law_contradicts_is_recorded_and_flagged(
    ledger: Ledger, load: Any, row: dict[str, str], codes: list[str]
) -> None:
    load(Resoluciones, row)
    [found] = nodes(ledger, RESOLUTIONS, "resolutions")
    assert [flag["code"] for flag in found["flags"]] == codes


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        ("2024-04-30", []),
        ("2024-05-01", [1]),
        ("2024-06-01", [1, 2]),
        ("2024-07-15", [1, 2]),
        ("2024-07-16", [2]),
        ("2024-07-31", [2]),
        ("2024-08-01", []),
    ],
)
def test_it_holds_from_its_first_month_until_it_is_lifted_or_ends(
    ledger: Ledger, load: Any, day: str, numbers: list[int]
) -> None:
    load(
        Resoluciones,
        {"numero": "1", "fecha_alzamiento": "2024-07-15"},
        {"numero": "2", "tipo": "suspension_clases", "desde": "2024-06", "hasta": "2024-07"},
        {"numero": "3", "fecha_invalidacion": "2024-09-01"},
        {
            "numero": "4",
            "fecha_impugnacion": "2024-05-10",
            "fecha_decision": "2024-05-20",
            "resultado": "acogida",
        },
    )
    found = nodes(ledger, RESOLUTIONS, "resolutions", filter={"inForceOn": day})
    assert [one["number"] for one in found] == numbers


def test_measures_that_the_law_bounds_lapse_by_themselves(ledger: Ledger, load: Any) -> None:
    """Fifteen days (Ley 20.529 art 69), and three months from the notice (Ley 20.248 art 23)."""
    precautionary = {"tipo": "retencion_precautoria", "autoridad": "superintendencia"}
    warned = {"tipo": "apercibimiento_pme", "autoridad": "ministerio", "desde": ""}
    load(
        Resoluciones,
        precautionary,
        {**warned, "numero": "5", "fecha_notificacion": "2023-11-30"},
        {**warned, "numero": "6"},
    )
    found = nodes(ledger, RESOLUTIONS, "resolutions")
    assert {one["number"]: one["holdsUntil"] for one in found} == {
        1234: "2024-05-21",
        5: "2024-02-29",
        6: None,
    }


def test_what_is_ordered_of_a_sostenedor_is_seen_at_the_schools_it_held(
    ledger: Ledger, load: Any
) -> None:
    ledger.record(school(1, 2023), school(2, 2023), school(2, 2024, sostenedor=OTHER))
    ledger.record(school(1, 2024))
    load(Resoluciones, {"rbd": "todos"}, {"rbd": "2", "numero": "9"})
    asked = "{ school(rbd: %d) { resolutions { number rbd subject } } }"
    assert ledger.data(asked % 1)["school"]["resolutions"] == [
        {"number": 1234, "rbd": 1, "subject": HOLDER}
    ]
    assert [one["number"] for one in ledger.data(asked % 2)["school"]["resolutions"]] == [9]
    [by_filter] = nodes(ledger, RESOLUTIONS, "resolutions", filter={"rbd": 1})
    assert by_filter["subject"] == HOLDER
    assert len(nodes(ledger, RESOLUTIONS, "resolutions", filter={"sostenedor": HOLDER})) == 2


def test_a_file_read_again_restates_and_the_past_is_known_as_it_was(
    ledger: Ledger, load: Any
) -> None:
    before = load(Resoluciones, {})
    load(Resoluciones, {"porcentaje_retenido": "60", "fecha_alzamiento": "2024-07-01"})
    [now] = nodes(ledger, RESOLUTIONS, "resolutions")
    [then] = nodes(ledger, RESOLUTIONS, "resolutions", asOf=before.isoformat())
    assert (now["retainedShare"], now["liftedOn"]) == ("0.6", "2024-07-01")
    assert (then["retainedShare"], then["liftedOn"]) == ("0.5", None)


def test_what_a_command_states_of_a_files_resolution_is_the_same_one(
    ledger: Ledger, load: Any
) -> None:
    load(Resoluciones, {"fecha_notificacion": "2024-05-08"})
    key = ResolutionKey(authority="subsecretaria", year=2024, number=1234, subject="1")
    lift: ask.ResolutionCommand = ask.Lift(occurred_on=date(2024, 7, 1), text="Rindió cuenta")
    with Log(ledger.conninfo) as log:
        Commanding(log).handle(ResolutionDecider(), key, Asked(lift, "ana", "k"))
    with psycopg.connect(ledger.conninfo, autocommit=True) as connection:
        update(connection)
    [found] = nodes(ledger, RESOLUTIONS, "resolutions")
    assert (found["liftedOn"], found["holdsUntil"]) == ("2024-07-01", "2024-07-01")


def decide(ledger: Ledger, decider: Decider[Any, Any, Any], key: Any, command: Any) -> str | None:
    """The code with which a command is refused, None where it is taken."""
    with Log(ledger.conninfo) as log:
        try:
            Commanding(log).handle(decider, key, Asked(command, "ana", str(next(_keys))))
        except RefusedError as refusal:
            return refusal.code
    return None


def test_a_command_goes_on_from_the_steps_of_a_files_proceeding(ledger: Ledger, load: Any) -> None:
    load(Procedimientos, {**SANCTIONED})
    key = ProceedingKey(authority="direccion_regional-13", year=2024, number=7)
    of_proceedings = ProceedingDecider()
    again = suing.Notify(occurred_on=date(2024, 7, 22))
    assert decide(ledger, of_proceedings, key, again) == "ya_notificado"
    late = suing.Claim(occurred_on=date(2024, 8, 10))
    assert decide(ledger, of_proceedings, key, late) == "reclamo_tardio"
    assert decide(ledger, of_proceedings, key, suing.Claim(occurred_on=date(2024, 8, 9))) is None


def test_a_command_goes_on_from_a_files_application(ledger: Ledger, load: Any) -> None:
    load(PostulacionesElevadas, {})
    key = ApplicationKey.model_validate({"rbd": 1, "year": 2023})
    late = Resolve(occurred_on=date(2023, 11, 28), accepted=True)
    assert decide(ledger, ApplicationDecider(), key, late) == "respuesta_tardia"
    in_time = Resolve(occurred_on=date(2023, 11, 27), accepted=True)
    assert decide(ledger, ApplicationDecider(), key, in_time) is None


def test_a_command_goes_on_from_a_files_improvement(ledger: Ledger, load: Any) -> None:
    load(Mejoras, {"fecha_consulta": "2024-03-25", "por_escrito": "1"})
    ledger.record(UTM)
    key = ImprovementKey.model_validate({"rbd": 1, "number": 1})
    credit = {"occurred_on": date(2024, 7, 2), "amount": 65_901_001}
    finance = Finance.model_validate(credit)
    assert decide(ledger, ImprovementDecider(), key, finance) is None
    assert decide(ledger, ImprovementDecider(), key, finance) == "ya_financiada"


MEASURES = """{ convenios(filter: { rbd: 1 }) { nodes { measures(on: "2022-06-01") {
  exposedTo { kind rule article law ordered explanation missing } ordered { kind number } } } } }"""


def test_exposed_by_law_stands_apart_from_ordered_by_resolution(ledger: Ledger, load: Any) -> None:
    """Half the term passed with 30 % spent: exposed, and nobody has ordered anything yet."""
    spent = [
        document(1, "410601", 120, year=day.year, occurred_on=day)
        for day in (date(2020, 4, 1), date(2021, 4, 1), date(2022, 1, 15))
    ]
    half = (Period.of(2020, 3).plus(n) for n in range(24))
    paid = [payment(1, str(month), 50) for month in half]
    ledger.record(school(1, 2022), convenio(1, 2020), *paid, *spent)
    [found] = ledger.data(MEASURES)["convenios"]["nodes"]
    exposed = {one["kind"]: one["ordered"] for one in found["measures"]["exposedTo"]}
    assert found["measures"]["ordered"] == []
    assert "ESCALA_MEDIA_VIGENCIA" in exposed
    assert not any(exposed.values())
    load(
        Resoluciones,
        {
            "tipo": "escala_media_vigencia",
            "anio": "2022",
            "fecha": "2022-05-02",
            "desde": "2022-05",
            "porcentaje_retenido": "",
            "porcentaje_pagado": "30",
        },
    )
    [then] = ledger.data(MEASURES)["convenios"]["nodes"]
    assert then["measures"]["ordered"] == [{"kind": "ESCALA_MEDIA_VIGENCIA", "number": 1234}]
    ordered = {one["kind"]: one["ordered"] for one in then["measures"]["exposedTo"]}
    assert ordered.keys() == exposed.keys()
    assert ordered == {kind: kind == "ESCALA_MEDIA_VIGENCIA" for kind in exposed}


SANCTIONS = """query ($filter: SanctionFilter, $asOf: DateTime) {
  sanctions(filter: $filter, asOf: $asOf) { nodes {
    authority year number rbd gravity sanction imposedUtm fineUtm utmMonth clpPerUtm fineClp void
    prescribesOn concludeBy answerBy claimBy goToCourtBy firmAfter paid
    flags { code text } source { kind } } } }"""

UTM = UtmPublished.model_validate(
    {"occurred_on": date(2024, 7, 1), "month": "2024-07", "clp": 65_901}
)
CLAIM = {
    "fecha_reclamo": "2024-08-01",
    "fecha_resolucion_reclamo": "2024-09-02",
    "resultado_reclamo": "rebajado",
    "multa_utm_reclamo": "100.5",
    "fecha_notificacion_reclamo": "2024-09-06",
}


def test_a_fine_stands_in_utm_and_in_pesos_of_its_month(ledger: Ledger, load: Any) -> None:
    load(Procedimientos, {**SANCTIONED})
    [without] = nodes(ledger, SANCTIONS, "sanctions")
    assert (without["fineUtm"], without["fineClp"], without["utmMonth"]) == ("501", None, None)
    ledger.record(UTM)
    [found] = nodes(ledger, SANCTIONS, "sanctions")
    assert (found["utmMonth"], found["clpPerUtm"]) == ("2024-07", 65_901)
    assert found["fineClp"] == 501 * 65_901
    assert found["flags"] == []


def test_a_fine_that_is_brought_down_is_rounded_to_the_nearest_peso(
    ledger: Ledger, load: Any
) -> None:
    ledger.record(UTM)
    load(Procedimientos, {**SANCTIONED, **CLAIM})
    [found] = nodes(ledger, SANCTIONS, "sanctions")
    assert (found["imposedUtm"], found["fineUtm"]) == ("501", "100.5")
    assert found["fineClp"] == 6_623_051  # 100.5 × 65,901 = 6,623,050.5


def test_the_terms_of_a_proceeding_are_told(ledger: Ledger, load: Any) -> None:
    load(Procedimientos, {**SANCTIONED, **CLAIM})
    [found] = nodes(ledger, SANCTIONS, "sanctions")
    assert {name: found[name] for name in found if name.endswith(("By", "On", "After"))} == {
        "prescribesOn": "2024-10-01",
        "concludeBy": "2026-05-06",
        "answerBy": "2024-05-28",
        "claimBy": "2024-08-09",
        "goToCourtBy": "2024-10-02",
        "firmAfter": "2024-10-02",
    }


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"fecha_hecho": "2023-11-06"}, []),
        ({"fecha_hecho": "2023-11-05"}, ["prescrita"]),
        ({"fecha_reclamo": "2024-08-09"}, []),
        ({"fecha_reclamo": "2024-08-12"}, ["reclamo_tardio"]),
        ({"multa_utm": "1001"}, ["multa_fuera_de_rango"]),
        ({"multa_utm": "1001", "agravada": "1"}, []),
        ({"multa_utm": "2001", "agravada": "1"}, ["multa_fuera_de_rango"]),
        ({"multa_utm": "500"}, ["multa_fuera_de_rango"]),
        # A claim may bring it below the least; above the most nothing brings it.
        ({**CLAIM, "multa_utm_reclamo": "1000"}, []),
        ({**CLAIM, "multa_utm_reclamo": "1001"}, ["multa_fuera_de_rango"]),
        ({**CLAIM, "fecha_corte": "2024-10-02"}, []),
        ({**CLAIM, "fecha_corte": "2024-10-03"}, ["corte_tardia"]),
        ({"multa_utm": "", "multa_pesos": "9000"}, []),
        ({"multa_utm": "501", "multa_pesos": "9000"}, ["falta_multa"]),
    ],
)
@pytest.mark.parametrize("utm", [(), (UTM,)])
def test_a_proceeding_against_the_law_is_recorded_and_flagged(
    ledger: Ledger, load: Any, utm: tuple[UtmPublished, ...], row: dict[str, str], codes: list[str]
) -> None:
    """Whether the fine can be told in pesos changes nothing of what the law has against it."""
    ledger.record(*utm)
    load(Procedimientos, {**SANCTIONED, **row})
    [found] = nodes(ledger, SANCTIONS, "sanctions")
    assert [flag["code"] for flag in found["flags"]] == codes


LATER_UTM = UtmPublished.model_validate(
    {"occurred_on": date(2024, 10, 1), "month": "2024-10", "clp": 66_362}
)


@pytest.mark.parametrize(
    ("utm", "paid", "codes"),
    [
        ((UTM,), 501 * 65_901, []),
        ((UTM,), 501 * 65_901 + 1, ["pago_excesivo"]),
        ((UTM, LATER_UTM), 501 * 66_362, []),
        ((UTM, LATER_UTM), 501 * 66_362 + 1, ["pago_excesivo"]),
        ((), 100_000_000, []),  # what the fine is in pesos is not known
    ],
)
def test_a_file_that_says_more_was_paid_than_the_fine_is_recorded_and_flagged(
    ledger: Ledger, load: Any, utm: tuple[UtmPublished, ...], paid: int, codes: list[str]
) -> None:
    ledger.record(*utm)
    load(Procedimientos, {**SANCTIONED, "fecha_pago": "2024-11-29", "monto_pagado": str(paid)})
    [found] = nodes(ledger, SANCTIONS, "sanctions")
    assert found["paid"] == paid
    assert [flag["code"] for flag in found["flags"]] == codes


def test_a_fine_in_pesos_is_paid_with_no_more(ledger: Ledger, load: Any) -> None:
    fine = {"multa_utm": "", "multa_pesos": "9000", "fecha_pago": "2024-11-29"}
    load(Procedimientos, {**SANCTIONED, **fine, "monto_pagado": "9001"})
    [found] = nodes(ledger, SANCTIONS, "sanctions")
    assert found["flags"] == [
        {
            "code": "pago_excesivo",
            "text": "Se pagó $9.001 por una multa de $9.000: $1 de más (Ley 20.529 art 82).",
        }
    ]


def test_proceedings_are_found_by_what_came_of_them(ledger: Ledger, load: Any) -> None:
    before = load(Procedimientos, {"numero": "1"})
    load(
        Procedimientos,
        {"numero": "2", **SANCTIONED, "rbd": "2", "fecha_firme": "2024-08-12"},
        {"numero": "3", **SANCTIONED, "fecha_prescripcion": "2024-12-02"},
    )

    def numbers(**where: Any) -> list[int]:
        return [one["number"] for one in nodes(ledger, SANCTIONS, "sanctions", filter=where)]

    assert numbers() == [1, 2, 3]
    assert numbers(sanctioned=False) == [1]
    assert numbers(final=True) == [2]
    assert numbers(void=True) == [3]
    assert numbers(rbd=2) == [2]
    assert numbers(sanction="MULTA") == [2, 3]
    assert numbers(sostenedor=OTHER) == []
    [then] = nodes(ledger, SANCTIONS, "sanctions", asOf=before.isoformat())
    assert then["number"] == 1


def test_a_sostenedor_shows_what_was_ordered_and_sanctioned(ledger: Ledger, load: Any) -> None:
    ledger.record(school(1, 2024))
    load(Resoluciones, {"rbd": "todos"}, {"numero": "9"})
    load(Procedimientos, {**SANCTIONED, "rbd": ""})
    asked = """query ($rut: Rut!) { sostenedor(rut: $rut) {
      resolutions(inForceOn: "2024-06-01") { nodes { number } }
      sanctions { nodes { number } } } }"""
    found = ledger.data(asked, rut=HOLDER)["sostenedor"]
    assert [one["number"] for one in found["resolutions"]["nodes"]] == [9, 1234]
    assert [one["number"] for one in found["sanctions"]["nodes"]] == [7]


def test_a_school_shows_its_proceedings(ledger: Ledger, load: Any) -> None:
    ledger.record(school(1, 2024))
    load(Procedimientos, {**SANCTIONED})
    asked = "{ school(rbd: 1) { sanctions { number sanction } } }"
    assert ledger.data(asked)["school"]["sanctions"] == [{"number": 7, "sanction": "MULTA"}]


APPLICATIONS = """query ($asOf: DateTime) { elevatedApplications(asOf: $asOf) { nodes {
  rbd year answerBy resolvedOn flags { code }
  before: deemedAutonomo(on: "2023-11-27") { fromDate }
  after: deemedAutonomo(on: "2023-11-28") { fromDate toDate } } } }"""


def test_the_silence_makes_a_school_autonomo_for_a_year(ledger: Ledger, load: Any) -> None:
    """Received on 6 November 2023, the fifteenth business day is the 27th (Ley 20.248 art 12)."""
    silent = load(PostulacionesElevadas, {})
    load(PostulacionesElevadas, {"fecha_resolucion": "2023-11-27", "aceptada": "1"})
    [now] = nodes(ledger, APPLICATIONS, "elevatedApplications")
    [then] = nodes(ledger, APPLICATIONS, "elevatedApplications", asOf=silent.isoformat())
    assert (now["answerBy"], now["before"], now["after"]) == ("2023-11-27", None, None)
    assert then["before"] is None
    assert then["after"] == {"fromDate": "2023-11-28", "toDate": "2024-11-27"}


def test_an_answer_that_is_late_changes_nothing_of_the_silence(ledger: Ledger, load: Any) -> None:
    load(PostulacionesElevadas, {"fecha_resolucion": "2023-11-28", "aceptada": "0"})
    [found] = nodes(ledger, APPLICATIONS, "elevatedApplications")
    assert found["after"] == {"fromDate": "2023-11-28", "toDate": "2024-11-27"}
    assert found["flags"] == [{"code": "respuesta_tardia"}]


IMPROVEMENTS = """{ improvements { nodes {
  rbd number utmMonth clpPerUtm needsConsultation flags { code } } } }"""


@pytest.mark.parametrize(
    ("credit", "needed", "codes"),
    [("65901000", False, []), ("65901001", True, ["sin_consulta"])],
)
def test_an_improvement_above_a_thousand_utm_needs_the_consejo(
    ledger: Ledger, load: Any, credit: str, needed: bool, codes: list[str]
) -> None:
    load(Mejoras, {"fecha_credito": "2024-07-02", "monto_credito": credit})
    [unknown] = nodes(ledger, IMPROVEMENTS, "improvements")
    assert (unknown["needsConsultation"], unknown["flags"]) == (None, [])
    ledger.record(UTM)
    [found] = nodes(ledger, IMPROVEMENTS, "improvements")
    assert (found["utmMonth"], found["needsConsultation"]) == ("2024-07", needed)
    assert [flag["code"] for flag in found["flags"]] == codes


def test_the_utm_is_listed_by_month(ledger: Ledger) -> None:
    ledger.record(UTM)
    asked = """{ utmValues(filter: { fromMonth: "2024-07", toMonth: "2024-07" }) {
      nodes { month clpPerUtm } } }"""
    assert ledger.data(asked)["utmValues"]["nodes"] == [{"month": "2024-07", "clpPerUtm": 65_901}]


def test_a_school_is_named_by_its_number() -> None:
    key = ResolutionKey(authority="subsecretaria", year=2024, number=1, subject="50001")
    assert key.rbd == Rbd(50_001)


def test_convenio_terms_name_what_was_ordered_apart_from_what_the_law_exposes_to(
    ledger: Ledger, load: Any
) -> None:
    """The retention stands beside the rulings, which are of the law, by its number."""
    ledger.record(
        school(1, 2024), convenio(1, 2022), convenio(1, 2018).model_copy(update=OTHER_TERM)
    )
    load(Resoluciones, {"fecha_notificacion": "2024-05-08"})
    asked = """query ($on: Date!) { convenioTerms(filter: { rbd: 1 }) { nodes { number
      ordered(on: $on) { authority number year kind retainedShare } } } }"""
    held = {
        "authority": "subsecretaria",
        "number": 1234,
        "year": 2024,
        "kind": "RETENCION_RENDICION",
        "retainedShare": "0.5",
    }
    before, then = (nodes(ledger, asked, "convenioTerms", on=day) for day in DAYS_OF_ORDER)
    assert [one["ordered"] for one in before] == [[], []]
    assert [one["ordered"] for one in then] == [[held], [held]]


def test_an_order_about_one_convenio_is_not_of_another(ledger: Ledger, load: Any) -> None:
    ledger.record(
        school(1, 2024), convenio(1, 2022), convenio(1, 2018).model_copy(update=OTHER_TERM)
    )
    load(Resoluciones, {"fecha_notificacion": "2024-05-08", "convenio": "1"})
    asked = """{ convenioTerms(filter: { rbd: 1 }) { nodes { number
      ordered(on: "2024-06-01") { number } } } }"""
    found = nodes(ledger, asked, "convenioTerms")
    assert {one["number"]: one["ordered"] for one in found} == {1: [{"number": 1234}], 2: []}


OTHER_TERM = {"number": 2}
DAYS_OF_ORDER = ("2024-04-30", "2024-05-08")


HELD = """{ resolutions { nodes { flags { code text } } } }"""


def holder_flags(ledger: Ledger) -> list[str]:
    """Of the one resolution there is."""
    [found] = nodes(ledger, HELD, "resolutions")
    return [flag["code"] for flag in found["flags"]]


@pytest.mark.parametrize(
    ("row", "facts", "codes"),
    [
        # No directory of the year tells of the school: nobody is told off.
        ({}, [], []),
        ({}, [school(1, 2022, sostenedor=OTHER)], []),
        ({}, [school(1, 2024)], []),
        ({}, [school(1, 2024, sostenedor=OTHER)], ["no_la_sostenia"]),
        # Between two directories it may have passed on at any time.
        ({}, [school(1, 2024, sostenedor=OTHER), school(1, 2025)], []),
        ({}, [school(1, 2023), school(1, 2024, sostenedor=OTHER)], ["no_la_sostenia"]),
        # So may who signed its convenio, until it passed to another.
        ({}, [school(1, 2024, sostenedor=OTHER), convenio(1, 2022)], []),
        (
            {},
            [
                school(1, 2024, sostenedor=OTHER),
                convenio(1, 2022),
                transferred(1, date(2023, 5, 1), OTHER),
            ],
            ["no_la_sostenia"],
        ),
        # The directory names nobody: a natural person, which a body is not.
        ({}, [school(1, 2024, sostenedor=None, sostenedor_mrun=None)], []),
    ],
)
def test_a_resolution_that_names_who_did_not_hold_the_school_is_recorded_and_flagged(
    ledger: Ledger, load: Any, row: dict[str, str], facts: list[Any], codes: list[str]
) -> None:
    ledger.record(*facts)
    load(Resoluciones, row)
    assert holder_flags(ledger) == codes


def test_what_is_ordered_back_may_be_of_who_held_the_school_before(
    ledger: Ledger, load: Any
) -> None:
    ledger.record(school(1, 2020), school(1, 2024, sostenedor=OTHER))
    load(Resoluciones, {"tipo": "restitucion", "monto": "5", "porcentaje_retenido": ""})
    assert "no_la_sostenia" not in holder_flags(ledger)
