"""The promise: what authorities order, sanction and leave unanswered is decided over HTTP, each
step once, and what the law contradicts is refused by name.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.given import HOLDER
from tests.service.serving import Service, serving

from sep_domain.events.legal.acts import ResolutionKind
from sep_intake.engine.importer import import_files
from sep_projections.update import update

_keys = count(1)
_numbers = count(1)


@pytest.fixture(scope="module")
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def ask(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    headers = {"Idempotency-Key": f"k{next(_keys)}", "Ledger-Actor": "fiscal@supereduc.cl"}
    return client.post(f"/commands/{path}", json=body, headers=headers)


def done(client: httpx.Client, path: str, **body: Any) -> str:
    """The name of the one event of a command that is taken."""
    answer = ask(client, path, **body)
    assert answer.status_code == 200, answer.text
    [topic] = answer.json()["events"]
    return str(topic)


def refusal(client: httpx.Client, path: str, **body: Any) -> str:
    """The code of a refusal."""
    answer = ask(client, path, **body)
    assert answer.status_code == 409, answer.text
    assert answer.json()["detail"]
    return str(answer.json()["code"])


def seen(service: Service, client: httpx.Client, query: str) -> dict[str, Any]:
    """The data of a question, all that was recorded being folded."""
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


CONTENT: dict[str, tuple[str, dict[str, Any]]] = {
    "retencion_rendicion": (
        "subsecretaria",
        {"from_month": "2025-05", "retained_share": "0.5"},
    ),
    "escala_media_vigencia": (
        "subsecretaria",
        {"from_month": "2025-06", "paid_share": 0.55},
    ),
    "renovacion_especial": (
        "subsecretaria",
        {
            "from_month": "2025-06",
            "paid_share": "0.62",
            "requested_on": "2025-04-14",
            "ground_notified_on": "2025-03-03",
        },
    ),
    "suspension_aporte_20": ("ministerio", {"from_month": "2025-06"}),
    "suspension_aporte_27": ("ministerio", {"from_month": "2025-06"}),
    "clasificacion": ("agencia", {"from_month": "2025-06", "classification": "emergente"}),
    "apercibimiento_pme": ("seremi-05", {}),
    "suspension_clases": ("seremi-05", {"from_month": "2025-06", "to_month": "2025-06"}),
    "retencion_precautoria": ("superintendencia", {"retained_share": "1"}),
    "restitucion": ("direccion_regional-05", {"amount": 48_500_000}),
}


@pytest.mark.parametrize("kind", ResolutionKind)
def test_every_kind_is_issued_and_shown(
    service: Service, client: httpx.Client, kind: ResolutionKind
) -> None:
    authority, content = CONTENT[kind]
    number = next(_numbers)
    path = f"resolucion/{authority}/2025/{number}/50001/issue"
    said = {"occurred_on": "2025-05-05", "kind": kind, "sostenedor": HOLDER, **content}
    assert done(client, path, **said) == "cl.sep.resolution.issued.v1"
    query = f"""{{ resolutions(filter: {{ kind: {kind.name}, rbd: 50001 }}) {{ nodes {{
        authority number source {{ kind actor }} flags {{ code }} }} }} }}"""
    [found] = seen(service, client, query)["resolutions"]["nodes"]
    assert found == {
        "authority": authority,
        "number": number,
        "source": {"kind": "command", "actor": "fiscal@supereduc.cl"},
        "flags": [],
    }


def test_a_retention_is_notified_challenged_decided_and_lifted(
    service: Service, client: httpx.Client
) -> None:
    at = f"resolucion/subsecretaria/2025/{next(_numbers)}/{HOLDER}"
    share = {"from_month": "2025-05", "kind": "retencion_rendicion", "sostenedor": HOLDER}
    low = {"occurred_on": "2025-05-05", "retained_share": "0.49", **share}
    assert refusal(client, f"{at}/issue", **low) == "retencion_menor"
    assert done(client, f"{at}/issue", **{**low, "retained_share": "0.5"})
    assert refusal(client, f"{at}/challenge", occurred_on="2025-05-06") == "no_notificada"
    assert done(client, f"{at}/notify", occurred_on="2025-05-08")
    assert refusal(client, f"{at}/challenge", occurred_on="2025-05-24") == "impugnacion_tardia"
    assert done(client, f"{at}/challenge", occurred_on="2025-05-23")
    decided = {"occurred_on": "2025-06-02", "outcome": "rechazada"}
    assert done(client, f"{at}/resolve-challenge", **decided)
    assert done(client, f"{at}/lift", occurred_on="2025-07-15", text="Rindió cuenta")
    query = """{ resolutions(filter: { sostenedor: "%s", kind: RETENCION_RENDICION }) { nodes {
        subject challengeOutcome holdsFrom holdsUntil void } } }"""
    rows = seen(service, client, query % HOLDER)["resolutions"]["nodes"]
    assert {
        "subject": HOLDER,
        "challengeOutcome": "RECHAZADA",
        "holdsFrom": "2025-05-01",
        "holdsUntil": "2025-07-15",
        "void": False,
    } in rows


def test_a_resolution_is_annulled(client: httpx.Client) -> None:
    at = f"resolucion/ministerio/2025/{next(_numbers)}/50001"
    said = {"occurred_on": "2025-05-05", "kind": "suspension_aporte_27", "sostenedor": HOLDER}
    assert done(client, f"{at}/issue", **said, from_month="2025-06")
    topic = done(client, f"{at}/annul", occurred_on="2025-05-20", text="Otro establecimiento")
    assert topic == "cl.sep.resolution.annulled.v1"
    assert refusal(client, f"{at}/lift", occurred_on="2025-06-01", text="x") == "invalidada"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("contraloria/2025/1/50001", {}),
        ("subsecretaria/2007/1/50001", {}),
        ("subsecretaria/2025/1/62000660-3", {}),
        ("subsecretaria/2025/1/50001", {"from_month": "2025-13"}),
        ("subsecretaria/2025/1/50001", {"from_month": 202505}),
        ("subsecretaria/2025/1/50001", {"retained_share": "1.5"}),
    ],
)
def test_what_is_not_well_formed_is_told(
    client: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    said = {"occurred_on": "2025-05-05", "kind": "restitucion", "sostenedor": HOLDER}
    answer = ask(client, f"resolucion/{path}/issue", **{**said, "amount": 5, **body})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sep-ledger:problem:malformed")


def test_nothing_is_ordered_back_of_a_convenio_that_does_not_exist(
    service: Service, client: httpx.Client
) -> None:
    order = {"occurred_on": "2025-05-05", "kind": "restitucion", "sostenedor": HOLDER, "amount": 5}
    at = "resolucion/superintendencia/2025/77/50002/issue"
    assert refusal(client, at, **order, convenio=1) == "convenio_desconocido"
    signed = {"occurred_on": "2020-02-03", "sostenedor": HOLDER, "classification": "emergente"}
    term = {"from_date": "2020-03-01", "to_date": "2024-02-29"}
    assert done(client, "convenio/50002/1/request", occurred_on="2019-08-20", sostenedor=HOLDER)
    assert done(client, "convenio/50002/1/sign", **signed, **term)
    assert refusal(client, at, **order, convenio=2) == "convenio_desconocido"
    assert done(client, at, **order, convenio=1)


def test_a_proceeding_goes_from_its_opening_to_its_payment(
    service: Service, client: httpx.Client
) -> None:
    at = "procedimiento/direccion_regional-13/2025/7"
    opened = {"occurred_on": "2025-05-12", "sostenedor": HOLDER, "rbd": 50001}
    assert refusal(client, f"{at}/open", **opened, fact_ended_on="2024-11-11") == "prescrita"
    assert done(client, f"{at}/open", **opened, fact_ended_on="2024-11-12")
    charged = {"occurred_on": "2025-05-20", "gravity": "grave", "article": "art 76 a)"}
    assert done(client, f"{at}/charge", **charged)
    assert done(client, f"{at}/answer", occurred_on="2025-06-02")
    fine = {"occurred_on": "2025-07-14", "sanction": "multa", "gravity": "grave"}
    assert refusal(client, f"{at}/sanction", **fine, fine_utm="500") == "multa_fuera_de_rango"
    assert done(client, f"{at}/sanction", **fine, fine_utm="501")
    assert done(client, f"{at}/notify", occurred_on="2025-07-18")
    assert refusal(client, f"{at}/claim", occurred_on="2025-08-11") == "reclamo_tardio"
    assert done(client, f"{at}/claim", occurred_on="2025-08-08")
    lowered = {"occurred_on": "2025-09-01", "outcome": "rebajado", "fine_utm": "400"}
    assert done(client, f"{at}/resolve-claim", **lowered)
    assert done(client, f"{at}/notify", occurred_on="2025-09-05")
    court = {"occurred_on": "2025-09-10", "court": "Corte de Apelaciones de Santiago"}
    assert done(client, f"{at}/go-to-court", **court)
    assert done(client, f"{at}/rule", occurred_on="2026-01-20", outcome="rechazado")
    assert done(client, f"{at}/declare-final", occurred_on="2026-01-21")
    assert done(client, f"{at}/pay", occurred_on="2026-03-30", paid=27_800_000)
    query = """{ sanctions(filter: { rbd: 50001, final: true }) { nodes {
        sanction imposedUtm fineUtm fineClp claimOutcome ruling finalOn paid flags { code } } } }"""
    assert seen(service, client, query)["sanctions"]["nodes"] == [
        {
            "sanction": "MULTA",
            "imposedUtm": "501",
            "fineUtm": "400",
            "fineClp": None,
            "claimOutcome": "REBAJADO",
            "ruling": "RECHAZADO",
            "finalOn": "2026-01-21",
            "paid": 27_800_000,
            "flags": [],
        }
    ]


def test_a_proceeding_is_dismissed_or_prescribes(client: httpx.Client) -> None:
    opened = {"occurred_on": "2023-05-12", "sostenedor": HOLDER}
    at = "procedimiento/direccion_regional-13/2023/"
    assert done(client, f"{at}8/open", **opened)
    assert done(client, f"{at}8/dismiss", occurred_on="2023-06-20", text="Se acreditó")
    assert done(client, f"{at}9/open", **opened)
    late = {"text": "Pasaron dos años"}
    assert refusal(client, f"{at}9/prescribe", occurred_on="2025-05-12", **late) == "no_prescrito"
    topic = done(client, f"{at}9/prescribe", occurred_on="2025-05-13", **late)
    assert topic == "cl.sep.proceeding.prescribed.v1"


def test_the_silence_of_the_subsecretario_is_told(service: Service, client: httpx.Client) -> None:
    at = "postulacion/50001/2024"
    early = refusal(client, f"{at}/elevate", occurred_on="2024-10-31", sostenedor=HOLDER)
    assert early == "seremi_en_plazo"
    assert done(client, f"{at}/elevate", occurred_on="2024-11-04", sostenedor=HOLDER)
    late = {"occurred_on": "2024-11-26", "accepted": True, "classification": "emergente"}
    assert refusal(client, f"{at}/resolve", **late) == "respuesta_tardia"
    query = """{ elevatedApplications(filter: { rbd: 50001 }) { nodes { answerBy
        deemedAutonomo(on: "2024-12-31") { fromDate toDate } } } }"""
    assert seen(service, client, query)["elevatedApplications"]["nodes"] == [
        {
            "answerBy": "2024-11-25",
            "deemedAutonomo": {"fromDate": "2024-11-26", "toDate": "2025-11-25"},
        }
    ]
    assert done(client, f"{at}/resolve", **{**late, "occurred_on": "2024-11-25"})


def test_a_costly_improvement_is_put_to_the_consejo(
    service: Service, client: httpx.Client, tmp_path: Any
) -> None:
    file = tmp_path / "utm.csv"
    file.write_text("mes;pesos_por_utm\n2025-05;68648\n", "utf-8")
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        assert import_files(connection, [file]).refused == []
    at = "mejora/50001/1"
    planned = {"sostenedor": HOLDER, "description": "Techumbre", "amount": 70_000_000}
    assert done(client, f"{at}/plan", occurred_on="2025-03-10", **planned)
    credit = {"occurred_on": "2025-05-02", "amount": 68_648_001}
    assert refusal(client, f"{at}/finance", **credit) == "sin_consulta"
    assert done(client, f"{at}/consult-consejo", occurred_on="2025-03-24", in_writing=True)
    assert done(client, f"{at}/finance", **credit)
    query = """{ improvements(filter: { rbd: 50001 }) { nodes {
        utmMonth needsConsultation consultedOn flags { code } } } }"""
    assert seen(service, client, query)["improvements"]["nodes"] == [
        {
            "utmMonth": "2025-05",
            "needsConsultation": True,
            "consultedOn": "2025-03-24",
            "flags": [],
        }
    ]


def test_no_more_is_paid_than_the_fine(
    service: Service, client: httpx.Client, tmp_path: Any
) -> None:
    """Counted by the highest UTM from the sanction to the payment: which month's is not said."""
    file = tmp_path / "utm.csv"
    months = "2023-06;63000\n2023-07;63263\n2023-09;63326\n2023-12;64000\n"
    file.write_text(f"mes;pesos_por_utm\n{months}", "utf-8")
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        assert import_files(connection, [file]).refused == []
    at = "procedimiento/direccion_regional-13/2023/70"
    assert done(client, f"{at}/open", occurred_on="2023-05-12", sostenedor=HOLDER)
    charged = {"occurred_on": "2023-05-20", "gravity": "menos_grave", "article": "art 77 a)"}
    assert done(client, f"{at}/charge", **charged)
    assert done(client, f"{at}/answer", occurred_on="2023-06-02")
    fine = {"occurred_on": "2023-07-14", "sanction": "multa", "gravity": "menos_grave"}
    assert done(client, f"{at}/sanction", **fine, fine_utm="100.5")
    paid = {"occurred_on": "2023-10-02", "paid": 6_364_264}  # 100.5 × 63,326 = 6,364,263
    too_much = ask(client, f"{at}/pay", **paid)
    assert (too_much.status_code, too_much.json()["code"]) == (409, "pago_excesivo")
    assert too_much.json()["detail"] == (
        "Se pagó $6.364.264 por una multa de $6.364.263, 100,5 UTM de $63.326: $1 de más "
        "(Ley 20.529 art 82)."
    )
    assert done(client, f"{at}/pay", **{**paid, "paid": 6_364_263})


