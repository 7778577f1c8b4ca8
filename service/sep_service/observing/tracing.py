"""Traces by OpenTelemetry's conventions, sent where its own variables say.

FastAPI makes the spans: one for each request, with those of its parts below it. Nothing is sent
unless `OTEL_EXPORTER_OTLP_ENDPOINT`, or the one for traces, is set; all variables of
https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ hold.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from urllib.parse import parse_qsl, urlencode

from opentelemetry import trace

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_NAME = "sep-ledger"


@contextmanager
def exporting_spans() -> Iterator[None]:
    """Sends the spans made in the block, and the last of them when it ends."""
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        yield
        return
    # A tenth of a second to load, for those who want it only.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    ours = Resource({"service.name": _NAME, "service.version": version(_NAME)})
    # What the operator's variables say goes before what we say of ourselves.
    resource = Resource.create().merge(ours).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


def describe_request(name: str, query: bytes) -> None:
    """Adds a request's name to its span, and takes the values of its query out.

    They may name persons, and where spans are sent is not for us to guard.
    """
    span = trace.get_current_span()
    if span.is_recording():
        span.set_attribute("sep_ledger.request_id", name)
        if query:
            names = (key for key, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))
            span.set_attribute("url.query", urlencode([(key, "REDACTED") for key in names]))
