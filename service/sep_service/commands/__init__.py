"""Commands over HTTP: `POST /commands/<entity>/<natural key>/<command>`.

Each answers once: the `Idempotency-Key` makes a request safe to repeat for ever. What goes wrong is
told as RFC 9457 problem details, in Spanish. Until identities are known the actor is whoever the
`Ledger-Actor` header says: put the service behind a proxy that sets it.
"""

from fastapi import APIRouter

from sep_service.commands.by_entity.accounting_period import ACCOUNTING_PERIOD
from sep_service.commands.by_entity.ate_contract import ATE_CONTRACT
from sep_service.commands.by_entity.ate_provider import ATE_PROVIDER
from sep_service.commands.by_entity.convenio import CONVENIO
from sep_service.commands.by_entity.finding import FINDING
from sep_service.commands.by_entity.mejora import IMPROVEMENT
from sep_service.commands.by_entity.pme import PME
from sep_service.commands.by_entity.postulacion import APPLICATION
from sep_service.commands.by_entity.procedimiento import PROCEEDING
from sep_service.commands.by_entity.reconciliation import RECONCILIATION
from sep_service.commands.by_entity.rendicion import RENDICION
from sep_service.commands.by_entity.resolucion import RESOLUTION
from sep_service.commands.by_entity.sostenedor import SOSTENEDOR
from sep_service.commands.routes import routes

router = APIRouter(prefix="/commands")
router.include_router(routes(RENDICION))
router.include_router(routes(ACCOUNTING_PERIOD))
router.include_router(routes(RECONCILIATION))
router.include_router(routes(CONVENIO))
router.include_router(routes(FINDING))
router.include_router(routes(ATE_CONTRACT))
router.include_router(routes(ATE_PROVIDER))
router.include_router(routes(PME))
router.include_router(routes(RESOLUTION))
router.include_router(routes(PROCEEDING))
router.include_router(routes(APPLICATION))
router.include_router(routes(IMPROVEMENT))
router.include_router(routes(SOSTENEDOR))
