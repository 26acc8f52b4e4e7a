"""What is particular to Slack: scopes, verdicts, blocks, requests, and what doctor says."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML

from docs.generate import ROOT
from syncd.config import load
from syncd.model import Outcome, Post
from syncd.ports import (
    AgainError,
    DeniedError,
    Gate,
    LimitedError,
    PortError,
    RejectedError,
    UnsureError,
)
from syncd.testing.conformance.notifying import NOW, TODAY, Told, digest, line
from syncd.testing.slack import SCOPES
from syncd.testing.slack.block_kit import check
from syncd.testing.slack.text import seen
from syncd_slack.blocks import of_digest, of_post
from syncd_slack.mrkdwn import from_markdown, link, plain
from syncd_slack.verdicts import verdict
from tests.slack.stage import SlackStage, slack
from tests.tokens import token


@pytest.fixture
def stage() -> Iterator[SlackStage]:
    """A simulated workspace."""
    with slack() as stage:
        yield stage


@pytest.fixture
def it(stage: SlackStage, tmp_path: Path) -> Told:
    """The notifier, as the suite opens it."""
    return Told(stage, tmp_path)


def test_what_a_digest_costs(it: Told, stage: SlackStage) -> None:
    """Three requests to find somebody and look, and one to say it; nothing the second time."""
    it.notify()
    assert stage.simulator.log == [
        "POST /api/users.lookupByEmail",
        "POST /api/conversations.open",
        "POST /api/conversations.history",
        "POST /api/chat.postMessage",
    ]
    stage.simulator.clear_log()
    assert it.notify() == []
    assert stage.simulator.log == []


def test_a_new_store_without_the_scope(it: Told, stage: SlackStage) -> None:
    """Without im:history a store of today says nothing today, since it could be the second time."""
    stage.simulator.world.settings.scopes = SCOPES - {"im:history"}
    with it.world() as world:
        world.memory.remembers_messages_since(NOW)
    path = it.folder / "today.db"
    assert not path.exists()
    (done,) = _notify_by_a_new_store(it)
    assert done.outcome is Outcome.SKIPPED
    assert "im:history" in str(done.error)
    assert stage.delivered() == []
    tomorrow = NOW + timedelta(days=1)
    (done,) = _notify_by_a_new_store(it, days=1)
    assert done.outcome is Outcome.APPLIED
    assert it.notifier().capabilities.reads_back
    assert stage.simulator.said()[0].metadata is not None
    payload = stage.simulator.said()[0].metadata or {}
    assert payload["event_payload"]["day"] == tomorrow.date().isoformat()


def _notify_by_a_new_store(it: Told, days: int = 0) -> list:  # type: ignore[type-arg]
    from syncd.passes import notify, open_world

    now = NOW + timedelta(days=days)
    with open_world(it.settings("today"), now=now, real_time=it.real_time()) as world:
        return notify(world, [digest(day=now.date())], dry_run=False)


def test_somebody_with_another_address(it: Told, stage: SlackStage) -> None:
    """Whom `[people]` names by their id in Slack is not looked up by address."""
    with stage.simulator.changing() as world:
        user = world.add_user("jd@elsewhere.com")
    file = it.folder / "syncd.toml"
    people = f'[people."jane.doe@acme.com"]\nslack = "{user.id}"\n'
    file.write_text(f"[notify.it]\n{stage.table}\n{people}", "utf-8")
    settings = load(file, environ=stage.environ, rules=())
    ours = settings.notifiers["it"].open(Gate("it"), settings.labels)
    ours.send(digest())
    assert ours.sent("Jane.Doe@acme.com", TODAY)
    assert [list(each.to) for each in stage.delivered()] == [["jd@elsewhere.com"]]
    assert "POST /api/users.lookupByEmail" not in stage.simulator.log


def test_a_crowded_conversation(it: Told, stage: SlackStage) -> None:
    """A digest is found however much was said in the conversation since, page by page."""
    ours = it.notifier()
    ours.send(digest())
    jane = stage.simulator.human("jane.doe@acme.com")
    for n in range(450):
        jane.say(f"thought {n}")
    stage.simulator.clear_log()
    assert ours.sent("jane.doe@acme.com", TODAY)
    assert stage.simulator.log == ["POST /api/conversations.history"] * 3


def test_a_person_cannot_pretend(it: Told, stage: SlackStage) -> None:
    """What somebody writes themselves is no digest, whatever it says."""
    ours = it.notifier()
    stage.simulator.human("jane.doe@acme.com").say("syncd_digest 2026-03-02")
    assert not ours.sent("jane.doe@acme.com", TODAY)


def test_a_message_that_was_posted_after_all(it: Told, stage: SlackStage) -> None:
    """An internal error that came too late is seen through by reading back."""
    for do in ("internal-error", "late-503"):
        stage.simulator.faults.add("POST /chat.postMessage", do)
        day = TODAY + timedelta(days=len(stage.simulator.said()))
        now = NOW + timedelta(days=len(stage.simulator.said()))
        stage.simulator.clock.set(now)
        (done,) = it.notify(digest(day=day), now=now)
        assert done.outcome is Outcome.APPLIED
    assert len(stage.simulator.said()) == 2


def test_a_short_limit_is_waited_for(it: Told, stage: SlackStage) -> None:
    """For as long as Slack says, and nothing is lost."""
    stage.fault("429", times=1, retry_after=2)
    it.notify()
    assert len(stage.delivered()) == 1
    assert sum(it.slept) == pytest.approx(2, abs=0.5)


@pytest.mark.parametrize("scope", ["users:read.email", "im:write", "chat:write", "im:history"])
def test_doctor_names_a_missing_scope(it: Told, stage: SlackStage, scope: str) -> None:
    """Each scope that is missing is named, with what does not work without it and the way out."""
    stage.simulator.world.settings.scopes = SCOPES - {scope}
    (wrong,) = [each for each in it.notifier().check() if not each.ok]
    assert scope in wrong.message
    assert "install the app again" in str(wrong.hint)


def test_doctor_and_the_slash_command(it: Told, stage: SlackStage) -> None:
    """The scope of the slash command is asked for only where the command is wanted."""
    assert all(each.ok for each in it.notifier().check())
    stage.environ = {**stage.environ, "SYNCD_NOTIFY__IT__SIGNING_SECRET": token("signing")}
    (wrong,) = [each for each in it.notifier().check() if not each.ok]
    assert "/syncd" in wrong.message
    assert "install the app again" in str(wrong.hint)
    stage.simulator.world.settings.scopes = SCOPES | {"commands"}
    assert all(each.ok for each in it.notifier().check())


def test_doctor_and_a_wrong_token(it: Told, stage: SlackStage) -> None:
    """A token that is no longer good is one finding with the way out, and no trace of it."""
    (secret,) = stage.environ.values()
    stage.simulator.world.settings.revoked.add(secret)
    (wrong,) = it.notifier().check()
    assert not wrong.ok
    assert "install the app again" in wrong.message
    assert secret not in wrong.message


def test_a_channel_without_the_app(it: Told, stage: SlackStage) -> None:
    """A review that cannot be posted says that the app has to be invited."""
    stage.simulator.human("li@acme.com").kick("#reliability")
    with pytest.raises(RejectedError, match="/invite"):
        it.notifier().post(Post("#reliability", "Review", "All is well."))


@pytest.mark.parametrize(
    ("status", "error", "read", "write"),
    [
        (200, "internal_error", AgainError, UnsureError),
        (200, "fatal_error", AgainError, UnsureError),
        (503, "", AgainError, UnsureError),
        (429, "ratelimited", LimitedError, LimitedError),
        (200, "ratelimited", LimitedError, LimitedError),
        (200, "invalid_auth", DeniedError, DeniedError),
        (200, "missing_scope", DeniedError, DeniedError),
        (200, "users_not_found", RejectedError, RejectedError),
        (200, "msg_too_long", RejectedError, RejectedError),
        (200, "something_new", RejectedError, RejectedError),
        (302, "", DeniedError, DeniedError),
        (404, "", DeniedError, DeniedError),
    ],
)
def test_verdicts(status: int, error: str, read: type[PortError], write: type[PortError]) -> None:
    """Each code has its verdict; what may have happened is unsure for a write alone."""
    body = {"ok": False, "error": error} if error else {}
    assert type(verdict(status, {}, body, "x", write=False)).__mro__[:-3].count(read)
    assert isinstance(verdict(status, {}, body, "x", write=True), write)


def test_how_long_to_wait() -> None:
    """As Slack says, in whatever case the header is written; without a word, half a minute."""
    for headers, seconds in (({"retry-after": "7"}, 7), ({"Retry-After": "9"}, 9), ({}, 30)):
        limited = verdict(429, headers, {}, "x", write=True)
        assert isinstance(limited, LimitedError)
        assert limited.retry_after == seconds


def test_blocks_of_any_digest_are_valid() -> None:
    """However many lines, and however long, Slack's rules for blocks hold."""
    for number in (1, 2, 22, 23, 200):
        lines = [line(n, title="<" * 4000, text="&" * 4000) for n in range(number)]
        check(list(of_digest(digest("a@b.c", *lines))["blocks"]))


