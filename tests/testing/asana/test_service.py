"""What is around the tasks: tokens, people, limits, batches, search, events, webhooks."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from syncd.testing import Options
from syncd.testing.asana import AsanaSimulator
from syncd.testing.asana.humans import Human
from tests.testing.asana.conftest import PROJECT, Bearer

LIST = f"GET /tasks?project={PROJECT}&limit=100"


class Listener(BaseHTTPRequestHandler):
    """Shakes hands, and keeps what it is told."""

    heard: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    echoes = True

    def do_POST(self) -> None:
        """Echo the secret, if there is one."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        secret = self.headers["X-Hook-Secret"]
        if secret is None:
            self.heard.append((dict(self.headers), body))
        self.send_response(200)
        if secret is not None and self.echoes:
            self.send_header("X-Hook-Secret", secret)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@contextmanager
def listening(*, echoes: bool = True) -> Iterator[str]:
    """Somebody who waits for webhooks; gives the address."""
    Listener.heard.clear()
    Listener.echoes = echoes
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook?team=pay"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_outside_tester_is_let_in() -> None:
    """Any token, any project and any address are good from the start, by `--project` too."""
    with AsanaSimulator(Options(projects=("Payments", "77"))) as sim:
        client = Bearer(sim.url, "whatever")
        names = [each["name"] for each in client.data("GET /projects?limit=10")]
        assert names == ["Payments", "Project 77"]
        assert client.data("GET /tasks?project=1208000000000099&limit=1") == []
        where = f"/workspaces/{sim.world.workspace}/users"
        assert client.data(f"GET {where}/ana@acme.com")["name"] == "Ana"
        assert client.status(f"GET {where}/no-body@acme.com") == 404
        assert client.status(f"GET {where}/some%20body@acme.com") == 404
        assert Bearer(sim.url).said("GET /users/me") == (401, "Not Authorized")


def test_unknown_tokens(sim: AsanaSimulator) -> None:
    """With the door closed only tokens that were given out are good."""
    assert Bearer(sim.url, "other").status("GET /users/me") == 401
    assert Bearer(sim.url, "personal").data("GET /users/me")["email"] == "syncd@acme.com"


