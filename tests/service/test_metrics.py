"""Metrics, read by Prometheus' own tool where it is there."""

import shutil
import subprocess

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.service.conftest import Open
from tests.service.house import House
from tests.service.promised import PROMISED

# The parser takes the ending of a counter away.
NAMES = {name.removesuffix("_total"): labels for name, labels in PROMISED.items()}


def test_all_names_from_the_start(open_house: Open) -> None:
    """Before the first pass every name is there; what nobody knows yet has no sample."""
    families = {f.name: f for f in text_string_to_metric_families(_text(open_house()))}
    assert families.keys() >= NAMES.keys()
    for name in ("syncd_completion_ratio", "syncd_recurrence_ratio", "syncd_decay_ratio"):
        assert not families[name].samples
    assert {s.value for s in families["syncd_passes"].samples if s.name.endswith("_total")} == {0}


def test_labels_and_values(house: House) -> None:
    """After a pass labels are as promised, and the counts those of the company."""
    families = {f.name: f for f in text_string_to_metric_families(_text(house))}
    for name, labels in NAMES.items():
        for sample in families[name].samples:
            assert set(sample.labels) - {"le"} == labels, name
    assert sum(s.value for s in families["syncd_action_items"].samples) == 3
    findings = {s.labels["rule"]: s for s in families["syncd_findings"].samples}
    assert findings["missing-owner"].value == 1
    assert findings["missing-owner"].labels["team"] == "payments"
    assert not families["syncd_completion_ratio"].samples, "nothing was due so far"
    (decay,) = {s.value for s in families["syncd_decay_ratio"].samples}
    assert decay == 0
    success = families["syncd_last_success_timestamp_seconds"].samples
    assert {s.labels["source"] for s in success} == {"docs", "tickets"}


def test_promtool(house: House) -> None:
    """Prometheus' own check finds nothing wrong."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("no promtool here: apt-get install prometheus runs this test")
    done = subprocess.run(
        [tool, "check", "metrics"], input=_text(house), text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


def _text(house: House) -> str:
    answer = house.web.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return answer.text
