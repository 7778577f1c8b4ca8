"""`sep-ledger serve`: the HTTP service, with its views kept up to date."""

import signal
from typing import Annotated

import typer

from sep_service import logging
from sep_service.cli.context import Context
from sep_service.orderly_exit import exit_orderly_on
from sep_service.settings import Settings

_SECONDS_TO_FINISH = 3
"""What open event streams get after Ctrl-C; they resume elsewhere from their last event."""


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve GraphQL at /graphql and events at /events until Ctrl-C."""
    own: Context = context.obj
    settings = own.settings.model_copy(
        update={"host": host or own.settings.host, "port": port or own.settings.port}
    )
    with own.database() as conninfo:
        run(settings, conninfo)


def run(settings: Settings, conninfo: str) -> None:
    """Serves a prepared database until Ctrl-C or SIGTERM."""
    # A second and more to load, which no other command should wait for.
    import uvicorn  # noqa: PLC0415

    from sep_service.app import create_app  # noqa: PLC0415
    from sep_service.live_audit import LiveAudit  # noqa: PLC0415
    from sep_service.live_evidence import LiveEvidence  # noqa: PLC0415
    from sep_service.live_views import LiveProjections  # noqa: PLC0415
    from sep_service.observing import tracing  # noqa: PLC0415

    logging.configure(settings.log_level, settings.log_format)
    evidence = LiveEvidence(
        conninfo,
        settings.evidence_key_path,
        settings.evidence_origin,
        settings.evidence_checkpoint_seconds,
    )
    # Uvicorn raises the signal that stopped it once more: what stands around it is to end, too.
    with (
        exit_orderly_on(signal.SIGTERM, signal.SIGHUP),
        tracing.exporting_spans(),
        LiveProjections(conninfo),
        evidence,
        LiveAudit(conninfo, settings.audit_hours),
    ):
        uvicorn.run(
            create_app(settings, conninfo),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        )
