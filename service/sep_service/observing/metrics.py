"""The metrics of one process, in the names of Prometheus and of OpenTelemetry's conventions.

What a process counts stands here. What the log and the views tell is read when Prometheus asks, in
`gauges`.
"""

from prometheus_client import Counter, Gauge, Histogram

# Bounds of OpenTelemetry's convention for `http.server.request.duration`, in seconds.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)

REQUEST_SECONDS = Histogram(
    "http_server_request_duration_seconds",
    "Seconds from the first byte of a request to the last of its answer.",
    ("http_request_method", "http_route", "http_response_status_code"),
    buckets=_SECONDS,
)

ACTIVE_REQUESTS = Gauge(
    "http_server_active_requests",
    "Requests that are being answered, streams among them.",
    ("http_request_method",),
)

WORK_FAILURES = Counter(
    "sep_ledger_work_failures_total",
    "Times that work in the background failed and was tried again.",
    ("work",),
)

WORK_SUCCEEDED = Gauge(
    "sep_ledger_work_succeeded_timestamp_seconds",
    "When work in the background last came to its end, in Unix time.",
    ("work",),
)
