"""That the Asana simulator tells the truth about Asana."""

import json
import re

import pytest

from syncd.testing.asana import AsanaSimulator
from tests.specs import assert_truthful, description
from tests.specs.asana_tour import API, tour

_BY_FORM = {f"POST {API}/attachments"}  # a form of several parts, see tests/testing/asana


@pytest.fixture(name="visited", scope="module")
def _visited() -> AsanaSimulator:
    return tour()


def test_the_tour_sees_everything(visited: AsanaSimulator) -> None:
    """Each route of the simulator was asked for, so that none is left unlooked at."""
    asked = {f"{exchange.method} {exchange.path}" for exchange in visited.exchanges}
    for part in visited.parts:
        for method, path, _ in part:
            pattern = f"{method} {API}{re.sub(r'{[^}]+}', '[^/]+', path)}"
            seen = any(re.fullmatch(pattern, line) for line in asked)
            assert seen or pattern in _BY_FORM, f"{method} {path}"
    assert visited.unknown == []


def test_every_route_is_asanas(visited: AsanaSimulator) -> None:
    """The simulator has no route that Asana does not have."""
    api = description("asana")
    for part in visited.parts:
        for method, path, _ in part:
            assert api.find(method, re.sub(r"\{[^}]+\}", "1", path)), f"{method} {path}"


def test_requests_and_answers(visited: AsanaSimulator) -> None:
    """Whatever it answered on the tour is what Asana's description says."""
    assert_truthful("asana", visited.exchanges)


def test_deliveries(visited: AsanaSimulator) -> None:
    """Webhooks carry events, or nothing as a sign of life."""
    bodies = [json.loads(delivery.body)["events"] for delivery in visited.deliveries]
    assert [len(events) for events in bodies] == [1, 0]
