"""The webhook holds to everything that the port asks for."""

from collections.abc import Iterator

import pytest

from syncd.testing.conformance import NotifierConformance
from tests.webhook.receiver import WebhookStage, webhook


class TestWebhook(NotifierConformance):
    """A webhook."""

    @pytest.fixture
    def stage(self) -> Iterator[WebhookStage]:
        """A receiver that checks signatures."""
        with webhook() as stage:
            yield stage
