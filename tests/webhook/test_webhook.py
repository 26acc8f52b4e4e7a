"""What is particular to the webhook: its form, its signature, its ids, and what doctor says."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from syncd.model import Outcome, Post
from syncd.ports import DeniedError
from syncd.testing.conformance.notifying import TODAY, Told, digest, line
from syncd_webhook.message import headers, of_digest, of_post
from syncd_webhook.settings import NotifierSettings
from tests.tokens import token
from tests.webhook.receiver import WebhookStage, webhook


@pytest.fixture
def stage() -> Iterator[WebhookStage]:
    """A receiver."""
    with webhook() as stage:
        yield stage


@pytest.fixture
def it(stage: WebhookStage, tmp_path: Path) -> Told:
    """The notifier, as the suite opens it."""
    return Told(stage, tmp_path)


def test_the_body() -> None:
    """A digest is an object with a version, its person, its day, and a line for each item."""
    body = json.loads(of_digest(digest("jane@acme.com", line(due=None))).body)
    assert body == {
        "version": "1",
        "type": "digest",
        "person": "jane@acme.com",
        "day": "2026-03-02",
        "lines": [
            {
                "kind": "overdue",
                "item": "PM-2026-0051-01",
                "title": "Alert on the payment error rate",
                "post_mortem": "PM-2026-0051",
                "ticket": "PAY-1",
                "url": "https://tracker.test/browse/PAY-1",
                "priority": "P1",
                "due": None,
                "text": "It is overdue by 3 days: say when it will be done.",
            }
        ],
    }
    posted = json.loads(of_post(Post("#x", "Review", "All is *well*.")).body)
    assert posted == {
        "version": "1",
        "type": "post",
        "channel": "#x",
        "title": "Review",
        "text": "All is *well*.",
    }


def test_an_id_is_that_of_person_and_day() -> None:
    """Whatever is said, a digest of one person and day has one id, and no other has it."""
    mine = of_digest(digest("jane@acme.com"))
    assert of_digest(digest("Jane@acme.com", line(2))).id == mine.id
    assert of_digest(digest("omar@acme.com")).id != mine.id
    assert of_digest(digest("jane@acme.com", day=TODAY.replace(day=3))).id != mine.id


def test_the_signature() -> None:
    """It is that of Standard Webhooks: HMAC-SHA256 of id, time and body, in base64."""
    key = b"not a secret"
    secret = f"whsec_{base64.b64encode(key).decode()}"
    settings = NotifierSettings.model_validate({"url": "https://x.test", "secret": secret})
    assert settings.key == key
    message = of_digest(digest())
    sent = headers(message, settings.key, 1772442000.9)
    signed = f"{sent['webhook-id']}.1772442000.".encode() + message.body
    told = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == f"v1,{told}"
    assert sent["webhook-timestamp"] == "1772442000"
    assert sent["Idempotency-Key"] == message.id


def test_a_message_that_came_is_sent_again_under_its_id(it: Told, stage: WebhookStage) -> None:
    """A lost answer is no reason for silence: the receiver sees one id twice, and one digest."""
    stage.fault("lose-answer", times=1)
    (done,) = it.notify()
    assert done.outcome is Outcome.APPLIED
    assert list(stage.receiver.world.times.values()) == [2]
    assert len(stage.delivered()) == 1


def test_another_secret(it: Told, stage: WebhookStage) -> None:
    """A signature that the receiver does not accept is told as what it is, without the secret."""
    stage.environ = {"SYNCD_NOTIFY__IT__SECRET": token("another")}
    with pytest.raises(DeniedError, match="the secret there and here") as refused:
        it.notifier().send(digest())
    assert token("another") not in str(refused.value)
    assert stage.delivered() == []


def test_doctor_says_what_cannot_be_known(it: Told) -> None:
    """That it cannot be read back stands there, and what follows from it."""
    (check,) = it.notifier().check()
    assert "cannot be read back" in str(check.hint)
    assert "twice" in str(check.hint)


def test_doctor_warns_of_an_open_line(it: Told, stage: WebhookStage) -> None:
    """An address elsewhere without encryption is not well."""
    stage.table = stage.table.replace("http://127.0.0.1", "http://hooks.acme.test")
    assert [check.ok for check in it.notifier().check()] == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "hooks.acme.com"},
        {"url": "https://user:pass@hooks.acme.com"},
        {"secret": ""},
        {"secret": "whsec_no base64"},
        {"shout": True},
    ],
)
def test_settings_that_are_refused(wrong: dict[str, Any]) -> None:
    """What is no address, has a password in it, or does not sign."""
    right = {"url": "https://hooks.acme.com/x", "secret": "s"}
    assert NotifierSettings.model_validate(right)
    with pytest.raises(ValidationError):
        NotifierSettings.model_validate(right | wrong)


def test_a_line_has_every_field() -> None:
    """What a line of a digest knows is in the body: a field that is added must be sent too."""
    made = line()
    (shown,) = json.loads(of_digest(digest("a@b.c", replace(made))).body)["lines"]
    assert shown.keys() == set(made.__dataclass_fields__)
