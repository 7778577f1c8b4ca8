"""The promise: what a command says of a school or a sostenedor is held against what is known.

The Directorio oficial tells of 30 April of its year. Where it tells of the time that a command
speaks of, it decides; where nobody has read it, the command stands with a flag, for missing data
accuse nobody.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.domain.ate import PAID, certificate, command
from tests.graphql.given import HOLDER, OTHER, convenio, transferred
from tests.projections.given import school
from tests.service.serving import Service, serving

from sep_domain.events.imports import FactWithdrawn
from sep_domain.provenance import FileSource, Provenance
from sep_ledger.application import Ledger
from sep_ledger.records.recorded import RecordedEvent
from sep_projections.update import update

STRANGER = "76086428-5"
STRANGER_ADVISER = "22222222-2"
PERSON = "30000129-7"
LATER = {"occurred_on": "2026-05-12"}
DAY = {"occurred_on": "2025-03-03"}
DAY_OF_2024 = {"occurred_on": "2024-06-03"}
RENEWAL = "/commands/convenio/{rbd}/1/request"
OPENING = {
    "occurred_on": "2024-06-02",
    "subject_kind": "figure",
    "subject": "saldo",
    "text": "No cuadra",
}
FINDING = "/commands/hallazgo/0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e{:02x}/open"
FLAGS = "{ event(position: %s) { source { actor directory } } }"


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def ask(client: httpx.Client, path: str, body: Any, key: str = "k") -> httpx.Response:
    headers = {"Idempotency-Key": key, "Ledger-Actor": "contadora"}
    return client.post(path, json=body, headers=headers)


def inform(client: httpx.Client, rbd: int, year: int, sostenedor: str = HOLDER) -> httpx.Response:
    path = f"/commands/rendicion/{sostenedor}/{rbd}/{year}/SEP/inform-consejo"
    return ask(client, path, {"occurred_on": f"{year + 1}-03-03"})


def requested(client: httpx.Client, day: str, sostenedor: str) -> httpx.Response:
    body = {"occurred_on": day, "sostenedor": sostenedor}
    return ask(client, RENEWAL.format(rbd=1), body)


def flags(service: Service, client: httpx.Client, response: httpx.Response) -> list[str] | None:
    """What is flagged, as GraphQL shows it and as the feed of events does."""
    assert response.status_code == 200, response.text
    position = response.headers["Ledger-Position"]
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    answer = client.post("/graphql", json={"query": FLAGS % position}).json()
    assert "errors" not in answer, answer
    shown: list[str] | None = answer["data"]["event"]["source"]["directory"]
    fed = client.get(f"/events/{position}").json().get("origindirectory")
    assert (fed.split() if fed else None) == (shown and [flag.lower() for flag in shown])
    return shown


def refusal(response: httpx.Response) -> tuple[str, list[str]]:
    assert response.status_code == 409, response.text
    problem = response.json()
    return problem["code"], problem["allowed"]


def test_without_a_directory_a_command_stands_with_a_flag(
    service: Service, client: httpx.Client
) -> None:
    assert flags(service, client, inform(client, 1, 2024)) == ["SIN_DIRECTORIO"]


def test_what_the_directory_bears_out_stands_without_a_flag(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024))
    assert flags(service, client, inform(client, 1, 2024)) is None


def test_the_directory_of_another_year_tells_nothing_of_this_one(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(2, 2022))
    assert flags(service, client, inform(client, 1, 2024)) == ["SIN_DIRECTORIO"]


def test_a_school_that_the_directory_does_not_have_is_refused_and_the_nearest_told(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(50012, 2024), school(7, 2024))
    response = inform(client, 50021, 2024)
    assert refusal(response) == ("escuela_desconocida", ["rbd = 50012"])
    assert response.json()["detail"] == (
        "El directorio de 2024 no tiene el RBD 50021. ¿Quiso decir 50012?"
    )
    assert len(client.get("/events").json()) == 2, "only the two facts"


def test_a_school_held_by_somebody_else_is_refused_and_the_holder_told(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024))
    response = inform(client, 1, 2024, OTHER)
    assert refusal(response) == ("no_la_sostenia", [f"sostenedor = {HOLDER}"])
    assert response.json()["detail"] == (
        f"El establecimiento 1 no era de {OTHER} entre el 01-01-2024 y el 31-12-2024: "
        f"el directorio nombra a {HOLDER} en el de 2024."
    )


@pytest.mark.parametrize(
    ("day", "sostenedor", "stands"),
    [
        ("2023-04-29", HOLDER, True),
        ("2023-04-29", OTHER, False),
        ("2023-04-30", OTHER, True),  # it may have passed on any day before 30 April 2024
        ("2024-04-29", HOLDER, True),
        ("2024-04-30", HOLDER, False),  # by then it had
        ("2024-04-30", OTHER, True),
    ],
)
def test_who_held_a_school_is_asked_of_the_days_around(
    service: Service, client: httpx.Client, day: str, sostenedor: str, stands: bool
) -> None:
    held = {2022: HOLDER, 2023: HOLDER, 2024: OTHER, 2025: OTHER}
    service.record(*(school(1, year, sostenedor=holder) for year, holder in held.items()))
    response = requested(client, day, sostenedor)
    if stands:
        assert flags(service, client, response) is None
    else:
        assert refusal(response)[0] == "no_la_sostenia"


def test_who_took_a_convenio_over_may_speak_before_the_directory_knows(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024), convenio(1, 2022), transferred(1, date(2024, 7, 1), OTHER))
    on = {"rbd": 1, "sostenedor": OTHER}
    early = ask(client, FINDING.format(1), OPENING | on)
    assert refusal(early)[0] == "no_la_sostenia"
    late = ask(client, FINDING.format(1), OPENING | on | {"occurred_on": "2024-07-01"})
    assert flags(service, client, late) is None


def test_a_school_passes_to_a_sostenedor_that_the_directory_does_not_name_yet(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024), convenio(1, 2022))
    body = {"occurred_on": "2024-07-01", "sostenedor": OTHER}
    passing = ask(client, "/commands/convenio/1/1/transfer", body)
    assert flags(service, client, passing) == ["AUN_NO_EN_DIRECTORIO"]
    after = ask(client, f"/commands/rendicion/{OTHER}/1/2024/SEP/inform-consejo", DAY)
    assert flags(service, client, after) is None, "it took the convenio over within the year"


def test_who_has_no_rut_in_the_directory_is_not_told_that_it_does_not_hold(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024, sostenedor=None, sostenedor_mrun="1234"))
    assert flags(service, client, inform(client, 1, 2024, PERSON)) == ["SIN_RUT_EN_DIRECTORIO"]
    month = ask(client, f"/commands/periodo/{PERSON}/2024-06/close", DAY)
    assert flags(service, client, month) == ["SIN_RUT_EN_DIRECTORIO"]


def test_a_body_is_not_the_person_who_holds_the_school(
    service: Service, client: httpx.Client
) -> None:
    service.record(
        school(1, 2024, sostenedor=None, sostenedor_mrun="1234"),
        convenio(1, 2022, sostenedor=PERSON),
    )
    response = inform(client, 1, 2024)
    assert refusal(response) == ("no_la_sostenia", [f"sostenedor = {PERSON}"])
    assert response.json()["detail"] == (
        f"El establecimiento 1 no era de {HOLDER} entre el 01-01-2024 y el 31-12-2024: el "
        "directorio nombra a una persona natural sin RUT en el de 2024; su convenio es de "
        f"{PERSON}."
    )
    assert flags(service, client, inform(client, 1, 2024, PERSON)) is None, "by its convenio"


def test_a_refusal_tells_the_years_that_were_read_and_no_others(
    service: Service, client: httpx.Client
) -> None:
    service.record(*(school(1, year) for year in (2018, 2020, 2021, 2022, 2024)))
    body = OPENING | {"sostenedor": STRANGER}
    detail = ask(client, FINDING.format(1), body).json()["detail"]
    assert "en el directorio de 2018, 2020 a 2022 y 2024." in detail


RETENTION = {
    "occurred_on": "2025-04-20",
    "kind": "retencion_rendicion",
    "from_month": "2025-05",
    "retained_share": "0.5",
}
RESTITUTION = {"occurred_on": "2025-04-20", "kind": "restitucion", "amount": 5}
WARNING = {"occurred_on": "2025-04-20", "kind": "apercibimiento_pme"}
DISPENSED = {"occurred_on": "2025-05-12", "rbd": 1}


@pytest.mark.parametrize(
    ("act", "sostenedor", "stands"),
    [
        # OTHER held the school until the directory of 2023, HOLDER from that of 2024 on.
        (("resolucion/subsecretaria/2025/1/1/issue", RETENTION), HOLDER, True),
        (("resolucion/subsecretaria/2025/1/1/issue", RETENTION), OTHER, False),
        (("resolucion/subsecretaria/2025/1/1/issue", RETENTION), STRANGER, False),
        (("resolucion/ministerio/2025/1/1/issue", WARNING), OTHER, False),
        (("resolucion/ministerio/2025/1/1/issue", RESTITUTION), OTHER, True),
        (("resolucion/ministerio/2025/1/1/issue", RESTITUTION), STRANGER, False),
        (("procedimiento/superintendencia/2025/1/open", DISPENSED), HOLDER, True),
        (("procedimiento/superintendencia/2025/1/open", DISPENSED), OTHER, True),
        (("procedimiento/superintendencia/2026/1/open", DISPENSED | LATER), OTHER, False),
        (("procedimiento/superintendencia/2025/1/open", DISPENSED), STRANGER, False),
    ],
)
def test_an_act_names_who_held_the_school_in_the_time_that_it_is_about(
    service: Service,
    client: httpx.Client,
    act: tuple[str, dict[str, Any]],
    sostenedor: str,
    stands: bool,
) -> None:
    path, body = act
    held = {2017: OTHER, 2022: OTHER, 2023: OTHER, 2024: HOLDER, 2025: HOLDER, 2026: HOLDER}
    service.record(*(school(1, year, sostenedor=holder) for year, holder in held.items()))
    response = ask(client, f"/commands/{path}", body | {"sostenedor": sostenedor})
    if stands:
        assert flags(service, client, response) is None
    else:
        assert refusal(response)[0] == "no_la_sostenia"


def test_an_act_about_a_person_who_holds_the_school_is_recorded(
    service: Service, client: httpx.Client
) -> None:
    service.record(
        *(school(1, year, sostenedor=None, sostenedor_mrun="1234") for year in (2024, 2025)),
        convenio(1, 2022, sostenedor=PERSON),
    )
    at = "/commands/resolucion/subsecretaria/2025"
    of_school = ask(client, f"{at}/1/1/issue", RETENTION | {"sostenedor": PERSON})
    assert flags(service, client, of_school) is None, "by its convenio"
    of_all = ask(client, f"{at}/1/{PERSON}/issue", RETENTION | {"sostenedor": PERSON})
    assert flags(service, client, of_all) == ["SIN_RUT_EN_DIRECTORIO"]
    of_another = ask(client, f"{at}/2/1/issue", RETENTION | {"sostenedor": STRANGER})
    assert refusal(of_another) == ("no_la_sostenia", [f"sostenedor = {PERSON}"])
    opening = DISPENSED | {"sostenedor": STRANGER}
    opened = ask(client, "/commands/procedimiento/superintendencia/2025/1/open", opening)
    assert refusal(opened)[0] == "no_la_sostenia"


@pytest.mark.parametrize(("day", "stands"), [("2016-04-29", True), ("2016-04-30", False)])
def test_before_2016_the_directory_names_no_rut(
    service: Service, client: httpx.Client, day: str, stands: bool
) -> None:
    """`RUT_SOSTENEDOR` stands in the Directorio oficial from its edition of 2016 on."""
    held = {2015: None, 2016: HOLDER, 2017: HOLDER}
    service.record(*(school(1, year, sostenedor=holder) for year, holder in held.items()))
    response = requested(client, day, OTHER)
    if stands:
        assert flags(service, client, response) == ["SIN_RUT_EN_DIRECTORIO"]
    else:
        assert refusal(response)[0] == "no_la_sostenia"


def test_a_finding_may_be_about_who_held_a_school_in_earlier_years(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2020, sostenedor=OTHER), school(1, 2024))
    past = ask(client, FINDING.format(1), OPENING | {"rbd": 1, "sostenedor": OTHER})
    assert flags(service, client, past) is None
    never = ask(client, FINDING.format(2), OPENING | {"rbd": 1, "sostenedor": STRANGER})
    assert refusal(never)[0] == "no_la_sostenia"


def test_what_is_settled_of_a_school_may_come_after_its_end(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2021), school(2, 2024))
    gone, never = (
        ask(client, f"/commands/pme/{rbd}/2021/diagnose", DAY_OF_2024 | {"text": "Ya no abre"})
        for rbd in (1, 3)
    )
    assert flags(service, client, gone) is None
    assert refusal(never)[0] == "escuela_desconocida"


def test_a_sostenedor_of_no_school_does_not_close_a_month(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024))
    unknown = ask(client, f"/commands/periodo/{STRANGER}/2024-06/close", DAY)
    assert refusal(unknown)[0] == "sostenedor_desconocido"
    assert (
        flags(service, client, ask(client, f"/commands/periodo/{HOLDER}/2024-06/close", DAY))
        is None
    )


def test_an_unknown_sostenedor_is_told_the_one_most_like_it(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024))
    unknown = ask(client, "/commands/periodo/62000606-8/2024-06/close", DAY)
    assert refusal(unknown) == ("sostenedor_desconocido", [f"sostenedor = {HOLDER}"])


def test_an_amount_does_not_move_to_a_school_of_somebody_else(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024), school(2, 2024, sostenedor=OTHER))
    body = {
        "occurred_on": "2025-08-01",
        "allocation": {"account": "410500", "document_type": "FACTURA", "document_number": "7"},
        "correction": "reimputar",
        "amount": 1_000,
        "to_account": "410500",
        "to_rbd": 2,
    }
    path = f"/commands/rendicion/{HOLDER}/1/2024/SEP/correct-allocation"
    assert refusal(ask(client, path, body))[0] == "no_la_sostenia"
    assert refusal(ask(client, path, body | {"to_rbd": 3}))[0] == "escuela_desconocida"


def test_an_adviser_whom_no_registry_names_may_offer_and_is_flagged(
    service: Service, client: httpx.Client
) -> None:
    service.record(certificate())
    until_announced = PAID[: PAID.index("receive-bid")]
    for name in until_announced:
        body = json.loads(command(name).model_dump_json(exclude_unset=True))
        assert ask(client, f"/commands/contrato-ate/C-1/{name}", body, name).status_code == 200
    offer = json.loads(command("receive-bid").model_dump_json(exclude_unset=True))
    path = "/commands/contrato-ate/C-1/receive-bid"
    assert flags(service, client, ask(client, path, offer, "a")) is None
    unknown = ask(client, path, offer | {"ate": STRANGER_ADVISER}, "b")
    assert flags(service, client, unknown) == ["ASESOR_NO_INSCRITO"]


def test_a_repetition_is_answered_though_the_directory_has_come_since(
    service: Service, client: httpx.Client
) -> None:
    first = inform(client, 1, 2024)
    service.record(school(2, 2024))
    again = inform(client, 1, 2024)
    assert again.json() == first.json() | {"replayed": True}
    assert refusal(inform_anew(client))[0] == "escuela_desconocida"


def inform_anew(client: httpx.Client) -> httpx.Response:
    path = f"/commands/rendicion/{HOLDER}/1/2024/SEP/sign"
    return ask(client, path, DAY, "another")


def test_a_directory_that_was_withdrawn_refuses_nothing(
    service: Service, client: httpx.Client
) -> None:
    fact = school(2, 2024)
    service.record(fact)
    withdrawn = FactWithdrawn(
        occurred_on=fact.occurred_on, event=fact.NAME, reason="import_withdrawn", rbd=2
    )
    source = FileSource(sha256="ab" * 32, name="a.csv", dataset="prueba", row=1)
    with Ledger(service.conninfo) as ledger:
        ledger.ledger_recorder.insert_events(
            [
                ledger.mapper.to_stored_event(
                    RecordedEvent(fact.stream(), 2, withdrawn, Provenance(source=source))
                )
            ]
        )
    assert flags(service, client, inform(client, 1, 2024)) == ["SIN_DIRECTORIO"]


def test_every_command_says_how_it_meets_the_directory(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    told = {
        path.removeprefix("/commands/"): item["post"]["description"].partition("**Directory.**")[2]
        for path, item in paths.items()
        if path.startswith("/commands/")
    }
    assert all(told.values())
    assert "`no_la_sostenia`" in told["rendicion/{sostenedor}/{rbd}/{year}/{subvencion}/sign"]
    assert "`sostenedor_desconocido`" in told["periodo/{sostenedor}/{month}/close"]
    assert "`aun_no_en_directorio`" in told["convenio/{rbd}/{number}/transfer"]
    assert "`asesor_no_inscrito`" in told["contrato-ate/{contract}/receive-bid"]
    assert "`no_la_sostenia`" in told["contrato-ate/{contract}/sign"], "of who contracts too"
    issue = told["resolucion/{authority}/{year}/{number}/{subject}/issue"]
    assert "`no_la_sostenia`" in issue
    assert "`from_month`" in issue
    assert "`fact_ended_on`" in told["procedimiento/{authority}/{year}/{number}/open"]
