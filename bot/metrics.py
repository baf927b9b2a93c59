"""The metrics that `/metrics` returns, in the text format of Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()  # The default registry would add metrics of Python and of the process.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX = "dispositifs"

SLACK_REQUESTS = Counter(
    "slack_requests_total", "Requests from Slack", ["kind", "outcome"], namespace=_PREFIX, registry=REGISTRY
)
SLACK_ACK_SECONDS = Histogram(
    "slack_ack_seconds",
    "Time until Slack had its answer; it waits three seconds",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
    namespace=_PREFIX,
    registry=REGISTRY,
)
NOTICES_DUE = Gauge("notices_due", "Notices due and not yet sent", namespace=_PREFIX, registry=REGISTRY)
NOTICES_SENT = Counter("notices_sent_total", "Notices sent", ["kind"], namespace=_PREFIX, registry=REGISTRY)
NOTICES_LATE_SECONDS = Gauge(
    "notices_late_seconds", "How long the oldest notice due has been waiting", namespace=_PREFIX, registry=REGISTRY
)
BOOKINGS = Counter(
    "bookings_total",
    "Bookings of a bureau d'aide, or of a format like it",
    ["dispositif", "outcome"],
    namespace=_PREFIX,
    registry=REGISTRY,
)
SLACK_API_ERRORS = Counter(
    "slack_api_errors_total",
    "Calls that Slack refused or lost",
    ["method", "error"],
    namespace=_PREFIX,
    registry=REGISTRY,
)
MAIL_ANSWERS = Counter(
    "mail_answers_total",
    "What came of mails read for answers",
    ["outcome"],
    namespace=_PREFIX,
    registry=REGISTRY,
)


def observe_answer(kind: str, outcome: str, seconds: float) -> None:
    """Count a request from Slack, and record how many seconds its answer took."""
    SLACK_REQUESTS.labels(kind=kind, outcome=outcome).inc()
    SLACK_ACK_SECONDS.observe(seconds)


def metrics_text() -> bytes:
    """Return all metrics in the text format of Prometheus (CONTENT_TYPE)."""
    return generate_latest(REGISTRY)
