"""syncd as a GitHub App."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from syncd.model import NOTE, WriteNote
from syncd.ports import Right
from syncd.ports.webhook import Delivery, Listener
from syncd.testing.conformance.opened import NOW, Opened, settings_of
from syncd.testing.github import GitHubSimulator
from syncd.testing.simulator import Options
from tests.github.stage import GitHubStage
from tests.tokens import token

pytestmark = pytest.mark.keeps_secrets("app.pem")


class AppStage(GitHubStage):
    """The same stage, on which syncd is an App."""

    def __init__(self, simulator: GitHubSimulator, folder: Path) -> None:
        """A key in a file, as whoever makes an App gets it."""
        super().__init__(simulator)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        (folder / "app.pem").write_bytes(pem)
        self.table = (
            f'adapter = "github"\nurl = "{simulator.url}"\napp_id = 7\ninstallation_id = 3\n'
            'private_key_file = "app.pem"'
        )
        self.environ = {"SYNCD_TRACKERS__IT__WEBHOOK_SECRET": token("hook")}


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Opened]:
    """The adapter, opened as an App; a token is good by the real clock."""
    with GitHubSimulator(Options(now=None)) as simulator:
        stage = AppStage(simulator, tmp_path)
        yield Opened(stage, settings_of(stage, tmp_path))


def test_an_app_works_as_a_token_does(it: Opened) -> None:
    """An installation's token is got by itself, once, and tickets are made with it."""
    ticket = it.make()
    assert it.read(ticket.ref.key).identity is not None
    tokens = [line for line in it.stage.log if "access_tokens" in line]
    assert len(tokens) == 1


def test_an_app_knows_its_own_comments(it: Opened) -> None:
    """What the App says is known by the App, without asking who it is."""
    ticket = it.read(it.make().ref.key)
    it.carry_out(WriteNote(ticket, "All is well.", NOW))
    it.stage.human.comment(ticket.ref.key, str(it.stage.whole(ticket.ref.key)["comments"]))
    said = it.again().read(ticket.ref.key).comments
    assert [comment.record for comment in said] == [NOTE, None]
    assert not any(line == "GET /user" for line in it.stage.log)


def test_an_app_knows_its_own_echoes(it: Opened) -> None:
    """What the App does comes back as webhooks that say nothing; what others do says its issue."""
    assert isinstance(it.stage, AppStage)
    assert isinstance(it.tracker, Listener)
    simulator, tracker = it.stage.simulator, it.tracker
    simulator.announce(token("hook"))
    tracker.meet()

    def heard() -> set[str]:
        sent, simulator.outbox.sent[:] = list(simulator.outbox.sent), []
        assert sent
        deliveries = [
            Delivery({k.lower(): v for k, v in each.headers.items()}, each.body, 0.0)
            for each in sent
        ]
        told = [tracker.refs(each, ()) for each in deliveries]
        return {each.ticket for news in told for each in news.touched}

    ticket = it.make()
    assert heard() == set()
    it.stage.human.comment(ticket.ref.key, "Started.")
    assert ticket.ref.key in heard()


def test_an_app_may_not_command_itself(it: Opened) -> None:
    """Its own comments are syncd's, known by the login of its bot."""
    ticket = it.read(it.make().ref.key)
    note = it.carry_out(WriteNote(ticket, "All is well.", NOW)).ticket.note
    assert note is not None
    it.stage.clear_log()
    assert it.tracker.right(ticket.ref, note.account) is Right.OWN
    assert it.stage.log == ["GET /app"]
    assert it.tracker.right(ticket.ref, "janedoe") is Right.WRITE
    assert len(it.stage.log) == 2
