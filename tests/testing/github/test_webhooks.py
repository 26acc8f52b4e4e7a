"""Webhooks: what is sent, signed with what, and where to."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from syncd.testing.github import GitHubSimulator, Human, payload_of
from tests.testing.client import Client
from tests.tokens import token

REPO = "/repos/acme/pay"


def test_each_change_is_told(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """Event and action of what people and programs do, in order, with who did it."""
    sim.announce(token("webhook"))
    client.send(f"POST {REPO}/issues", {"title": "T", "labels": ["x"]})
    human.comment("acme/pay#1", "c")
    human.close("acme/pay#1", reason="not_planned")
    human.delete("acme/pay#1")
    told = [
        (sent.event, payload_of(sent)["action"], payload_of(sent)["sender"]["login"])
        for sent in sim.deliveries
    ]
    assert told == [
        ("label", "created", "write"),
        ("issues", "opened", "write"),
        ("issue_comment", "created", "maintain"),
        ("issues", "closed", "maintain"),
        ("issues", "deleted", "maintain"),
    ]
    assert payload_of(sim.deliveries[3])["issue"]["state_reason"] == "not_planned"


def test_the_signature_is_over_the_body(sim: GitHubSimulator, human: Human) -> None:
    """HMAC-SHA256 of the raw bytes; each delivery has an id of its own."""
    sim.announce(token("webhook"))
    for title in "ab":
        human.create("acme/pay", title)
    first, second = sim.deliveries
    expected = hmac.new(token("webhook").encode(), first.body, hashlib.sha256).hexdigest()
    assert first.headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert first.headers["X-GitHub-Event"] == "issues"
    assert first.headers["X-GitHub-Delivery"] != second.headers["X-GitHub-Delivery"]


def test_what_fails_is_not_told(sim: GitHubSimulator, client: Client) -> None:
    """A request that is refused half-way sends nothing."""
    sim.announce()
    assert client.status(f"POST {REPO}/issues", {"title": "T" * 300, "labels": ["x"]}) == 422
    assert sim.deliveries == []


def test_nobody_listens(sim: GitHubSimulator, human: Human) -> None:
    """Without a listener none is made, which keeps large worlds fast."""
    human.create("acme/pay", "T")
    assert sim.deliveries == []


class Receiver:
    """Listens on loopback and keeps what it is sent."""

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self.received: list[tuple[str, bytes]] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append((self.headers["X-GitHub-Event"], body))
                self.send_response(202)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/gh"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who listens."""
    receiver = Receiver()
    receiver.thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.thread.join()
    receiver.server.server_close()


def test_they_are_posted(sim: GitHubSimulator, human: Human, receiver: Receiver) -> None:
    """With an address each is posted as it is; elsewhere than loopback is refused."""
    sim.announce(token("webhook"), receiver.url)
    human.create("acme/pay", "T")
    sim.outbox.flush()
    assert receiver.received == [("issues", sim.deliveries[0].body)]
    assert sim.outbox.answers == [202]
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        sim.announce(token("webhook"), "https://example.com/")


def test_a_tester_asks_for_them(sim: GitHubSimulator, human: Human, receiver: Receiver) -> None:
    """Over HTTP: where to, and signed with what; then what was sent can be looked at."""
    tester = Client(sim.origin)
    wanted = {"url": receiver.url, "secret": token("hook")}
    assert tester.status("POST /_simulator/webhooks", wanted) == 204
    human.create("acme/pay", "T")
    sim.outbox.flush()
    assert len(receiver.received) == 1
    (sent,) = tester.get("/_simulator/webhooks")
    assert sent["event"] == "issues"
    assert sent["headers"]["X-Hub-Signature-256"].startswith("sha256=")
    assert tester.status("POST /_simulator/webhooks", {"url": "http://example.com"}) == 400
    assert tester.status("POST /_simulator/webhooks", {"adress": receiver.url}) == 400


def test_hooks_of_a_repository(sim: GitHubSimulator, human: Human, receiver: Receiver) -> None:
    """An administrator registers one: it gets a ping, then the events that it asked for."""
    admin = Client(sim.url, token("admin"))
    config = {"url": receiver.url, "content_type": "json", "secret": token("hook")}
    hook = admin.send(f"POST {REPO}/hooks", {"config": config, "events": ["issues"]})
    assert hook["config"]["secret"] == "********"
    human.create("acme/pay", "T")
    human.comment("acme/pay#1", "c")
    sim.outbox.flush()
    assert [event for event, _ in receiver.received] == ["ping", "issues"]
    assert Client(sim.url, token("write")).status(f"GET {REPO}/hooks") == 403
    assert admin.status(f"DELETE {REPO}/hooks/{hook['id']}") == 204
    assert admin.get(f"{REPO}/hooks") == []


def test_a_push_is_told(sim: GitHubSimulator, human: Human) -> None:
    """With the files that came, went and changed."""
    sim.announce()
    sha = human.write("acme/pay", "pm/a.md", "a\n")
    payload = payload_of(sim.deliveries[0])
    assert (sim.deliveries[0].event, payload["ref"], payload["after"]) == (
        "push",
        "refs/heads/main",
        sha,
    )
    assert payload["commits"][0]["added"] == ["pm/a.md"]