def test_a_refusal_names_authorities_and_writes_numbers_as_in_chile(client: httpx.Client) -> None:
    at = f"resolucion/superintendencia/2025/{next(_numbers)}/50001/issue"
    said = {"occurred_on": "2025-05-05", "sostenedor": HOLDER, "kind": "retencion_rendicion"}
    wrong = ask(client, at, **said, from_month="2025-05", retained_share="0.5")
    assert wrong.json()["detail"] == (
        "La dicta la Subsecretaría de Educación, no la Superintendencia de Educación "
        "(Ley 21.006 art 1)."
    )
    at = "procedimiento/direccion_regional-13/2023/71"
    assert done(client, f"{at}/open", occurred_on="2023-05-12", sostenedor=HOLDER)
    charged = {"occurred_on": "2023-05-20", "gravity": "grave", "article": "art 76 a)"}
    assert done(client, f"{at}/charge", **charged)
    assert done(client, f"{at}/answer", occurred_on="2023-06-02")
    fine = {"occurred_on": "2023-07-14", "sanction": "multa", "gravity": "grave"}
    detail = ask(client, f"{at}/sanction", **fine, fine_utm="1000.5").json()["detail"]
    assert detail == (
        "Una infracción grave se multa con 501 a 1.000 UTM, no 1.000,5 (Ley 20.529 arts 73 b y 80)."
    )
