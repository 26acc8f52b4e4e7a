"""The Slack simulator behaves as Slack does where that decides something."""

from typing import Any

import pytest

from syncd.testing.slack import SlackSimulator
from syncd.testing.slack.limits import TIERS
from tests.testing.client import Client
from tests.testing.slack.conftest import Caller
from tests.testing.standalone import started
from tests.tokens import token

META = {"event_type": "told", "event_payload": {"day": "2026-03-02"}}


@pytest.mark.usefixtures("truthful")
def test_a_message_to_somebody(sim: SlackSimulator, call: Caller) -> None:
    """Who calls is known, people are found by address, and a message shows in the history."""
    assert call.get("auth.test")["user"] == "syncd"
    place = call.conversation()
    assert call.conversation("JANE@acme.com") == place
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Overdue."}}]
    said = call.post("chat.postMessage", channel=place, text="Overdue.", blocks=blocks)
    assert said["ts"] == "1772442000.000000"
    (message,) = call.get(f"conversations.history?channel={place}")["messages"]
    assert (message["text"], message["ts"], message["blocks"]) == ("Overdue.", said["ts"], blocks)
    (shown,) = sim.state().more["messages"]
    assert (shown["person"], shown["channel"]) == ("jane@acme.com", None)


@pytest.mark.usefixtures("truthful")
def test_metadata_come_when_asked_for(call: Caller) -> None:
    """Without the argument only their type is there."""
    place = call.conversation()
    call.post("chat.postMessage", channel=place, text="x", metadata=META)
    (message,) = call.get(f"conversations.history?channel={place}")["messages"]
    assert message["metadata"] == {"event_type": "told"}
    asked = f"conversations.history?channel={place}&include_all_metadata=true"
    (message,) = call.get(asked)["messages"]
    assert message["metadata"] == META


@pytest.mark.usefixtures("truthful")
def test_the_history_has_pages_and_bounds(sim: SlackSimulator, call: Caller) -> None:
    """The newest come first; what is as old as `oldest` is left out, unless it is inclusive."""
    place = call.conversation()
    stamps = []
    for text in "abcde":
        stamps.append(call.post("chat.postMessage", channel=place, text=text)["ts"])
        sim.clock.advance(seconds=1)
    asked = f"conversations.history?channel={place}"

    def texts(more: str) -> str:
        return "".join(each["text"] for each in call.get(f"{asked}&{more}")["messages"])

    assert texts(f"oldest={stamps[2]}") == "ed"
    assert texts(f"oldest={stamps[2]}&inclusive=true") == "edc"
    assert texts(f"latest={stamps[2]}") == "ba"
    assert texts("oldest=1872442000.000000") == ""
    page = call.get(f"{asked}&limit=3")
    assert (page["has_more"], len(page["messages"])) == (True, 3)
    cursor = page["response_metadata"]["next_cursor"].replace("=", "%3D")
    assert texts(f"limit=3&cursor={cursor}") == "ba"


def test_nothing_keeps_a_message_from_being_said_twice(sim: SlackSimulator, call: Caller) -> None:
    """Two equal calls are two messages: that is what an adapter has to prevent."""
    place = call.conversation()
    for _ in range(2):
        call.post("chat.postMessage", channel=place, text="x", metadata=META)
    assert len({message.ts for message in sim.said()}) == 2


@pytest.mark.parametrize(
    ("sent", "back", "tells"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", []),
        ("a &lt; b &amp; c", "a &lt; b &amp; c", []),
        ("<https://x.test/?a=1|this> <#C00000001>", "<https://x.test/?a=1|this> <#C00000001>", []),
        ("<!channel> <@U00000002>", "<!channel> <@U00000002>", ["!channel", "@U00000002"]),
        ("&lt;!channel&gt; <b>", "&lt;!channel&gt; &lt;b&gt;", []),
    ],
)
def test_texts(sim: SlackSimulator, call: Caller, sent: str, back: str, tells: list[str]) -> None:
    """What is a link or a command stays one, everything else comes back as entities."""
    place = call.conversation()
    assert call.post("chat.postMessage", channel=place, text=sent)["message"]["text"] == back
    assert sim.state().more["messages"][0]["mentions"] == tells


