"""Webhooks: what is sent, signed with what, and where to."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from syncd.testing.linear import Human, LinearSimulator, payload_of, signature
from tests.testing.client import Client
from tests.testing.linear.conftest import NOW, Graph

HOOK = """
mutation($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { webhook { id secret url } }
}"""


def test_each_change_is_told(sim: LinearSimulator, graph: Graph, human: Human) -> None:
    """Type, action and who did it, in order; an update tells what was there before."""
    sim.announce("secret")
    graph.make("T")
    human.comment("PAY-1", "c")
    human.edit("PAY-1", title="U")
    human.attach("PAY-1", "https://a.test/")
    human.delete("PAY-1")
    human.purge("PAY-1")
    payloads = [payload_of(sent) for sent in sim.deliveries]
    assert [(each["type"], each["action"]) for each in payloads] == [
        ("Issue", "create"),
        ("Comment", "create"),
        ("Issue", "update"),
        ("Attachment", "create"),
        ("Issue", "update"),
        ("Issue", "remove"),
    ]
    assert payloads[2]["data"]["title"] == "U"
    assert payloads[2]["updatedFrom"]["title"] == "T"
    assert payloads[1]["data"]["issue"]["identifier"] == "PAY-1"
    assert payloads[0]["actor"]["name"] == "Bot"


def test_the_signature_is_over_the_body(sim: LinearSimulator, human: Human) -> None:
    """HMAC-SHA256 of the raw bytes in hexadecimal; the time is in the body, in milliseconds."""
    sim.announce("secret")
    for title in "ab":
        human.create("PAY", title)
    first, second = sim.deliveries
    expected = hmac.new(b"secret", first.body, hashlib.sha256).hexdigest()
    assert first.headers["Linear-Signature"] == expected == signature("secret", first.body)
    assert first.headers["Linear-Event"] == "Issue"
    assert first.headers["Linear-Delivery"] != second.headers["Linear-Delivery"]
    one, two = json.loads(first.body), json.loads(second.body)
    assert one["webhookTimestamp"] == NOW.timestamp() * 1000
    assert one["webhookId"] == two["webhookId"]


def test_what_fails_is_not_told(sim: LinearSimulator, graph: Graph) -> None:
    """A mutation that is refused sends nothing; one before it in the document does."""
    sim.announce()
    made = graph.make()
    query = """
        mutation($id: String!) {
          a: issueUpdate(id: $id, input: {title: "Done"}) { success }
          b: issueUpdate(id: $id, input: {title: "", priority: 1}) { success }
        }"""
    graph.refused(query, id=made["id"])
    assert [payload_of(sent)["action"] for sent in sim.deliveries] == ["create", "update"]


def test_nobody_listens(sim: LinearSimulator, human: Human) -> None:
    """Without a listener none is made, which keeps large worlds fast."""
    human.create("PAY", "T")
    assert sim.deliveries == []


class Receiver:
    """Listens on loopback and keeps what it is sent."""

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self.received: list[tuple[str, str, bytes]] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = self.headers
                received.append((told["Linear-Event"], told["Linear-Signature"], body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/linear"
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


def test_a_registration(
    sim: LinearSimulator, graph: Graph, human: Human, receiver: Receiver
) -> None:
    """An administrator registers an address for some types; each is posted, signed, as it is."""
    sim.user("bot@acme.com", admin=True)
    wish = {"url": receiver.url, "resourceTypes": ["Issue"], "allPublicTeams": True}
    hook = graph.run(HOOK, input={**wish, "secret": "s"})["webhookCreate"]["webhook"]
    human.create("PAY", "T")
    human.comment("PAY-1", "c")
    sim.outbox.flush()
    ((kind, signed, body),) = receiver.received
    assert (kind, signed) == ("Issue", signature("s", body))
    assert json.loads(body)["webhookId"] == hook["id"]
    graph.run("mutation($id: String!) { webhookDelete(id: $id) { success } }", id=hook["id"])
    human.create("PAY", "U")
    sim.outbox.flush()
    assert len(receiver.received) == 1


def test_who_may_register(sim: LinearSimulator, graph: Graph, receiver: Receiver) -> None:
    """Only an administrator, and here only an address on this machine."""
    wish = {"url": receiver.url, "resourceTypes": ["Issue"]}
    assert graph.refused(HOOK, input=wish)["message"] == "Forbidden"
    sim.user("bot@acme.com", admin=True)
    error = graph.refused(HOOK, input={**wish, "url": "https://example.com/"})
    assert error["extensions"]["code"] == "INVALID_INPUT"


def test_a_tester_asks_for_them(sim: LinearSimulator, human: Human, receiver: Receiver) -> None:
    """Over HTTP: where to, and signed with what; then what was sent can be looked at."""
    tester = Client(sim.origin)
    wanted = {"url": receiver.url, "secret": "s"}
    assert tester.status("POST /_simulator/webhooks", wanted) == 204
    human.create("PAY", "T")
    sim.outbox.flush()
    assert len(receiver.received) == 1
    (sent,) = tester.get("/_simulator/webhooks")
    assert sent["event"] == "Issue"
    assert sent["headers"]["Linear-Signature"]
