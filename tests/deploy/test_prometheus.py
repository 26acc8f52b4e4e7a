"""A real Prometheus scrapes `syncd run`, and evaluates the rules and the dashboard on that."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.deploy.prometheus_server import Prometheus, prometheus
from tests.deploy.test_service import DASHBOARD, RULES
from tests.service.conftest import company  # noqa: F401  (a fixture)
from tests.service.process import served
from tests.service.promised import PROMISED

_WITH_DATA = {  # of a company with three new items in files, after one pass
    "syncd_action_items",
    "syncd_decay_ratio",
    "syncd_findings",
    "syncd_pass_seconds",
    "syncd_passes_total",
    "syncd_requests_total",
    "syncd_last_success_timestamp_seconds",
}
_OF_PROMETHEUS = {"__name__", "instance", "job"}


@pytest.fixture
def server(company: Path, tmp_path: Path) -> Iterator[Prometheus]:  # noqa: F811
    """A Prometheus that has scraped a service after its first pass."""
    binary = shutil.which("prometheus")
    if binary is None:
        pytest.skip("no prometheus here: apt-get install prometheus runs this test")
    with served(company, {}) as service:
        service.wait_until_ready()
        with prometheus(binary, tmp_path / "prometheus", service.url, RULES) as server:
            server.wait_for(lambda: server.query("up == 1"))
            yield server


def test_a_real_prometheus(server: Prometheus) -> None:
    """It scrapes without an error, knows every promised name and label, and every rule holds."""
    (target,) = server.ask("targets")["activeTargets"]
    assert (target["health"], target["lastError"]) == ("up", "")

    known = {
        each["metric"] for each in server.ask("targets/metadata", match_target='{job="syncd"}')
    }
    assert set(PROMISED) <= known
    for name, labels in PROMISED.items():
        samples = server.query(f'{{__name__=~"{name}(_count)?"}}')
        assert samples or name not in _WITH_DATA, name
        for each in samples:
            assert each["metric"].keys() - _OF_PROMETHEUS <= labels, name
    (items,) = server.query("sum(syncd_action_items)")
    assert items["value"][1] == "3"

    def evaluated() -> list[Any]:
        groups = server.ask("rules")["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return rules if all(rule["health"] != "unknown" for rule in rules) else []

    found = server.wait_for(evaluated)
    written = YAML(typ="safe").load(RULES)
    alerts = {rule["alert"] for group in written["groups"] for rule in group["rules"]}
    assert {rule["name"] for rule in found} == alerts
    assert {(rule["health"], rule.get("lastError")) for rule in found} == {("ok", None)}
    firing = {each["metric"]["alertname"] for each in server.query('ALERTS{alertstate="firing"}')}
    assert not firing, "nothing is the matter"


def test_the_dashboard_on_it(server: Prometheus) -> None:
    """Prometheus evaluates every expression of the dashboard."""
    dashboard = json.loads(DASHBOARD.read_text())
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert expressions
    for expression in expressions:
        server.query(expression)