@pytest.mark.usefixtures("truthful")
def test_what_is_refused(sim: SlackSimulator, call: Caller) -> None:
    """Errors are answers with HTTP 200 and a code."""
    sim.world.settings.strangers.add("x@elsewhere.com")
    sim.world.settings.absent.add("nowhere")
    place = call.conversation()
    jane = sim.world.user_of("jane@acme.com")
    assert jane is not None
    sim.human("jane@acme.com").leave()
    sim.human("li@acme.com").archive("old")
    sim.human("li@acme.com").kick("private")
    assert call.get("users.lookupByEmail?email=x@elsewhere.com")["error"] == "users_not_found"
    assert call.get("users.lookupByEmail?email=jane@acme.com")["error"] == "users_not_found"
    assert call.post("conversations.open", users=jane.id)["error"] == "user_disabled"
    for channel, text, error in (
        ("#nowhere", "x", "channel_not_found"),
        ("#old", "x", "is_archived"),
        ("#private", "x", "not_in_channel"),
        (place, "", "no_text"),
    ):
        assert call.raw("chat.postMessage", channel=channel, text=text)[:2] == (
            200,
            {"ok": False, "error": error},
        )
    assert sim.said() == []


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "more than 0"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "less than 3001"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "text object"),
        ([{"type": "divider"}] * 51, "no more than 50"),
        ([{"type": "poem"}], "unsupported type"),
        ([{"type": "context", "elements": []}], "1 to 10"),
        ("[]x", "list of blocks"),
    ],
)
def test_blocks_have_rules(sim: SlackSimulator, call: Caller, blocks: Any, told: str) -> None:
    """What breaks one is not posted, and the answer says which."""
    answer = call.post("chat.postMessage", channel="#general", text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert told in answer["response_metadata"]["messages"][0]
    assert sim.said() == []


@pytest.mark.usefixtures("truthful")
def test_scopes(sim: SlackSimulator, call: Caller) -> None:
    """A call without its scope says which one is needed; every answer lists those there are."""
    place = call.conversation()
    sim.world.settings.scopes = frozenset({"chat:write", "im:write"})
    answer = call.get(f"conversations.history?channel={place}")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")
    assert answer["provided"] == "chat:write,im:write"
    assert call.get("users.lookupByEmail?email=a@b.c")["needed"] == "users:read.email"
    user = sim.world.conversations[place].user
    opened = call.raw("conversations.open", users=user)
    assert (opened[1]["ok"], opened[2]["X-OAuth-Scopes"]) == (True, "chat:write,im:write")


def test_tokens(sim: SlackSimulator, call: Caller) -> None:
    """No token, one that was revoked, and one among the arguments."""
    secret = f"xoxb-{token('slack')}"
    call.headers = {}
    assert call.get("auth.test")["error"] == "not_authed"
    assert call.post("auth.test", token=secret)["ok"]
    sim.world.settings.revoked.add(secret)
    assert call.post("auth.test", token=secret)["error"] == "token_revoked"


def test_limits(sim: SlackSimulator, call: Caller) -> None:
    """A method too often, or a channel too fast, is HTTP 429 with the seconds to wait."""
    sim.limits.per_minute = {**TIERS, "users.lookupByEmail": 2}
    sim.limits.message_every = 1.0
    place = call.conversation()
    call.conversation("omar@acme.com")
    status, answer, headers = call.raw("users.lookupByEmail", email="li@acme.com")
    assert (status, answer["error"], headers["Retry-After"]) == (429, "ratelimited", "60")
    assert call.post("chat.postMessage", channel=place, text="a")["ok"]
    assert call.raw("chat.postMessage", channel=place, text="b")[0] == 429
    assert call.post("chat.postMessage", channel="#general", text="c")["ok"]
    sim.clock.advance(seconds=61)
    assert call.post("chat.postMessage", channel=place, text="d")["ok"]
    assert call.conversation("li@acme.com")


def test_an_error_that_came_too_late(sim: SlackSimulator, call: Caller) -> None:
    """`internal_error` may come with the message posted all the same."""
    sim.faults.add("POST /chat.postMessage", "internal-error")
    answer = call.raw("chat.postMessage", channel="#general", text="x")
    assert answer[:2] == (200, {"ok": False, "error": "internal_error"})
    assert len(sim.said()) == 1


def test_what_is_not_there(sim: SlackSimulator, call: Caller) -> None:
    """A method that the simulator does not have is unknown, as one that Slack does not have."""
    assert call.post("chat.update", channel="C1", ts="1")["error"] == "unknown_method"
    assert len(sim.unknown) == 1


def test_as_a_process() -> None:
    """Started by its name it needs nothing: any token, anybody, any channel."""
    with started("slack", "--project", "general") as (_, url):
        assert url.endswith("/api/")
        client, tester = Client(url), Client(url.removesuffix("/api/"))
        headers = {"Authorization": "Bearer xoxb-any"}
        said = {"channel": "#anything", "text": "Hello"}
        assert client.ask("POST chat.postMessage", said, headers)[1]["ok"]
        fault = [{"match": "POST /chat.postMessage", "times": 1, "do": "429", "retry_after": 1}]
        assert tester.status("POST /_simulator/faults", fault) == 201
        status, _, answered = client.ask("POST /chat.postMessage", said, headers)
        assert (status, answered["Retry-After"]) == (429, "1")
        act = {"as": "jane@acme.com", "do": "say", "text": "on it"}
        assert tester.status("POST /_simulator/act", act) == 200
        state = tester.get("/_simulator/state")
        assert [each["text"] for each in state["messages"]] == ["Hello", "on it"]
        assert state["tickets"] == []
        assert [each["status"] for each in tester.get("/_simulator/requests")] == [200, 429]
