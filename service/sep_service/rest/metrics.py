"""`/metrics`, for Prometheus: what the process counts, and how log and views stand."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
)
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.responses import Response

from sep_service.http.responses import Responses, text
from sep_service.observing.gauges import database_gauges, disk_gauges, pool_gauges

router = APIRouter(tags=["health"])

_METRICS: Responses = {200: text("Metrics, in the text format that is asked for", "text/plain")}


class _Told(Collector):
    """Metrics that were read for one scrape."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


@router.get("/metrics", response_class=Response, responses=_METRICS)
async def metrics(request: Request) -> Response:
    """Metrics in Prometheus's text format, or OpenMetrics where the client accepts it.

    The database that does not answer is told by `sep_ledger_database_up`, and not by an error.
    """
    state = request.app.state
    told = [
        *await database_gauges(state.pool),
        *pool_gauges(state.pool.get_stats()),
        *disk_gauges(state.settings.data_dir),
    ]
    registry = CollectorRegistry()
    registry.register(REGISTRY)
    registry.register(_Told(told))
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(registry), media_type=content_type)
