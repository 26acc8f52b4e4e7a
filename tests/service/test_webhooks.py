"""What trackers tell by webhook, over their simulators."""

from pathlib import Path
from typing import Any

import pytest

from syncd.service.hooks import LARGEST
from syncd.service.rounds import EVERYTHING
from syncd.testing.webhooks import Delivery
from tests.service.house import House, staffed

SIGNED = ["github", "jira", "jira-dc", "linear"]
_SIGNATURES = {
    "github": "X-Hub-Signature-256",
    "jira": "X-Hub-Signature",
    "jira-dc": "X-Hub-Signature",
    "linear": "Linear-Signature",
}


def _comment(house: House) -> list[Delivery]:
    key = house.key_of_first()
    return house.sent(lambda: house.on.human.comment(key, "Waiting for the new library."))


@pytest.mark.parametrize("name", SIGNED)
def test_a_change_is_looked_at_with_little(name: str, tmp_path: Path) -> None:
    """A webhook marks the one post-mortem; its pass reads that project alone, and writes it."""
    with staffed(name, tmp_path) as house:
        key = house.key_of_first()
        deliveries = house.sent(lambda: house.on.human.close(key))
        assert deliveries
        for delivery in deliveries:
            assert house.post(delivery).status_code == 200
        marked = house.marks.marked[0]
        again = {f"later {marked}"} if house.world.trackers["it"].capabilities.lag > 10 else set()
        assert set(house.marks.marked) == {marked} | again, "such lists lag behind its events"
        assert marked.startswith("post-mortem PM-2026-")
        house.on.clear_log()
        house.on.pass_time(120)
        house.look(marked)
        assert len(house.on.log) <= 3, house.on.log
        document = next((tmp_path / "post-mortems").glob("incident-00001.md"))
        assert "done" in document.read_text().casefold()
        items = {i.ticket.key: i.status.value for i in house.site.standing().items if i.ticket}
        assert items[key] == "done", "what is shown knows it too"


@pytest.mark.parametrize("name", SIGNED)
def test_a_forged_one_is_refused(name: str, tmp_path: Path) -> None:
    """Without the signature, with another, or with another body nothing is parsed or marked."""
    header = _SIGNATURES[name]
    with staffed(name, tmp_path) as house:
        (genuine, *_) = _comment(house)
        wrong = genuine.headers[header][:-2] + "00"
        forged = [
            Delivery("x", {k: v for k, v in genuine.headers.items() if k != header}, genuine.body),
            Delivery("x", {**genuine.headers, header: wrong}, genuine.body),
            Delivery("x", {**genuine.headers, header: ""}, genuine.body),
            Delivery("x", genuine.headers, genuine.body + b" "),
            Delivery("x", genuine.headers, b""),
        ]
        assert [house.post(each).status_code for each in forged] == [401] * 5
        assert not house.marks.marked
        assert house.post(genuine).status_code == 200
        assert house.marks.marked


@pytest.mark.parametrize("name", SIGNED)
def test_a_repeated_one_costs_nothing(name: str, tmp_path: Path) -> None:
    """The same delivery again is answered with success, and marks nothing."""
    with staffed(name, tmp_path) as house:
        (delivery, *_) = _comment(house)
        assert house.post(delivery).json() == {"outcome": "queued"}
        house.marks.take()
        again = house.post(delivery)
        assert (again.status_code, again.json()) == (200, {"outcome": "again"})
        assert not house.marks.marked


@pytest.mark.parametrize("name", SIGNED)
def test_echoes_cost_nothing(name: str, tmp_path: Path) -> None:
    """What syncd itself writes comes back as webhooks that mark nothing."""
    with staffed(name, tmp_path) as house:
        assert house.company is not None
        house.company.write("it", 1)
        echoes = house.sent(lambda: house.look(EVERYTHING))
        assert echoes
        assert {house.post(each).json()["outcome"] for each in echoes} == {"nothing"}
        assert not house.marks.marked


def test_a_stale_one_is_refused(tmp_path: Path) -> None:
    """Linear signs the time: what is older than a minute is refused."""
    with staffed("linear", tmp_path) as house:
        (delivery, *_) = _comment(house)
        house.on.pass_time(61)
        assert house.post(delivery).status_code == 401
        assert not house.marks.marked


def test_unknown_tickets(tmp_path: Path) -> None:
    """A ticket that no document links matters if it carries the label, and not otherwise."""
    with staffed("github", tmp_path) as house:
        for delivery in house.sent(lambda: house.on.human.create("Something else")):
            house.post(delivery)
        assert not house.marks.marked
        made = house.sent(lambda: house.on.human.create("Known", labels=["post-mortem"]))
        for delivery in made:
            house.post(delivery)
        assert set(house.marks.marked) == {EVERYTHING}


