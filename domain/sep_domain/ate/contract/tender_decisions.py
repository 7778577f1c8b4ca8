"""Decisions before there is a contract: the need, the tender or its exception, the award.

Only certified advisers, awarded by licitación or by concurso; a concurso is announced at least in a
regional newspaper, or an exception of Ley 19.886 art 8 g) or h) stands in for it (DFL 2/1998 art
3 v, from 8 June 2016). A licitación is published, and dispensed with, by Ley 19.886.
"""

from datetime import date

from sep_domain.ate import law
from sep_domain.ate.contract import commands as ask
from sep_domain.ate.contract.state import AteContractState
from sep_domain.ate.contract.tender_state import Bid, Tender
from sep_domain.ate.guards import article_of, require_after, require_kind
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.purchasing.ate import (
    AteNeedStated,
    AteTenderAnnounced,
    AteTenderAwarded,
    TenderProcedure,
)
from sep_domain.events.purchasing.ate_tenders import (
    AteBidEvaluated,
    AteBidReceived,
    AteTenderDeclaredVoid,
    AteTenderTermsApproved,
    Criterion,
    Score,
)
from sep_domain.law.legal_numbers import legal_number
from sep_domain.values.identifiers import Rut


def decide(state: AteContractState, command: ask.OnTender) -> list[Event]:
    """The events that follow. Raises RefusedError."""
    match command:
        case ask.StateNeed():
            said = {
                **command.model_dump(exclude={"evidence", "why_ahead", "why_late"}),
                "contract": state.key.contract,
            }
            return [AteNeedStated.model_validate(said)]
        case ask.ApproveTerms():
            return [_terms(state, command)]
        case ask.InvokeException():
            return _exception(state, command)
    return [_step(state, command)]


def _step(state: AteContractState, command: ask.OnOpenTender) -> Event:
    require_after(command, _steps(_tender(state)))
    match command:
        case ask.Announce():
            return _notice(state, command)
        case ask.ReceiveBid():
            return _bid(state, command)
        case ask.EvaluateBid():
            return _judgement(state, command)
        case ask.DeclareVoid():
            return _void(state, command)
        case ask.Award():
            return _award(state, command)


def _terms(state: AteContractState, command: ask.ApproveTerms) -> AteTenderTermsApproved:
    _require_new(state, command)
    total = sum(each.points for each in command.criteria)
    whole = law.criteria_points(command.occurred_on)
    if whole is not None and total != whole:
        raise RefusedError(
            "criterios_no_suman",
            f"Los criterios suman {total} puntos; deben sumar {whole}.",
            (f"sum of points = {whole}",),
        )
    return AteTenderTermsApproved(
        occurred_on=command.occurred_on,
        tender=command.tender,
        contract=state.key.contract,
        procedure=command.procedure,
        criteria=tuple(Criterion(**dict(each)) for each in command.criteria),
    )


def _exception(state: AteContractState, command: ask.InvokeException) -> list[Event]:
    _require_new(state, command)
    letters = law.exception_letters(command.occurred_on)
    stands_for = TenderProcedure(command.in_place_of)
    of_concurso = stands_for is TenderProcedure.CONCURSO
    if of_concurso and letters is not None and command.letter not in letters:
        raise RefusedError(
            "excepcion_no_admitida",
            f"La letra {command.letter}) no exime de concurso: solo las letras "
            f"{' y '.join(letters)} del art 8 de la Ley 19.886 (DFL 2/1998 art 3 v).",
            tuple(f"letter = {letter}" for letter in letters),
        )
    terms = AteTenderTermsApproved(
        occurred_on=command.occurred_on,
        tender=command.tender,
        contract=state.key.contract,
        procedure=TenderProcedure.EXCEPCION,
        criteria=(),
        reason=command.reason,
    )
    announced = _announced(state, command, command.tender, stands_for, letter=command.letter)
    return [terms, announced]


def _notice(state: AteContractState, command: ask.Announce) -> AteTenderAnnounced:
    medium = law.notice_medium(command.occurred_on)
    procedure = _tender(state).procedure
    of_concurso = procedure is TenderProcedure.CONCURSO
    if of_concurso and medium is not None and command.notice_medium is not medium:
        raise RefusedError(
            "aviso_no_regional",
            "El concurso se anuncia al menos en un diario de circulación regional "
            "(DFL 2/1998 art 3 v).",
            (f"notice_medium = {medium.value}",),
        )
    if command.closes_on <= command.occurred_on:
        raise RefusedError(
            "plazo_invertido",
            "El concurso cierra antes de anunciarse.",
            (f"closes_on > {command.occurred_on}",),
        )
    return _announced(state, command, _code(state), procedure, notice=command)


