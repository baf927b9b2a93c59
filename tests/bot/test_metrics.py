"""Dashboards and alerts find each metric by its name and its labels."""

import pytest
from prometheus_client import Counter
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import BOOKINGS, NOTICES_SENT, REGISTRY, SLACK_API_ERRORS, SLACK_REQUESTS, metrics_text


def test_metrics_keep_their_names() -> None:
    families = {family.name for family in text_string_to_metric_families(metrics_text().decode())}
    assert {name for name in families if not name.endswith("_created")} == {
        "dispositifs_slack_requests",
        "dispositifs_slack_ack_seconds",
        "dispositifs_notices_due",
        "dispositifs_notices_sent",
        "dispositifs_notices_late_seconds",
        "dispositifs_bookings",
        "dispositifs_slack_api_errors",
        "dispositifs_mail_answers",
    }


@pytest.mark.parametrize(
    ("metric", "name", "labels"),
    [
        (SLACK_REQUESTS, "slack_requests_total", ("kind", "outcome")),
        (NOTICES_SENT, "notices_sent_total", ("kind",)),
        (BOOKINGS, "bookings_total", ("dispositif", "outcome")),
        (SLACK_API_ERRORS, "slack_api_errors_total", ("method", "error")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_counter_keeps_its_labels(metric: Counter, name: str, labels: tuple[str, ...]) -> None:
    given = dict.fromkeys(labels, "tests")
    metric.labels(**given).inc(2)
    assert REGISTRY.get_sample_value(f"dispositifs_{name}", given) == 2