def test_asana_shakes_hands(tmp_path: Path) -> None:
    """Asana chooses the secret in a handshake; events count when they are signed with it."""
    from dataclasses import replace

    from syncd.testing.asana.records import Webhook

    with staffed("asana", tmp_path) as house:
        world = house.on.simulator.world
        hook = Webhook("9001", house.on.project, "http://127.0.0.1/", "s3cret", world.time(), ())
        hook = replace(hook, last_success_at=world.time())
        world.webhooks[hook.gid] = hook
        deliveries = _comment(house)
        assert {house.post(each).status_code for each in deliveries} == {401}
        answer = house.web.post("/webhooks/it", headers={"X-Hook-Secret": "s3cret"}, content=b"{}")
        assert (answer.status_code, answer.headers["x-hook-secret"]) == (200, "s3cret")
        assert {house.post(each).status_code for each in deliveries} == {200}
        assert house.marks.take()
        heartbeat = Delivery("", _signed("s3cret", b'{"events": []}'), b'{"events": []}')
        assert house.post(heartbeat).json() == {"outcome": "nothing"}
        statuses = [
            house.web.post("/webhooks/it", headers={"X-Hook-Secret": f"x{n}"}).status_code
            for n in range(60)
        ]
        assert statuses.count(200) == 49, "nobody can push the true secrets out"
        assert {house.post(each).status_code for each in deliveries} == {200}


def _signed(secret: str, body: bytes) -> dict[str, str]:
    import hashlib
    import hmac

    return {"X-Hook-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def test_no_webhook_without_a_secret(house: House) -> None:
    """Trackers that cannot sign, or have no secret, and names of none have no webhook."""
    for name in ("tickets", "nobody", "slack", "alertmanager"):
        assert house.web.post(f"/webhooks/{name}", content=b"{}").status_code == 404
    assert house.web.get("/webhooks/tickets").status_code == 405


def test_too_large(tmp_path: Path) -> None:
    """A body over the limit is refused, whether it says so at once or not."""
    with staffed("github", tmp_path) as house:
        large = b"x" * (LARGEST + 1)
        assert house.web.post("/webhooks/it", content=large).status_code == 413
        chunks = (large[n : n + 65_536] for n in range(0, len(large), 65_536))
        assert house.web.post("/webhooks/it", content=chunks).status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"a": 1e999}']
)
def test_signed_nonsense(body: bytes, tmp_path: Path) -> None:
    """What is signed and no event is refused or says nothing; nothing breaks."""
    from syncd.testing.github.webhooks import signature
    from tests.service.house import SECRET

    with staffed("github", tmp_path, documents=1) as house:
        headers = {"X-Hub-Signature-256": signature(SECRET, body), "X-GitHub-Event": "issues"}
        answer = house.post(Delivery("issues", headers, body))
        assert answer.status_code == (200 if body.startswith(b'{"a') else 400)
        assert not house.marks.marked


def test_a_form(tmp_path: Path) -> None:
    """GitHub's older content type, a form with the payload in it, is understood as well."""
    from urllib.parse import urlencode

    from syncd.testing.github.webhooks import signature
    from tests.service.house import SECRET

    with staffed("github", tmp_path) as house:
        (delivery, *_) = _comment(house)
        body = urlencode({"payload": delivery.body.decode()}).encode()
        headers = {
            **delivery.headers,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Hub-Signature-256": signature(SECRET, body),
        }
        assert house.post(Delivery("x", headers, body)).json() == {"outcome": "queued"}


def test_parked_until_it_changes(tmp_path: Path) -> None:
    """A webhook about a parked post-mortem gives it another chance."""
    with staffed("github", tmp_path) as house:
        (delivery, *_) = _comment(house)
        post_mortem = next(iter(house.site.standing().items)).post_mortem
        key = f"post-mortem {post_mortem}"
        keys: Any = house.world.memory.keys
        keys.failed(key)
        keys.rest(key, until=float("inf"), why="no permission", now=0.0)
        listed = house.web.get("/api/v1/parked").json()["parked"]
        assert [(each["key"], each["why"]) for each in listed] == [(key, "no permission")]
        assert "no permission" in house.web.get("/passes").text
        assert "syncd_parked_keys 1.0" in house.web.get("/metrics").text
        house.post(delivery)
        assert not keys.parked()
        assert key in house.marks.marked