def _announced(
    state: AteContractState,
    command: ask.Announce | ask.InvokeException,
    tender: str,
    procedure: TenderProcedure | None,
    *,
    notice: ask.Announce | None = None,
    letter: str | None = None,
) -> AteTenderAnnounced:
    if state.need is None:
        raise TypeError("the guards let pass only what has a need")
    return AteTenderAnnounced(
        occurred_on=command.occurred_on,
        tender=tender,
        sostenedor=state.need.sostenedor,
        rbd=state.need.rbd,
        subject=state.need.subject,
        notice_medium=notice and notice.notice_medium,
        notice_name=notice and notice.notice_name,
        closes_on=notice and notice.closes_on,
        exception=letter,
        procedure=procedure,
    )


def _bid(state: AteContractState, command: ask.ReceiveBid) -> AteBidReceived:
    closes_on = _tender(state).closes_on
    if closes_on is not None and command.occurred_on > closes_on:
        raise RefusedError(
            "plazo_cerrado",
            f"El concurso cerró el {closes_on:%d-%m-%Y}.",
            (f"occurred_on <= {closes_on}",),
        )
    if command.ate in state.bids:
        raise RefusedError("oferta_repetida", f"{command.ate} ya presentó una oferta.")
    return AteBidReceived(
        occurred_on=command.occurred_on,
        tender=_code(state),
        ate=command.ate,
        amount=command.amount,
    )


def _judgement(state: AteContractState, command: ask.EvaluateBid) -> AteBidEvaluated:
    _require_closed(state, command.occurred_on)
    if _bid_of(state, command.ate).points is not None:
        raise RefusedError("oferta_ya_evaluada", f"La oferta de {command.ate} ya fue evaluada.")
    criteria = _tender(state).criteria
    given = {each.criterion: each.points for each in command.scores}
    if set(given) != set(criteria) or any(given[name] > most for name, most in criteria.items()):
        raise RefusedError(
            "puntajes_fuera_de_bases",
            "Los puntajes deben ser uno por criterio y no pasar de su máximo.",
            tuple(f"{name} <= {most}" for name, most in criteria.items()),
        )
    return AteBidEvaluated(
        occurred_on=command.occurred_on,
        tender=_code(state),
        ate=command.ate,
        scores=tuple(Score(**dict(each)) for each in command.scores),
        points=sum(given.values()),
    )


def _void(state: AteContractState, command: ask.DeclareVoid) -> AteTenderDeclaredVoid:
    _require_closed(state, command.occurred_on)
    return AteTenderDeclaredVoid(
        occurred_on=command.occurred_on, tender=_code(state), reason=command.reason
    )


def _award(state: AteContractState, command: ask.Award) -> AteTenderAwarded:
    tender = _tender(state)
    if not tender.is_exception:
        _require_closed(state, command.occurred_on)
        _require_best(state, command.ate)
    _require_listed(state, command)
    return AteTenderAwarded(
        occurred_on=command.occurred_on,
        tender=_code(state),
        ate=command.ate,
        bidders=tuple(tender.bids),
    )


def _require_listed(state: AteContractState, command: ask.Award) -> None:
    """The adviser is certified that day, and is what the law lets advise on it."""
    day = command.occurred_on
    provider = state.providers.get(command.ate)
    if provider is None or not provider.is_certified(day):
        asked = legal_number("adviser_registered", day)
        raise RefusedError(
            "ate_no_certificada",
            f"{command.ate} no figura certificada el {day:%d-%m-%Y} "
            f"({article_of(asked) if asked else 'antes de la Ley 20.248'}).",
        )
    require_kind(provider.kind_on(day), day)


def _require_best(state: AteContractState, ate: Rut) -> None:
    best = _tender(state).best
    if _bid_of(state, ate).points != best:
        raise RefusedError(
            "no_es_la_mejor_oferta",
            f"La mejor oferta tiene {best} puntos, y no es la de {ate}.",
            tuple(f"ate = {rut}" for rut, bid in state.bids.items() if bid.points == best),
        )


def _require_closed(state: AteContractState, day: date) -> None:
    closes_on = _tender(state).closes_on
    if closes_on is not None and day <= closes_on:
        raise RefusedError(
            "plazo_abierto",
            f"El concurso recibe ofertas hasta el {closes_on:%d-%m-%Y}.",
            (f"occurred_on > {closes_on}",),
        )


def _require_new(state: AteContractState, command: ask.ApproveTerms | ask.InvokeException) -> None:
    require_after(command, [state.need_on])
    if command.tender in state.tenders:
        raise RefusedError(
            "concurso_repetido", f"El concurso {command.tender} ya existe en el contrato."
        )


def _bid_of(state: AteContractState, ate: Rut) -> Bid:
    bid = state.bids.get(ate)
    if bid is None:
        raise RefusedError(
            "sin_oferta",
            f"{ate} no presentó oferta.",
            tuple(f"ate = {rut}" for rut in state.bids),
        )
    return bid


def _steps(tender: Tender) -> tuple[date | None, ...]:
    return tender.terms_on, tender.announced_on


def _code(state: AteContractState) -> str:
    if state.own_tender is None:
        raise TypeError("the guards let pass only what has a tender")
    return state.own_tender


def _tender(state: AteContractState) -> Tender:
    return state.tenders[_code(state)]
