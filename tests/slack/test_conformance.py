"""The Slack adapter holds to everything that the port asks for."""

from collections.abc import Iterator

import pytest

from syncd.testing.conformance import NotifierConformance
from tests.slack.stage import SlackStage, slack
from tests.specs import assert_truthful


class TestSlack(NotifierConformance):
    """Slack."""

    @pytest.fixture
    def stage(self) -> Iterator[SlackStage]:
        """A simulated workspace; all that is said on the wire is as Slack describes it."""
        with slack() as stage:
            stage.simulator.record = True
            yield stage
            if stage.simulator.exchanges:
                assert_truthful("slack", stage.simulator.exchanges)
