"""What the law says of how a contract with an adviser came about and was paid, in sentences.

Which verdict holds is told by what the ledger knows of it; here are its reasons, for whoever acts.
"""

from dataclasses import dataclass
from datetime import date

from sep_domain.ate.guards import KINDS
from sep_domain.ate.rulings import AteRule, AteRuling, not_in_force, ruling_by, spanish
from sep_domain.convenio_rules.rulings import Verdict, pesos
from sep_domain.events.purchasing.ate import NoticeMedium, ProviderKind, TenderProcedure
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp


@dataclass(kw_only=True)
class ContractJudged:
    """A contract, what is known of how it came about, and the verdict of each rule."""

    contract: str
    tender_number: str | None = None
    ate_rut: Rut
    signed_on: date
    day: date
    """The award, else the signing."""
    tender_known: bool
    announced_on: date | None = None
    notice_medium: NoticeMedium | None = None
    exception: str | None = None
    procedure: TenderProcedure | None = None
    """As it is stated, else as the notice or the dependency of the school tells it."""
    provider_kind: ProviderKind | None = None
    certified_on: date | None = None
    """The last certificate up to the award."""
    certification: Verdict
    nature: Verdict
    competition: Verdict
    notice: Verdict
    funding: Verdict
    elsewhere: Clp
    """Paid with another fund than SEP since the law asks for it, in whole pesos."""
    elsewhere_on: date | None = None


def contract_rulings(known: ContractJudged) -> list[AteRuling]:
    """Every rule on the contract, in the order in which it came about."""
    return [_listed(known), _kind(known), _competed(known), _noticed(known), _funded(known)]


def _listed(known: ContractJudged) -> AteRuling:
    rule, day = AteRule.CERTIFICACION, known.day
    if known.certification is Verdict.NO_APLICA:
        return not_in_force(rule, day)
    who, on = known.ate_rut, spanish(day)
    shown = known.certified_on and f"su último certificado es del {spanish(known.certified_on)}"
    said = {
        Verdict.CUMPLE: f"El registro tenía a {who} el {on}",
        Verdict.NO_CUMPLE: f"El registro no tenía vigente a {who} el {on}",
    }.get(known.certification, f"No se sabe si el registro tenía a {who} el {on}")
    lacks = (f"el registro de asesores que cubra el {on}",)
    explanation = f"{said}; {shown}." if shown else f"{said}."
    return ruling_by(rule, known.certification, day, explanation, lacks=lacks)


def _kind(known: ContractJudged) -> AteRuling:
    rule, day, on = AteRule.NATURALEZA, known.day, spanish(known.day)
    if known.nature is Verdict.NO_APLICA:
        return not_in_force(rule, day)
    if known.provider_kind is None:
        lacks = (f"un certificado de {known.ate_rut} anterior al {on}, que diga qué persona es",)
        said = f"No se sabe si {known.ate_rut} es persona natural o jurídica, ni si lucra."
        return ruling_by(rule, known.nature, day, said, lacks=lacks)
    may = {Verdict.CUMPLE: "podía", Verdict.NO_CUMPLE: "no podía"}.get(known.nature, "quizá podía")
    said = f"El {on} {may} asesorar {KINDS[known.provider_kind]}."
    lacks = (f"si {known.ate_rut} persigue fines de lucro",)
    return ruling_by(rule, known.nature, day, said, lacks=lacks)


def _competed(known: ContractJudged) -> AteRuling:
    rule, day = AteRule.CONCURSO, known.signed_on
    if known.competition is Verdict.NO_APLICA:
        return not_in_force(rule, day)
    said, lacks = _by_exception(known) if known.exception is not None else _by_tender(known)
    return ruling_by(rule, known.competition, day, said, lacks=(lacks,))


def _by_exception(known: ContractJudged) -> tuple[str, str]:
    """What is said of a contract that an exception stands behind, and what may lack."""
    said = {
        Verdict.CUMPLE: f"Nace de la excepción de la letra {known.exception}).",
        Verdict.NO_CUMPLE: f"La letra {known.exception}) no exime de concurso público.",
    }.get(known.competition, "Solo una licitación se exime por esa letra (Ley 19.886 art 8).")
    return said, f"la resolución que invoca la letra {known.exception}), y si se licitaba"


def _by_tender(known: ContractJudged) -> tuple[str, str]:
    """What is said of a contract with a tender, or with none, and what may lack."""
    year = known.signed_on.year
    said = {
        Verdict.CUMPLE: f"Nace del concurso {known.tender_number}.",
        Verdict.NO_CUMPLE: "No nombra concurso, licitación ni excepción, y los concursos del "
        f"sostenedor de {year} están a la vista.",
    }.get(known.competition, "No se sabe de qué concurso nace.")
    named = known.tender_number
    return said, f"el concurso {named}" if named else f"los concursos del sostenedor de {year}"


def _noticed(known: ContractJudged) -> AteRuling:
    rule, day = AteRule.AVISO, known.announced_on or known.signed_on
    if known.notice is Verdict.NO_APLICA:
        said = _no_notice(known)
        return ruling_by(rule, known.notice, day, said) if said else not_in_force(rule, day)
    said = {
        Verdict.CUMPLE: "El concurso se anunció en un diario de circulación regional.",
        Verdict.NO_CUMPLE: "El concurso público no se anunció en un diario regional.",
    }.get(known.notice, "No se sabe si hubo aviso en un diario regional, ni si hacía falta.")
    of_tender = "si es concurso público o licitación"
    of_none = f"el concurso {known.tender_number or 'del contrato'}"
    lacks = (of_tender if known.tender_known else of_none,)
    return ruling_by(rule, known.notice, day, said, lacks=lacks)


def _no_notice(known: ContractJudged) -> str | None:
    """Why none was asked for; None where the law did not ask for any yet."""
    if known.exception is not None:
        return "Una excepción no se anuncia."
    if not known.tender_known and known.competition is Verdict.NO_CUMPLE:
        return "No hubo concurso que anunciar."
    if known.procedure is TenderProcedure.LICITACION:
        return "Una licitación se publica en Mercado Público y no pide diario."
    return None


def _funded(known: ContractJudged) -> AteRuling:
    rule, day = AteRule.FINANCIAMIENTO, known.elsewhere_on or known.signed_on
    elsewhere = f"{pesos(known.elsewhere)} de honorarios se pagaron con otra subvención que SEP."
    said = {
        Verdict.CUMPLE: "Los honorarios se pagaron con SEP.",
        Verdict.NO_CUMPLE: elsewhere,
        Verdict.NO_APLICA: "Ningún pago se hizo desde que la ley pide pagar con SEP.",
    }.get(known.funding, "No consta ningún pago.")
    return ruling_by(rule, known.funding, day, said, lacks=("los pagos del contrato",))
