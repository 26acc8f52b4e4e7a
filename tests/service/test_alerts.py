"""Alertmanager's webhook."""

import json
from pathlib import Path
from typing import Any

import pytest

from syncd.service.rounds import EVERYTHING
from tests.service.conftest import Open
from tests.service.house import House, staffed
from tests.service.web import Web
from tests.tokens import token

TOKEN = token("github")


def _message(*alerts: dict[str, Any]) -> bytes:
    return json.dumps({"version": "4", "status": "firing", "alerts": list(alerts)}).encode()


def _alert(service: str = "payments-api", status: str = "firing", **labels: str) -> dict[str, Any]:
    return {
        "status": status,
        "labels": {"alertname": "PaymentErrors", "service": service, **labels},
        "annotations": {"summary": "the payment error rate is high"},
        "startsAt": "2026-03-02T08:59:00Z",
        "fingerprint": f"f-{service}-{status}",
    }


@pytest.fixture
def guarded(open_house: Open) -> House:
    """A service with a token, after its first pass."""
    house = open_house(SYNCD_SERVICE__TOKEN=TOKEN)
    house.look(EVERYTHING)
    return house


def test_what_bears_on_it(guarded: House) -> None:
    """The answer lists the open action items that bear on each alert that fires."""
    body = _message(_alert(), _alert(), _alert("search"), _alert("edge", status="resolved"))
    report = guarded.web.post("/webhooks/alertmanager", body).json()
    assert report["alerts"] == 3
    payments, search = report["incidents"]
    assert payments["fingerprints"] == ["f-payments-api-firing"] * 2
    assert payments["services"] == ["payments-api"]
    assert {item["id"] for item in payments["items"]} == {f"PM-2026-0051-0{n}" for n in (1, 2, 3)}
    assert payments["items"][0]["id"] == "PM-2026-0051-01", "the strongest first"
    assert search["items"] == [] or all(i["why"] for i in search["items"])


def test_it_needs_the_token(guarded: House, open_house: Open) -> None:
    """Without the token it is refused; where no token is configured there is no such webhook."""
    stranger = Web(guarded.web.app)
    assert stranger.post("/webhooks/alertmanager", _message(_alert())).status_code == 401
    wrong = {"authorization": "Bearer wrong"}
    answer = stranger.post("/webhooks/alertmanager", _message(_alert()), wrong)
    assert answer.status_code == 401
    assert open_house().web.post("/webhooks/alertmanager", _message()).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"alerts": 1}', b"[" * 50_000])
def test_nonsense(guarded: House, body: bytes) -> None:
    """What is no message of Alertmanager is refused."""
    assert guarded.web.post("/webhooks/alertmanager", body).status_code == 400


def test_odd_alerts(guarded: House) -> None:
    """Alerts without labels, or with odd ones, are answered with nothing."""
    odd: list[Any] = [{}, {"labels": None}, {"labels": {"service": 1}}, {"labels": []}, 7, None]
    answer = guarded.web.post("/webhooks/alertmanager", _message(*odd))
    assert answer.status_code == 200
    assert all(incident["items"] == [] for incident in answer.json()["incidents"])


def test_before_the_first_pass(open_house: Open) -> None:
    """While nothing is known Alertmanager is asked to come again."""
    house = open_house(SYNCD_SERVICE__TOKEN=TOKEN)
    answer = house.web.post("/webhooks/alertmanager", _message(_alert()))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")


def test_tickets_hear_of_it_once(tmp_path: Path) -> None:
    """The items whose cause an alert names get one comment for each time that it begins to fire.

    Those that only share a service are listed, and left in peace.
    """
    with staffed("github", tmp_path, environ={"SYNCD_SERVICE__TOKEN": TOKEN}) as house:
        item = next(i for i in house.site.standing().items if i.ticket)
        others = {i.id for i in house.site.standing().items} - {item.id}
        title = "Rotate the certificates of the gateway before they expire"
        assert house.company is not None
        house.company.replace(1, 0, item.title, title)
        house.look(EVERYTHING)
        item = next(i for i in house.site.standing().items if i.title == title)
        alert = _alert("it-api") | {"annotations": {"summary": title}}
        for _ in range(3):
            answer = house.web.post("/webhooks/alertmanager", _message(alert)).json()
            assert answer["incidents"][0]["items"][0]["id"] == item.id
            house.look(EVERYTHING)
        assert others, "there are items of the same service"
        said = _comments(house)
        assert item.ticket is not None
        assert [key for key, _ in said] == [item.ticket.key]
        assert item.title in said[0][1]
        assert "PaymentErrors" in said[0][1]
        again = alert | {"startsAt": "2026-03-03T10:00:00Z"}
        house.web.post("/webhooks/alertmanager", _message(again))
        assert len(_comments(house)) == 2


def _comments(house: House) -> list[tuple[str, str]]:
    comments = house.on.simulator.state().comments
    return [(each.ticket, each.body) for each in comments if "An alert that bears" in each.body]
