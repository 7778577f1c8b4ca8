"""Given what is told of a contract, then these releases and this record."""

from datetime import date
from typing import Any

import psycopg
import pytest
from tests.conftest import Server
from tests.ocds.conftest import PUBLICATION
from tests.projections.conftest import record

from sep_domain.events.base import Fact
from sep_domain.events.purchasing import ate
from sep_domain.events.purchasing import ate_milestones as milestones
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.ocds import process_reader as reading
from sep_projections.update import update

Json = dict[str, Any]

HOLDER, ADVISER, OTHER = Rut("62000660-2"), Rut("76000000-0"), Rut("77000000-9")
OCID = "ocds-sepcl0-concurso-T1"


def told(conninfo: str, *facts: Fact) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        record(connection, facts)
        update(connection)


def releases(conninfo: str, after: int = 0) -> list[Json]:
    with reading.open_processes(conninfo, PUBLICATION) as processes:
        return processes.releases(after, processes.known, 100)


def compiled(conninfo: str, ocid: str = OCID) -> Json:
    with reading.open_processes(conninfo, PUBLICATION) as processes:
        found = processes.record(ocid)
    assert found is not None
    content: Json = found["compiledRelease"]
    return content


def announced(**changes: Any) -> ate.AteTenderAnnounced:
    said: Json = {
        "occurred_on": date(2024, 3, 1),
        "tender": "T1",
        "sostenedor": HOLDER,
        "rbd": Rbd(1),
        "subject": "Lectura",
        "notice_medium": "regional",
        "notice_name": "El Sur",
        "closes_on": date(2024, 3, 20),
    }
    return ate.AteTenderAnnounced.model_validate(said | changes)


def awarded(to: Rut = ADVISER) -> ate.AteTenderAwarded:
    return ate.AteTenderAwarded(
        occurred_on=date(2024, 3, 25), tender="T1", ate=to, bidders=(ADVISER, OTHER)
    )


def signed(**changes: Any) -> ate.AteContractSigned:
    said: Json = {
        "occurred_on": date(2024, 4, 1),
        "contract": "C1",
        "tender": "T1",
        "sostenedor": HOLDER,
        "rbd": Rbd(1),
        "ate": ADVISER,
        "subject": "Lectura",
        "pme_action": "7",
        "starts_on": date(2024, 4, 2),
        "ends_on": date(2024, 11, 30),
        "amount": Clp(1_000),
    }
    return ate.AteContractSigned.model_validate(said | changes)


def agreed(amount: int = 400) -> milestones.MilestoneAgreed:
    return milestones.MilestoneAgreed(
        occurred_on=date(2024, 6, 30),
        contract="C1",
        milestone=1,
        milestone_kind=milestones.MilestoneKind.INICIO,
        title="Diagnóstico",
        amount=Clp(amount),
    )


DELIVERED = milestones.MilestoneDelivered(occurred_on=date(2024, 6, 20), contract="C1", milestone=1)
RETURNED = milestones.MilestoneReturned(
    occurred_on=date(2024, 6, 25), contract="C1", milestone=1, reason="incompleto"
)
APPROVED = milestones.MilestoneApproved(occurred_on=date(2024, 7, 5), contract="C1", milestone=1)
PAID = ate.ContractPaymentMade(
    occurred_on=date(2024, 7, 20),
    contract="C1",
    payment=1,
    milestone=1,
    amount=Clp(400),
    subvencion="SEP",
)
AMENDED = ate.AteContractAmended(occurred_on=date(2024, 8, 1), contract="C1", amount=Clp(900))
ENDED = ate.AteContractEnded(occurred_on=date(2024, 9, 1), contract="C1", terminated=True)
STORY = (announced(), awarded(), signed(), agreed(), DELIVERED, APPROVED, PAID, AMENDED, ENDED)


@pytest.fixture
def story(books: str) -> str:
    told(books, *STORY)
    return books


def milestones_of(conninfo: str) -> dict[str, Json]:
    (contract,) = compiled(conninfo)["contracts"]
    return {one["type"]: one for one in contract["implementation"]["milestones"]}


def test_each_event_is_a_release_with_its_position_and_its_tag(story: str) -> None:
    assert [(one["ocid"], one["id"], *one["tag"]) for one in releases(story)] == [
        (OCID, "1", "tender"),
        (OCID, "2", "award"),
        (OCID, "3", "contract"),
        (OCID, "4", "implementation"),
        (OCID, "5", "implementationUpdate"),
        (OCID, "6", "implementationUpdate"),
        (OCID, "7", "implementationUpdate"),
        (OCID, "8", "contractAmendment"),
        (OCID, "9", "contractTermination"),
    ]


def test_a_release_never_changes(books: str) -> None:
    before: list[Json] = []
    for fact in (*STORY, signed(amount=Clp(2_000)), awarded(OTHER)):
        told(books, fact)
        now = releases(books)
        assert now[:-1] == before
        before = now
    assert releases(books, after=4) == before[4:]


def test_a_payment_is_a_transaction_for_the_approval_of_its_milestone(story: str) -> None:
    (contract,) = compiled(story)["contracts"]

    assert contract["implementation"]["transactions"] == [
        {
            "id": "C1-pago-1",
            "date": "2024-07-20T00:00:00Z",
            "value": {"amount": 400, "currency": "CLP"},
            "payer": {"id": "CL-RUT-620006602"},
            "payee": {"id": "CL-RUT-760000000"},
            "relatedImplementationMilestone": {
                "id": "C1-1-aprobacion",
                "title": "Aprobación: Diagnóstico",
            },
        }
    ]
    assert (contract["value"]["amount"], contract["status"]) == (900, "terminated")


