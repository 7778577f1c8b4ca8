"""What the law says of an adviser on a day: whether it may advise, is listed, and has to leave."""

from dataclasses import dataclass
from datetime import date

from sep_domain.ate import rules
from sep_domain.ate.requiring import KINDS
from sep_domain.ate.rulings import AteRule, AteRuling, not_in_force, ruled, spanish
from sep_domain.ate.standings import ProviderStanding
from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.events.ate import ProviderKind
from sep_domain.identifiers import Rut


@dataclass(kw_only=True)
class ProviderJudged:
    """An adviser as it stood on a day, by what is known of it."""

    ate_rut: Rut
    certification: Verdict
    standing: ProviderStanding
    since: date | None = None
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
    rule, kinds = AteRule.NATURALEZA, rules.adviser_kinds(on)
    if kinds is None:
        return not_in_force(rule, on)
    if known.provider_kind is None:
        lacks = (f"un certificado de {known.ate_rut} anterior al {spanish(on)}",)
        said = f"No se sabe qué persona es {known.ate_rut}."
        return ruled(rule, Verdict.SIN_DATOS, on, said, lacks=lacks)
    who = KINDS[known.provider_kind]
    allowed = rules.allows(kinds, known.provider_kind)
    if allowed is None:
        lacks = (f"si {known.ate_rut} persigue fines de lucro",)
        return ruled(rule, Verdict.SIN_DATOS, on, f"Es {who}.", lacks=lacks)
    if not allowed:
        said = f"El {spanish(on)} no puede asesorar {who}."
        return ruled(rule, Verdict.NO_CUMPLE, on, said)
    barred = rules.kind_barred_from(known.provider_kind, on)
    if barred is None:
        return ruled(rule, Verdict.CUMPLE, on, f"Puede asesorar {who}.")
    said = f"Puede asesorar {who} hasta que rija la exigencia, el {spanish(barred.from_date)}."
    return ruled(rule, Verdict.NO_EXIGIBLE_AUN, barred.from_date, said, by=barred)


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
    return ruled(rule, known.certification, on, said, lacks=lacks)


def _evaluated(known: ProviderJudged, on: date) -> AteRuling:
    rule, most = AteRule.EVALUACIONES, rules.deficient_evaluations(on)
    if most is None:
        return not_in_force(rule, on)
    judged = list(zip(known.evaluated_on or (), known.deficient or (), strict=True))
    if not any(rules.deficient_evaluations(day) for day, _ in judged):
        lacks = (f"las evaluaciones de la certificación de {known.ate_rut}",)
        said = "No consta ninguna evaluación del Ministerio en la certificación."
        return ruled(rule, Verdict.SIN_DATOS, on, said, lacks=lacks)
    count = rules.deficient_in_a_row(judged, known.reinstated_on)
    last = max(day for day, _ in judged)
    if count < most:
        said = f"{count} evaluaciones deficientes seguidas; con {most} sale del registro."
        return ruled(rule, Verdict.CUMPLE, last, said)
    said = f"{count} evaluaciones deficientes seguidas: procede eliminarlo del registro."
    return ruled(rule, Verdict.NO_CUMPLE, last, said)