def test_posts_of_any_length_are_valid() -> None:
    """However long a review is, it fits, and says that it goes on."""
    paragraphs = "\n\n".join(f"word {'x' * 5000} & <b>" for _ in range(80))
    blocks = list(of_post(Post("#x", "y" * 400, paragraphs))["blocks"])
    check(blocks)
    assert "goes on" in str(blocks[-1])
    table = "| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * 900
    for block in (blocks := list(of_post(Post("#x", "y", table))["blocks"]))[1:]:
        assert block["text"]["text"].count("```") == 2
    check(blocks)


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("# A **b**", ["*A b*"]),
        ("a **b** _c_ ~~d~~ `e<f`", ["a *b* _c_ ~d~ `e&lt;f`"]),
        ("[a & b](https://x.test/?q=1&r=2)", ["<https://x.test/?q=1&amp;r=2|a &amp; b>"]),
        ("[a](javascript:alert)", ["[a](javascript:alert)"]),
        ("- a\n  - b\n- c", ["• a\n    • b\n• c"]),
        ("2. a\n3. b", ["2. a\n3. b"]),
        ("> a", ["> a"]),
        ("| A | B |\n| --- | --- |\n| 1 | <2> |", ["```\nA  B\n1  &lt;2&gt;\n```"]),
        ("&lt;!channel&gt; <b>", ["&lt;!channel&gt; &lt;b&gt;"]),
    ],
)
def test_markdown_in_slack_s_markup(markdown: str, told: list[str]) -> None:
    """Each form of Markdown that a review has is one that Slack shows."""
    assert from_markdown(markdown) == told