def test_a_report_sent_back_is_met_in_part_and_its_approval_not(books: str) -> None:
    told(books, announced(), awarded(), signed(), agreed(), DELIVERED)
    assert milestones_of(books)["reporting"]["dateMet"] == "2024-06-20T00:00:00Z"

    told(books, RETURNED)
    found = milestones_of(books)
    assert (found["reporting"]["status"], found["approval"]["status"]) == ("partiallyMet", "notMet")
    assert "dateMet" not in found["reporting"]

    told(books, APPROVED)
    found = milestones_of(books)
    assert (found["reporting"]["status"], found["approval"]["status"]) == ("met", "met")
    assert found["reporting"]["dueDate"] == "2024-06-30T23:59:59Z"


def test_parties_go_by_rut_and_hold_their_roles(story: str) -> None:
    roles = {party["id"]: party["roles"] for party in compiled(story)["parties"]}
    assert roles == {
        "CL-RBD-1": ["interestedParty"],
        "CL-RUT-620006602": ["buyer", "procuringEntity", "payer"],
        "CL-RUT-760000000": ["tenderer", "supplier", "payee"],
        "CL-RUT-770000009": ["tenderer"],
    }


def test_an_adviser_is_called_what_the_registry_called_it_then(books: str) -> None:
    def listed(name: str) -> ate.AteProviderCertified:
        kind = ate.ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO
        day = date(2024, 1, 1)
        return ate.AteProviderCertified(occurred_on=day, ate=ADVISER, name=name, provider_kind=kind)

    told(books, listed("Uno"), announced(), awarded())
    told(books, listed("Dos"), signed())

    names = [party.get("name") for one in releases(books) for party in one.get("parties", ())]
    assert [name for name in names if name] == ["Uno", "Dos"]


def test_a_corrected_award_leaves_the_first_one_cancelled(books: str) -> None:
    told(books, announced(), awarded())
    told(books, awarded(OTHER))

    assert releases(books)[-1]["tag"] == ["awardUpdate"]
    status = {award["id"]: award["status"] for award in compiled(books)["awards"]}
    assert status == {
        "adjudicacion-76000000-0": "cancelled",
        "adjudicacion-77000000-9": "active",
    }


def test_what_a_correction_takes_away_is_gone_from_the_compiled_release(books: str) -> None:
    told(books, announced(), signed())
    told(books, announced(closes_on=None), signed(pme_action=None))

    found = compiled(books)
    assert "endDate" not in found["tender"]["tenderPeriod"]
    assert not found.get("planning", {}).get("budget")


def test_an_exception_is_a_direct_award_with_its_letter(books: str) -> None:
    told(books, announced(notice_medium=None, notice_name=None, exception="g"))

    tender = compiled(books)["tender"]
    assert tender["procurementMethod"] == "direct"
    assert tender["procurementMethodRationale"] == "Ley 19.886, artículo 8, letra g"


def test_a_contract_without_a_tender_is_a_process_that_implies_its_award(books: str) -> None:
    told(books, signed(tender=None))

    (release,) = releases(books)
    assert release["ocid"] == "ocds-sepcl0-contrato-C1"
    assert release["tag"] == ["award", "contract"]
    assert release["contracts"][0]["awardID"] == release["awards"][0]["id"]


def test_what_was_told_before_the_contract_is_in_its_first_release(books: str) -> None:
    told(books, agreed(), DELIVERED)
    told(books, signed())

    early, later, tied = releases(books)
    assert early["ocid"] == later["ocid"] == "ocds-sepcl0-contrato-C1"
    assert tied["ocid"] == OCID
    assert len(tied["contracts"][0]["implementation"]["milestones"]) == 2


def test_a_page_is_the_same_as_its_part_of_the_whole(story: str) -> None:
    whole = releases(story)
    with reading.open_processes(story, PUBLICATION) as processes:
        assert processes.releases(2, 7, 3) == whole[2:5]
        assert processes.releases(6, 7, 100) == whole[6:7]
        assert processes.releases(9, 9, 100) == []


def test_the_versioned_release_says_what_was_said_when(story: str) -> None:
    with reading.open_processes(story, PUBLICATION) as processes:
        found = processes.record(OCID)
    assert found is not None

    (contract,) = found["versionedRelease"]["contracts"]
    amounts = contract["value"]["amount"]
    assert [(one["releaseID"], one["value"]) for one in amounts] == [("3", 1_000), ("8", 900)]


def test_records_are_listed_by_ocid(story: str, postgres: Server) -> None:
    told(story, signed(tender=None, contract="C0"), signed(tender="T2", contract="C2"))
    with reading.open_processes(story, PUBLICATION) as processes:
        every = [one["ocid"] for one in processes.every_record()]
        first = processes.records("", 2)
        rest = processes.records(first[-1]["ocid"], 2)

    assert every == [OCID, "ocds-sepcl0-concurso-T2", "ocds-sepcl0-contrato-C0"]
    assert [one["ocid"] for one in first + rest] == every
