"""Mail holds to everything that the port asks for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.testing.conformance import NotifierConformance
from tests.mail.server import MailStage, mail


class TestMail(NotifierConformance):
    """Mail."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[MailStage]:
        """A server that wants TLS and a password."""
        with mail(tmp_path) as stage:
            yield stage