def test_a_text_is_seen_as_it_was() -> None:
    """Signs that mean something in Slack's markup do not, and words are left alone."""
    for text in ("<!here> & *a* _b_ ~c~ `d`", "snake_case a*b", "&amp; <"):
        assert seen(plain(text)) == text
    assert plain("snake_case") == "snake_case"


def test_addresses() -> None:
    """Only addresses of the web lead anywhere, and none can end its link early."""
    assert link("a", "javascript:alert(1)") == "a"
    assert link("a", "PAY/PAY-1.md") == "a"
    assert link("a>b", "https://x.test/>|<!channel>") == (
        "<https://x.test/%3E%7C%3C!channel%3E|a&gt;b>"
    )


def test_a_digest_s_fallback(stage: SlackStage, it: Told) -> None:
    """What a notification shows names the tickets, and holds no title."""
    it.notify(digest("jane.doe@acme.com", line(1, title="secret"), line(2)))
    (message,) = stage.simulator.said()
    assert message.text == "2 action items for you: PAY-1, PAY-2"


def test_the_day_of_a_digest(it: Told, stage: SlackStage) -> None:
    """A digest is found in whatever time zone its day is, and whatever `--now` said."""
    stage.simulator.clock.set(NOW.replace(hour=10, minute=30))
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=300), date(2031, 1, 1)):
        ours = it.notifier()
        assert not ours.sent("jane.doe@acme.com", day)
        ours.send(digest(day=day))
        assert ours.sent("jane.doe@acme.com", day)


def test_the_manifest_is_enough(it: Told, stage: SlackStage) -> None:
    """An app made from the manifest in docs/how-to/slack.md lacks no scope, and has the command."""
    page = (ROOT / "docs" / "how-to" / "slack.md").read_text()
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    manifest = YAML(typ="safe").load(text)
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == "/syncd"
    assert urlsplit(command["url"]).path == "/webhooks/slack"
    stage.environ = {**stage.environ, "SYNCD_NOTIFY__IT__SIGNING_SECRET": token("signing")}
    stage.simulator.world.settings.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
    assert all(each.ok for each in it.notifier().check())
