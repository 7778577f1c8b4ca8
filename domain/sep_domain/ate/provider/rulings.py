"""What the law says of an adviser on a day: whether it may advise, is listed, and has to leave."""

from dataclasses import dataclass
from datetime import date

from sep_domain.ate import law
from sep_domain.ate.guards import KINDS
from sep_domain.ate.rulings import AteRule, AteRuling, not_in_force, ruling_by, spanish
from sep_domain.ate.standings import ProviderStanding
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.events.purchasing.ate import ProviderKind
from sep_domain.law.legal_numbers import LegalNumber
from sep_domain.values.identifiers import Rut


@dataclass(kw_only=True)
class ProviderJudged:
    """An adviser as it stood on a day, by what is known of it."""

    ate_rut: Rut
    certification: Verdict
    standing: ProviderStanding
    since: date | None = None
    registry_told: bool
    """Whether what is known of the registry reaches to the day."""
    provider_kind: ProviderKind | None = None
    """By its last certificate up to the day."""
    reinstated_on: date | None = None
    evaluated_on: list[date] | None = None
    """The days of the ministry's evaluations up to the day; with `deficient`, one each."""
    deficient: list[bool] | None = None


def provider_rulings(known: ProviderJudged, on: date) -> list[AteRuling]:
    """Every rule on the adviser's entry on a day."""
    return [_kind(known, on), _listed(known, on), _evaluated(known, on)]


def _kind(known: ProviderJudged, on: date) -> AteRuling:
    rule, kinds = AteRule.NATURALEZA, law.adviser_kinds(on)
    if kinds is None:
        return not_in_force(rule, on)
    kind = known.provider_kind
    allowed = None if kind is None else law.allows(kinds, kind)
    if kind is None or allowed is None or (not allowed and _may_have_changed(known, kinds)):
        return _kind_unknown(known, on)
    who = KINDS[kind]
    if not allowed:
        said = f"El {spanish(on)} no puede asesorar {who}."
        return ruling_by(rule, Verdict.NO_CUMPLE, on, said)
    barred = law.kind_barred_from(kind, on)
    if barred is None:
        return ruling_by(rule, Verdict.CUMPLE, on, f"Puede asesorar {who}.")
    said = f"Puede asesorar {who} hasta que rija la exigencia, el {spanish(barred.from_date)}."
    return ruling_by(rule, Verdict.NO_EXIGIBLE_AUN, barred.from_date, said, by=barred)


def _kind_unknown(known: ProviderJudged, on: date) -> AteRuling:
    kind, who = known.provider_kind, known.ate_rut
    lacks = (
        f"si {who} persigue fines de lucro, o el registro de asesores que cubra el {spanish(on)}"
    )
    said = f"El último certificado de {who} es de {KINDS[kind]}." if kind else ""
    if kind is None:
        lacks = f"un certificado de {who} anterior al {spanish(on)}"
        said = f"No se sabe qué persona es {who}."
    return ruling_by(AteRule.NATURALEZA, Verdict.SIN_DATOS, on, said, lacks=(lacks,))


def _may_have_changed(known: ProviderJudged, kinds: LegalNumber) -> bool:
    """Whether a body for profit may have become one without, and no registry would tell yet (Ley
    21.107 art 2)."""
    for_profit = known.provider_kind is ProviderKind.JURIDICA_CON_FINES_DE_LUCRO
    return for_profit and kinds.to_date is None and not known.registry_told


def _listed(known: ProviderJudged, on: date) -> AteRuling:
    rule, day = AteRule.CERTIFICACION, spanish(on)
    if known.certification is Verdict.NO_APLICA:
        return not_in_force(rule, on)
    since = "" if known.since is None else f", desde el {spanish(known.since)}"
    said = {
        Verdict.CUMPLE: f"El registro lo tiene el {day}{since}.",
        Verdict.NO_CUMPLE: f"El registro no lo tiene vigente el {day}{since}.",
    }.get(known.certification, f"No se sabe si el registro lo tiene el {day}.")
    lacks = (f"el registro de asesores que cubra el {day}",)
    return ruling_by(rule, known.certification, on, said, lacks=lacks)


def _evaluated(known: ProviderJudged, on: date) -> AteRuling:
    rule, most = AteRule.EVALUACIONES, law.deficient_evaluations(on)
    if most is None:
        return not_in_force(rule, on)
    judged = list(zip(known.evaluated_on or (), known.deficient or (), strict=True))
    if not any(law.deficient_evaluations(day) for day, _ in judged):
        lacks = (f"las evaluaciones de la certificación de {known.ate_rut}",)
        said = "No consta ninguna evaluación del Ministerio en la certificación."
        return ruling_by(rule, Verdict.SIN_DATOS, on, said, lacks=lacks)
    count = law.deficient_in_a_row(judged, known.reinstated_on)
    last = max(day for day, _ in judged)
    if count < most:
        said = f"{count} evaluaciones deficientes seguidas; con {most} sale del registro."
        return ruling_by(rule, Verdict.CUMPLE, last, said)
    said = f"{count} evaluaciones deficientes seguidas: procede eliminarlo del registro."
    return ruling_by(rule, Verdict.NO_CUMPLE, last, said)
