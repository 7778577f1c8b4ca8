"""Advisers, tenders, contracts, milestones and payments: one event for each date of a row."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.purchasing.ate import (
    AteContractAmended,
    AteContractAssociated,
    AteContractSigned,
    AteProviderCertified,
    AteProviderRemoved,
    AteTenderAnnounced,
    AteTenderAwarded,
    ContractPaymentMade,
    NoticeMedium,
    ProviderKind,
    TenderProcedure,
)
from sep_domain.events.purchasing.ate_milestones import (
    MilestoneAgreed,
    MilestoneApproved,
    MilestoneDelivered,
    MilestoneKind,
)
from sep_domain.values.identifiers import Rut
from sep_intake.layouts.ate.contracts import AsociadosAte, ConcursosAte, ContratosAte
from sep_intake.layouts.ate.milestones import HitosAte, PagosAte
from sep_intake.layouts.ate.registry import AteRegistro

Read = Callable[..., Any]

REGISTRY = (
    "rut;nombre;tipo_persona;fecha_certificacion;vigente_hasta;fecha_eliminacion;motivo_eliminacion"
)
TENDERS = (
    "concurso;rut_sostenedor;rbd;objeto;fecha_aviso;medio_aviso;tipo_medio;fecha_cierre;"
    "ruts_oferentes;excepcion;fecha_adjudicacion;rut_ate"
)
TENDER = (
    "C1;62000660-2;1;Asesoría;2020-03-01;La Región;regional;2020-03-20;"
    "65145834-K|71430300-7;;2020-04-01;71430300-7"
)
CONTRACTS = (
    "contrato;concurso;rut_sostenedor;rbd;rut_ate;objeto;accion_pme;fecha_firma;fecha_inicio;"
    "fecha_termino;monto;participantes;fecha_modificacion;monto_modificado"
)
CONTRACT = "K1;C1;62000660-2;1;71430300-7;Asesoría;A1;2020-04-10;2020-05-01;2020-12-15;9000;30;;"
MILESTONES = (
    "contrato;hito;tipo;titulo;monto;fecha_comprometida;fecha_entrega;fecha_aprobacion;"
    "participantes_cobrados;participantes_asistentes"
)
MILESTONE = "K1;2;avance;Informe;3000;2020-08-01;2020-08-05;2020-08-12;30;28"
PAYMENTS = "contrato;hito;pago;fecha_pago;monto;subvencion;tipo_documento;numero_documento"


def test_an_adviser_is_certified_and_may_be_removed(read: Read) -> None:
    row = "71430300-7;Aprende;juridica_sin_fines_de_lucro;2018-01-10;2022-01-10;2021-05-01;X"
    assert read(AteRegistro, REGISTRY, row).facts == [
        AteProviderCertified(
            occurred_on=date(2018, 1, 10),
            ate=Rut("71430300-7"),
            name="Aprende",
            provider_kind=ProviderKind.JURIDICA_SIN_FINES_DE_LUCRO,
            valid_until=date(2022, 1, 10),
        ),
        AteProviderRemoved(occurred_on=date(2021, 5, 1), ate=Rut("71430300-7"), reason="X"),
    ]


@pytest.mark.parametrize(
    ("end", "field"), [("2021-05-01;", "motivo_eliminacion"), (";Deficiente", "fecha_eliminacion")]
)
def test_a_removal_has_a_date_and_a_reason(read: Read, end: str, field: str) -> None:
    row = f"71430300-7;Aprende;natural;2018-01-10;;{end}"
    assert [refused.field for refused in read(AteRegistro, REGISTRY, row).rejected] == [field]


def test_a_tender_is_announced_and_awarded_among_bidders(read: Read) -> None:
    assert read(ConcursosAte, TENDERS, TENDER).facts == [
        AteTenderAnnounced(
            occurred_on=date(2020, 3, 1),
            tender="C1",
            sostenedor=Rut("62000660-2"),
            rbd=1,
            subject="Asesoría",
            notice_medium=NoticeMedium.REGIONAL,
            notice_name="La Región",
            closes_on=date(2020, 3, 20),
        ),
        AteTenderAwarded(
            occurred_on=date(2020, 4, 1),
            tender="C1",
            ate=Rut("71430300-7"),
            bidders=(Rut("65145834-K"), Rut("71430300-7")),
        ),
    ]


@pytest.mark.parametrize(
    ("closes", "awarded", "held_from"),
    [
        ("2020-03-20", "2020-04-01", date(2020, 4, 1)),
        ("2020-03-20", "", date(2020, 3, 20)),
    ],
)
def test_without_a_notice_a_tender_holds_from_its_award_or_its_close(
    read: Read, closes: str, awarded: str, held_from: date
) -> None:
    ate = "71430300-7" if awarded else ""
    row = f"C1;62000660-2;1;Asesoría;;;;{closes};;g;{awarded};{ate}"
    announced = read(ConcursosAte, TENDERS, row).of(AteTenderAnnounced)[0]
    assert (announced.occurred_on, announced.notice_medium) == (held_from, None)
    assert announced.exception == "g"


def test_a_tender_without_any_date_is_refused(read: Read) -> None:
    [refused] = read(ConcursosAte, TENDERS, "C1;62000660-2;1;Asesoría;;;;;;;;").rejected
    assert refused.field == "fecha_aviso"


def test_a_bidder_with_a_bad_digit_rejects_the_row(read: Read) -> None:
    [refused] = read(ConcursosAte, TENDERS, TENDER.replace("65145834-K", "65145834-1")).rejected
    assert refused.field == "ruts_oferentes"


@pytest.mark.parametrize(
    ("end", "field"), [("2020-04-01;", "rut_ate"), (";71430300-7", "fecha_adjudicacion")]
)
def test_an_award_has_a_date_and_an_adviser(read: Read, end: str, field: str) -> None:
    row = TENDER.replace("2020-04-01;71430300-7", end)
    assert [refused.field for refused in read(ConcursosAte, TENDERS, row).rejected] == [field]


def test_a_contract_is_signed(read: Read) -> None:
    assert read(ContratosAte, CONTRACTS, CONTRACT).facts == [
        AteContractSigned(
            occurred_on=date(2020, 4, 10),
            contract="K1",
            tender="C1",
            sostenedor=Rut("62000660-2"),
            rbd=1,
            ate=Rut("71430300-7"),
            subject="Asesoría",
            pme_action="A1",
            starts_on=date(2020, 5, 1),
            ends_on=date(2020, 12, 15),
            amount=9000,
            participants=30,
        )
    ]


@pytest.mark.parametrize(
    ("said", "procedure"),
    [
        ("concurso", TenderProcedure.CONCURSO),
        ("licitacion", TenderProcedure.LICITACION),
        ("", None),
    ],
)
def test_a_tender_may_say_its_procedure(
    read: Read, said: str, procedure: TenderProcedure | None
) -> None:
    """A concurso público is announced in a newspaper, a licitación in Mercado Público."""
    row = TENDER.replace(";regional;", ";mercado_publico;")
    [announced, _] = read(ConcursosAte, f"{TENDERS};procedimiento", f"{row};{said}").facts
    assert (announced.procedure, announced.notice_medium) == (
        procedure,
        NoticeMedium.MERCADO_PUBLICO,
    )


def test_a_contract_without_tender_or_action_is_read_as_it_is(read: Read) -> None:
    """It is for the rules to flag it; refusing it would hide it."""
    row = CONTRACT.replace(";C1;", ";;").replace(";A1;", ";;")
    [signed] = read(ContratosAte, CONTRACTS, row).facts
    assert (signed.tender, signed.pme_action) == (None, None)


def test_an_amendment_is_an_event_of_its_own(read: Read) -> None:
    row = CONTRACT.removesuffix(";;") + ";2020-07-01;12000"
    [amended] = read(ContratosAte, CONTRACTS, row).of(AteContractAmended)
    assert (amended.occurred_on, amended.amount) == (date(2020, 7, 1), 12000)


@pytest.mark.parametrize("end", [";2020-07-01;", ";;12000"])
def test_an_amendment_has_a_date_and_an_amount(read: Read, end: str) -> None:
    row = CONTRACT.removesuffix(";;") + end
    assert [refused.field for refused in read(ContratosAte, CONTRACTS, row).rejected] == [
        "monto_modificado"
    ]


def test_a_sostenedor_joins_a_contract_and_bears_a_part(read: Read) -> None:
    header, row = "contrato;rut_sostenedor;rbd;fecha;monto", "K1;65145834-K;2;2020-04-10;3000"
    assert read(AsociadosAte, header, row).facts == [
        AteContractAssociated(
            occurred_on=date(2020, 4, 10),
            contract="K1",
            sostenedor=Rut("65145834-K"),
            rbd=2,
            amount=3000,
        )
    ]
    [refused] = read(AsociadosAte, header, row.replace("3000", "-1")).rejected
    assert (refused.field, refused.value) == ("monto", "-1")


def test_a_milestone_is_agreed_delivered_and_approved(read: Read) -> None:
    assert read(HitosAte, MILESTONES, MILESTONE).facts == [
        MilestoneAgreed(
            occurred_on=date(2020, 8, 1),
            contract="K1",
            milestone=2,
            milestone_kind=MilestoneKind.AVANCE,
            title="Informe",
            amount=3000,
        ),
        MilestoneDelivered(
            occurred_on=date(2020, 8, 5),
            contract="K1",
            milestone=2,
            participants_billed=30,
            participants_attended=28,
        ),
        MilestoneApproved(occurred_on=date(2020, 8, 12), contract="K1", milestone=2),
    ]


def test_a_milestone_not_met_is_only_agreed(read: Read) -> None:
    row = MILESTONE.replace("2020-08-05;2020-08-12;30;28", ";;;")
    assert read(HitosAte, MILESTONES, row).names == ["ate_milestone.agreed"]


def test_participants_mean_nothing_without_a_delivery(read: Read) -> None:
    row = MILESTONE.replace("2020-08-05;2020-08-12;30;28", ";;30;")
    [refused] = read(HitosAte, MILESTONES, row).rejected
    assert refused.field == "participantes_cobrados"


@pytest.mark.parametrize(("milestone", "named"), [("2", 2), ("", None)])
def test_a_payment_may_name_its_milestone(read: Read, milestone: str, named: int | None) -> None:
    row = f"K1;{milestone};1;2020-08-20;3000;sep;FACE;55"
    assert read(PagosAte, PAYMENTS, row).facts == [
        ContractPaymentMade(
            occurred_on=date(2020, 8, 20),
            contract="K1",
            payment=1,
            milestone=named,
            amount=3000,
            subvencion="SEP",
            document_type="FACE",
            document_number="55",
        )
    ]


def test_payments_count_from_one(read: Read) -> None:
    [refused] = read(PagosAte, PAYMENTS, "K1;2;0;2020-08-20;3000;SEP;;").rejected
    assert refused.field == "pago"
