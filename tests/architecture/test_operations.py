"""The board and the alerts that operators load name metrics and labels that the bot has, and say what to do."""

import json
import re
from typing import Any

import pytest
from prometheus_client.metrics import MetricWrapperBase

from bot import metrics
from bot.metrics import REGISTRY
from tests.architecture.sources import ROOT

ALERTS = json.loads((ROOT / "docs/alertes.json").read_text("utf-8"))
BOARD = json.loads((ROOT / "docs/grafana.json").read_text("utf-8"))
RULES: list[dict[str, Any]] = ALERTS["groups"][0]["rules"]
QUERIES = [
    *(rule["expr"] for rule in RULES),
    *(target["expr"] for panel in BOARD["panels"] for target in panel["targets"]),
]
_SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
_GROUPED = re.compile(r"by \(([^)]*)\)")


def known() -> dict[str, set[str]]:
    """Give what `/metrics` says, by name, with the labels of each."""
    names = {one.name: one for one in REGISTRY.collect()}
    given = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    labels = {one._name: {*one._labelnames} for one in given}  # noqa: SLF001 - the library keeps them to itself
    return {
        f"{name}{suffix}": labels[name] | ({"le"} if suffix == "_bucket" else set())
        for name, family in names.items()
        for suffix in _SUFFIXES[family.type]
    }


@pytest.mark.parametrize("query", QUERIES)
def test_query_names_metrics_and_labels_that_there_are(query: str) -> None:
    names = set(re.findall(r"dispositifs_\w+", query))
    assert names <= known().keys()
    asked = {one.strip() for group in _GROUPED.findall(query) for one in group.split(",")}
    asked |= set(re.findall(r"[{,]\s*(\w+)=~?\"", query)) if names else set()
    assert asked <= set().union(*(known()[name] for name in names))
    assert query.count("(") == query.count(")")


def test_each_metric_is_on_the_board() -> None:
    shown = " ".join(target["expr"] for panel in BOARD["panels"] for target in panel["targets"])
    assert [one.name for one in REGISTRY.collect() if one.name not in shown] == []


def test_alerts_are_five_and_the_page_says_what_to_do_about_each() -> None:
    page = (ROOT / "docs/alertes.md").read_text("utf-8")
    assert [f"| `{rule['alert']}` |" in page for rule in RULES] == [True] * 5
    assert {rule["labels"]["severity"] for rule in RULES} == {"critical", "warning"}
    for rule in RULES:
        assert re.fullmatch(r"\d+m", rule["for"])
        assert (ROOT / rule["annotations"]["description"]).exists()


def test_board_can_be_imported() -> None:
    ids = [panel["id"] for panel in BOARD["panels"]]
    assert len(ids) == len(set(ids))
    (variable,) = BOARD["templating"]["list"]
    assert {panel["datasource"]["uid"] for panel in BOARD["panels"]} == {f"${{{variable['name']}}}"}
    places = [(one["gridPos"]["x"], one["gridPos"]["y"]) for one in BOARD["panels"]]
    assert (len(set(places)), {one["gridPos"]["w"] for one in BOARD["panels"]}) == (len(places), {12})