def test_people(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """By gid, by address in any case, or all of a workspace by gid; not from another one."""
    jane = client.data("GET /users/JANE@acme.com")
    assert jane["gid"] == human.gid
    workspace = sim.world.workspace
    listed = client.data(f"GET /users?workspace={workspace}&limit=10&opt_fields=email")
    assert [each["email"] for each in listed] == ["syncd@acme.com", "jane@acme.com"]
    other = sim.world.add_workspace("Other")
    sim.world.add_user("Kim", "kim@other.test", other.gid)
    assert client.status(f"GET /workspaces/{workspace}/users/kim@other.test") == 404
    assert client.status(f"GET /workspaces/{other.gid}/users") == 403


def test_a_commenter_may_only_comment(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """403 for everything else."""
    gid = human.create(PROJECT, "x")
    with sim.changing() as world:
        world.levels[PROJECT, world.bot] = "commenter"
    assert client.status(f"POST /tasks/{gid}/stories", {"data": {"text": "Hm."}}) == 201
    assert client.status(f"PUT /tasks/{gid}", {"data": {"name": "y"}}) == 403
    assert client.status("POST /tasks", {"data": {"projects": [PROJECT]}}) == 403


def test_limits(sim: AsanaSimulator, client: Bearer) -> None:
    """Beyond so many in a minute 429 with Retry-After, for one token alone."""
    sim.limits.per_minute = 3
    assert [client.status(LIST) for _ in range(3)] == [200] * 3
    status, body, headers = client.ask(LIST)
    assert (status, headers["Retry-After"]) == (429, "60")
    assert "too many requests" in body["errors"][0]["message"]
    assert Bearer(sim.url, "app").status(LIST) == 200
    sim.clock.advance(seconds=61)
    assert client.status(LIST) == 200


def test_a_batch(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """Up to ten requests in one; each has its own outcome, and counts for the limit."""
    gid = human.create(PROJECT, "x")
    actions = [
        {"method": "get", "relative_path": f"/tasks/{gid}", "options": {"fields": ["name"]}},
        {"method": "GET", "relative_path": "/tasks/42"},
        {"method": "post", "relative_path": "/tasks", "data": {"projects": [PROJECT], "name": "y"}},
        {"method": "put", "relative_path": f"/tasks/{gid}", "data": {"name": "z", "due_on": "?"}},
        {"method": "get", "relative_path": "/tasks", "data": {"project": PROJECT},
         "options": {"limit": 1}},
    ]  # fmt: skip
    results = client.data("POST /batch", actions=actions)
    assert [each["status_code"] for each in results] == [200, 404, 201, 400, 200]
    assert results[0]["body"]["data"] == {"gid": gid, "name": "x"}
    assert results[4]["body"]["next_page"] is not None
    assert sim.log == ["POST /api/1.0/batch"]
    assert {ticket.title for ticket in sim.state().tickets} == {"x", "y"}
    assert client.said("POST /batch", {"data": {"actions": []}})[0] == 400
    assert client.said("POST /batch", {"data": {"actions": actions[:1] * 11}})[0] == 400
    sim.limits.per_minute = 4
    assert client.status("POST /batch", {"data": {"actions": actions[:2] * 3}}) == 429


def test_a_fault_hits_a_batch_too(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """Whatever matches one action of a batch happens to all of it."""
    gid = human.create(PROJECT, "x")
    sim.faults.add(f"GET /tasks/{gid}", "503")
    action = {"method": "get", "relative_path": f"/tasks/{gid}"}
    assert client.status("POST /batch", {"data": {"actions": [action]}}) == 503
    assert client.status("POST /batch", {"data": {"actions": [action]}}) == 200


def test_search_is_behind(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """What was just made is in the list, and only later in the index."""
    gid = human.create(PROJECT, "Add breaker", labels=["ours"])
    line = f"GET /workspaces/{sim.world.workspace}/tasks/search?text=breaker"
    assert client.data(line) == []
    assert len(client.data(LIST)) == 1
    sim.clock.advance(seconds=61)
    assert [each["gid"] for each in client.data(line)] == [gid]
    assert client.data(f"{line}&completed=true") == []
    assert len(client.data(f"{line}&projects.any={PROJECT}&created_at.before=2026-04-01")) == 1


def test_events(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """The first call gives a token, with 412; later ones what happened, a hundred at a time."""
    line = f"GET /events?resource={PROJECT}"
    status, body, _ = client.ask(line)
    assert status == 412
    gid = human.create(PROJECT, "x")
    human.comment(gid, "Hm.")
    told = client.send(f"{line}&sync={body['sync']}")
    assert [(each["action"], each["type"]) for each in told["data"]] == [
        ("added", "task"),
        ("added", "story"),
    ]
    for _ in range(60):
        human.close(gid)
        human.reopen(gid)
    more = client.send(f"{line}&sync={told['sync']}")
    assert (len(more["data"]), more["has_more"]) == (100, True)
    rest = client.send(f"{line}&sync={more['sync']}")
    assert (len(rest["data"]), rest["has_more"]) == (20, False)
    sim.clock.advance(hours=25)
    assert client.status(f"{line}&sync={rest['sync']}") == 412
    assert client.status(f"{line}&sync=abc") == 412


def test_a_webhook_shakes_hands_first(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """The secret comes during the request, and signs whatever is sent afterwards."""
    with listening() as target:
        told = client.send("POST /webhooks", {"data": {"resource": PROJECT, "target": target}})
        secret = told["X-Hook-Secret"]
        gid = human.create(PROJECT, "x")
        sim.heartbeat()
        sim.outbox.flush()
        heard = list(Listener.heard)
    assert len(sim.deliveries) == 2
    for headers, body in heard:
        expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        assert headers["X-Hook-Signature"] == expected
    (event,) = json.loads(heard[0][1])["events"]
    assert event["resource"] == {"gid": gid, "resource_type": "task"}
    assert json.loads(heard[1][1]) == {"events": []}
    assert [each["active"] for each in client.data("GET /webhooks?limit=10")] == [True]
    client.data(f"DELETE /webhooks/{told['data']['gid']}")
    human.close(gid)
    assert len(sim.deliveries) == 2


def test_filters_of_webhooks(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """Only what passes one of them is sent."""
    wanted = [{"resource_type": "task", "action": "changed", "fields": ["completed"]}]
    with listening() as target:
        client.data("POST /webhooks", resource=PROJECT, target=target, filters=wanted)
        gid = human.create(PROJECT, "x")
        human.edit(gid, title="y")
        human.close(gid)
        sim.outbox.flush()
    assert len(sim.deliveries) == 1


@pytest.mark.parametrize("target", ["http://example.com/hook", "http://127.0.0.1:9/hook"])
def test_a_webhook_that_nobody_answers(client: Bearer, target: str) -> None:
    """No other machine is called; and without the echo there is no webhook."""
    sent = {"data": {"resource": PROJECT, "target": target}}
    assert client.status("POST /webhooks", sent) in {400, 403}
    with listening(echoes=False) as silent:
        sent["data"]["target"] = silent
        assert client.status("POST /webhooks", sent) == 400
    assert client.data("GET /webhooks?limit=10") == []


def test_people_act_by_http(sim: AsanaSimulator, client: Bearer) -> None:
    """Testers that have no Python can be people too."""
    act = {"as": "jane@acme.com", "do": "create", "project": PROJECT, "title": "By hand"}
    gid = client.send("POST /_simulator/act", act)["done"]
    client.send("POST /_simulator/act", {"as": "jane@acme.com", "do": "close", "ticket": gid})
    (ticket,) = client.send("GET /_simulator/state")["tickets"]
    assert (ticket["title"], ticket["closed"], ticket["status"]) == ("By hand", True, "completed")


def test_twenty_thousand_tasks(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """A page in the middle of a large project is as complete as the first."""
    for n in range(20_000):
        human.create(PROJECT, f"Task {n}")
    page = client.send(f"{LIST}&opt_fields=name")
    for _ in range(10):
        page = client.send(f"{LIST}&opt_fields=name&offset={page['next_page']['offset']}")
    assert page["data"][0]["name"] == "Task 1000"
