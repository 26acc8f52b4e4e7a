"""That the GitHub simulator tells the truth about GitHub."""

import re

import pytest

from syncd.testing.github import GitHubSimulator
from tests.specs import assert_truthful, description, webhooks
from tests.specs.github_tour import tour
from tests.specs.problem import distinct


@pytest.fixture(name="visited", scope="module")
def _visited() -> GitHubSimulator:
    return tour()


def test_the_tour_sees_everything(visited: GitHubSimulator) -> None:
    """Each route of the simulator was asked for, so that none is left unlooked at."""
    asked = {f"{exchange.method} {exchange.path}" for exchange in visited.exchanges}
    for part in visited.parts:
        for method, path, _ in part:
            pattern = re.sub(r"\{\w+\*\}", ".*", path)
            pattern = f"{method} {re.sub(r'{[^}]+}', '[^/]+', pattern)}"
            assert any(re.fullmatch(pattern, line) for line in asked), f"{method} {path}"
    assert visited.unknown == []


def test_every_route_is_githubs(visited: GitHubSimulator) -> None:
    """The simulator has no route that GitHub does not have."""
    api = description("github-rest")
    for part in visited.parts:
        for method, path, _ in part:
            assert api.find(method, re.sub(r"\{[^}]+\}", "1", path)), f"{method} {path}"


def test_requests_and_answers(visited: GitHubSimulator) -> None:
    """Whatever it answered on the tour is what GitHub's description says."""
    assert_truthful("github", visited.exchanges)


def test_deliveries(visited: GitHubSimulator) -> None:
    """Whatever it delivered on the tour is what GitHub's description says."""
    problems = [
        problem
        for delivery in visited.deliveries
        for problem in webhooks().check(delivery.event, delivery.body)
    ]
    assert len(visited.deliveries) > 50
    assert not problems, [f"{count} x {problem}" for problem, count in distinct(problems)]
