"""Slack's slash command: who may ask, and what is answered."""

import importlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncd.service.hooks import LARGEST
from syncd.service.rounds import EVERYTHING
from syncd.testing.slack.block_kit import check
from syncd.testing.slack.text import mentions, seen, texts
from tests.cli.conftest import CONFIG, POST_MORTEM
from tests.service.conftest import Open
from tests.service.house import House
from tests.service.slack_sends import (
    OMAR,
    SECRET,
    event,
    form,
    headers,
    now,
    post,
    say,
    signature,
)
from tests.tokens import token

SLACK = """
[notify.chat]
adapter = "slack"
"""
PEOPLE = '[people."omar@acme.com"]\nteam = "payments"\nslack = "U0OMAR"\n'
ENVIRON = {
    "SYNCD_NOTIFY__CHAT__TOKEN": f"xoxb-{token('slack')}",
    "SYNCD_NOTIFY__CHAT__SIGNING_SECRET": SECRET,
}
_LINK = re.compile(r"<https?://[^<>|\s]+\|[^<>|]*>")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """As elsewhere, with Slack, links to tickets, a second team, and a confidential post-mortem."""
    text = CONFIG.replace('path = "tickets"', 'path = "tickets"\nurl_base = "https://t.example/"')
    text = text.replace('project = "PAY"', 'project = "PAY"\nconfidential_project = "SEC"')
    text = text.partition("[people")[0] + PEOPLE + SLACK
    text += '[teams.core]\ntracker = "tickets"\nproject = "CORE"\nconfidential_project = "SEC"\n'
    (tmp_path / "syncd.toml").write_text(text)
    folder = tmp_path / "post-mortems"
    folder.mkdir()
    late = "breaker to the client | Prevent | 4 | 2 | omar@acme.com | | 2026-02-27 |"
    (folder / "payments.md").write_text(re.sub(r"breaker to the client .*", late, POST_MORTEM))
    (folder / "secret.md").write_text(
        POST_MORTEM.replace("PM-2026-0051", "PM-2026-0052")
        .replace("severity: SEV-1", "confidential: true\nteams: [core]\nseverity: SEV-3")
        .replace("services: [payments-api]", "services: [vault]\nroot_causes: [the key was leaked]")
        .replace(
            "Alert on the payment error rate | Detect | 3", "Rotate the key of Initech | Detect | 1"
        )
    )
    return tmp_path


@pytest.fixture
def house(open_house: Open) -> House:
    """The service after its first pass."""
    house = open_house(**ENVIRON)
    house.look(EVERYTHING)
    house.marks.take()
    return house


def read(told: Mapping[str, Any]) -> str:
    """What a person reads of an answer."""
    return "\n".join(seen(text) for _, text in texts(check(told["blocks"])))


def named(told: Mapping[str, Any]) -> list[str]:
    """The tickets that an answer names, in its order."""
    return re.findall(r"^:\w+: ([A-Z]+-\d+) ", read(told), re.MULTILINE)


@pytest.mark.parametrize("text", ["", "items", "  Items  "])
def test_my_items(house: House, text: str) -> None:
    """Without more words it lists the open items of who asks, with link and due date."""
    told = say(house, text)
    assert told["response_type"] == "ephemeral"
    shown = read(told)
    mine = [i for i in house.site.standing().items if i.owner == "omar@acme.com"]
    tickets = {i.ticket.key: i.ticket.url for i in mine if i.ticket}
    assert sorted(named(told)) == sorted(tickets)
    assert len(tickets) == 4
    raw = str(told["blocks"])
    for item in mine:
        assert item.ticket is not None
        assert item.due is not None
        assert f"<{item.ticket.url}|" in raw
        assert f"due {item.due.isoformat()}" in shown
    assert "runbook" not in shown, "nobody owns that one"


def test_the_worst_comes_first(house: House) -> None:
    """What is overdue stands above what is not, and a higher priority above a lower one."""
    told = read(say(house, "items payments"))
    ranks = [
        ("overdue" not in line, re.findall(r"P\d", line)[0])
        for line in told.splitlines()
        if line.startswith("due ")
    ]
    assert len(ranks) == 5
    assert ranks == sorted(ranks)
    assert ranks[0] == (False, "P0")
    assert ranks[-1] == (True, "P2")


def test_what_is_done_is_not_listed(house: House, company: Path) -> None:
    """An item that was finished on its ticket is not listed after the next pass."""
    (ticket,) = [
        p for p in (company / "tickets" / "PAY").glob("*.md") if "circuit" in p.read_text()
    ]
    assert "circuit" in read(say(house, "items payments"))
    ticket.write_text(ticket.read_text().replace("status: open", "status: done"))
    house.look(EVERYTHING)
    assert "circuit" not in read(say(house, "items payments"))


def test_the_items_of_a_team(house: House) -> None:
    """A team in any case; of one that is not there it says which one may be meant."""
    told = say(house, "items Payments")
    assert len(named(told)) >= 3
    assert "failover runbook" in read(told)
    assert "did you mean 'payments'?" in read(say(house, "items paymens"))
    assert "R&D <3_ is none" in read(say(house, "items R&amp;D &lt;3")), "as it was typed"
    assert "R&amp;D &lt;3" in str(say(house, "items R&D <3")), "and written for Slack"
    assert "_&amp;lt;_" in str(say(house, "items &amp;lt;")), "each is undone once"


def test_what_bears_on_an_incident(house: House) -> None:
    """The open items of the service, and why they are listed; an unknown one is said to be so."""
    told = read(say(house, "related payments-api"))
    assert "3 open action items bear on it" in told
    assert "service payments-api" in told
    assert "circuit breaker" in told
    told = read(say(house, "related “Payments API” the payment error rate"))
    assert "says so itself (score" in told
    unknown = read(say(house, "related payment-api"))
    assert "No post-mortem and no team names that service" in unknown
    assert "did you mean 'payments-api'?" in unknown
    assert "Which service" in read(say(house, "related"))


def test_confidential_titles_are_withheld(house: House) -> None:
    """Neither title nor root cause of a confidential post-mortem is shown, however one asks."""
    for text in ("", "items payments", "items core", "related vault the key was leaked"):
        told = str(say(house, text))
        assert "Initech" not in told
        assert "was leaked" not in told.replace("the key was leaked", "")
    told = read(say(house, "related vault leaked key"))
    assert "(confidential)" in told
    assert "the key was" not in told


def test_who_is_not_known(house: House) -> None:
    """Somebody whom [people] does not name is told what to write there, and gets no items."""
    told = say(house, "items", user="U0EVE")
    assert 'slack = "U0EVE"' in read(told)
    assert named(told) == []
    assert named(say(house, "items payments", user="U0EVE")), "a team is asked for by anybody"


def test_an_account_of_two_people(open_house: Open, company: Path) -> None:
    """An account that two people have names neither of them."""
    file = company / "syncd.toml"
    file.write_text(file.read_text() + '[people."ann@acme.com"]\nslack = "u0omar"\n')
    house = open_house(**ENVIRON)
    house.look(EVERYTHING)
    assert "Who are you?" in read(say(house, ""))


def test_help_and_mistakes(house: House) -> None:
    """`help` lists what there is; what is not there is answered with what may be meant."""
    for command in ("items TEAM", "related SERVICE", "help"):
        assert command in read(say(house, "help"))
    assert "/syncd items" in read(say(house, "item"))
    assert "/syncd help" in read(say(house, "xyzzy"))
    assert "a comment on the ticket" in read(say(house, "snooze 14d too early"))


def test_before_the_first_pass(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing is known it says so; neither source nor tracker is asked for it."""
    house = open_house(**ENVIRON)

    module = importlib.import_module("syncd.passes.related")

    def asked(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a tracker or source was asked")

    monkeypatch.setattr(module, "reconcile", asked)
    monkeypatch.setattr(module, "read_sources", asked)
    for text in ("", "items payments", "related payments-api"):
        assert "first pass" in read(say(house, text))


def test_memory_alone_answers(house: House, company: Path) -> None:
    """With documents and tickets gone the answers are the same; nothing is asked or marked."""
    texts_ = ("", "items core", "related payments-api", "related vault leaked key")
    before = [say(house, text) for text in texts_]
    for folder in ("post-mortems", "tickets"):
        (company / folder).rename(company / f"{folder}-elsewhere")
    requests = {name: gate.requests for name, gate in house.world.gates.items()}
    assert [say(house, text) for text in texts_] == before
    assert {name: gate.requests for name, gate in house.world.gates.items()} == requests
    assert not house.marks.marked


def _refused(answer: httpx.Response) -> int:
    assert "blocks" not in answer.json()
    assert SECRET not in answer.text
    return answer.status_code


def test_a_forged_one_is_refused(house: House) -> None:
    """Without the signature, with another, of another body or time, or by another secret: 401."""
    body = form("items")
    right = headers(body, now(house))
    stamp = right["X-Slack-Request-Timestamp"]
    name = "X-Slack-Signature"
    forged = [
        {k: v for k, v in right.items() if k != name},
        {k: v for k, v in right.items() if k != "X-Slack-Request-Timestamp"},
        {**right, name: ""},
        {**right, name: "v0="},
        {**right, name: right[name][:-1] + ("0" if right[name][-1] != "0" else "1")},
        {**right, name: right[name].replace("v0=", "v1=")},
        {**right, name: right[name].removeprefix("v0=")},
        {**right, name: signature(body, stamp, "another")},
        {**right, name: signature(body, stamp, "")},
        {**right, "X-Slack-Request-Timestamp": str(int(stamp) + 1)},
    ]
    assert [_refused(post(house, body, each)) for each in forged] == [401] * len(forged)
    assert _refused(post(house, body + b"&text=help", right)) == 401
    assert _refused(post(house, b"", right)) == 401
    assert post(house, body, right).status_code == 200


@pytest.mark.parametrize("late", [-301, 301, 100_000])
def test_a_stale_one_is_refused(house: House, late: int) -> None:
    """What was signed more than five minutes ago, or is to be signed then, is refused."""
    body = form("items")
    assert _refused(post(house, body, headers(body, int(now(house)) - late))) == 401
    almost = 290 if late > 0 else -290
    assert post(house, body, headers(body, int(now(house)) - almost)).status_code == 200


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1e9", "9" * 13, "1 "])
def test_no_time_is_stale(house: House, stamp: str) -> None:
    """A request that is signed with something that is no time is refused."""
    body = form("items")
    head = {**headers(body, 0), "X-Slack-Request-Timestamp": stamp}
    head["X-Slack-Signature"] = signature(body, stamp)
    assert _refused(post(house, body, head)) == 401


def test_a_replayed_one_shows_nothing(house: House) -> None:
    """The same request again is answered, but not with what was asked."""
    body = form("items")
    head = headers(body, now(house))
    assert named(post(house, body, head).json())
    again = post(house, body, {**head, "X-Slack-Signature": head["X-Slack-Signature"].upper()})
    assert again.status_code == 401, "the version is written in lower case"
    again = post(house, body, head)
    assert again.status_code == 200
    assert named(again.json()) == []
    assert "answered already" in read(again.json())
    digits = head["X-Slack-Signature"].removeprefix("v0=").upper()
    again = post(house, body, {**head, "X-Slack-Signature": f"v0={digits}"})
    assert named(again.json()) == [], "however its signature is written"


def test_oversized(house: House) -> None:
    """A body over the limit is refused, whether it says how long it is or not."""
    body = form("x" * LARGEST)
    head = headers(body, now(house))
    assert _refused(post(house, body, head)) == 413
    parts = [body[:LARGEST], body[LARGEST:]]
    assert house.web.post("/webhooks/slack", parts, head).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"text=items",
        b"command=%2Fsyncd&text=items",
        b"command=%2Fsyncd&user_id=%3C%21channel%3E",
        "command=/syncd&user_id=Ü".encode(),
        b"&".join(b"a%d=1" % n for n in range(500)),
    ],
)
def test_nonsense_that_is_signed(house: House, body: bytes) -> None:
    """What is genuine and no command is refused."""
    assert _refused(post(house, body, headers(body, now(house)))) == 400


def test_without_a_secret(open_house: Open) -> None:
    """Without signing_secret there is no such webhook, also for who signs with nothing."""
    house = open_house(**{**ENVIRON, "SYNCD_NOTIFY__CHAT__SIGNING_SECRET": " "})
    body = form("items")
    assert _refused(post(house, body, headers(body, now(house), secret=""))) == 404


@pytest.mark.keeps_secrets("signing")
def test_the_secret_in_a_file(open_house: Open, company: Path) -> None:
    """The secret can stand in a file of its own."""
    (company / "signing").write_text(f"{SECRET}\n")
    file = company / "syncd.toml"
    file.write_text(file.read_text().replace(SLACK, f'{SLACK}signing_secret_file = "signing"\n'))
    house = open_house(SYNCD_NOTIFY__CHAT__TOKEN=ENVIRON["SYNCD_NOTIFY__CHAT__TOKEN"])
    assert "first pass" in read(say(house, ""))
    assert SECRET not in repr(house.world.settings)


def test_two_workspaces(open_house: Open, company: Path) -> None:
    """Each of two Slack apps is known by its own secret; a third one's is refused."""
    file = company / "syncd.toml"
    file.write_text(file.read_text() + '[notify.other]\nadapter = "slack"\n')
    other = token("other-signing")
    house = open_house(
        **ENVIRON,
        SYNCD_NOTIFY__OTHER__TOKEN=f"xoxb-{token('slack')}",
        SYNCD_NOTIFY__OTHER__SIGNING_SECRET=other,
    )
    body = form("help")
    codes = [
        post(house, body, headers(body, now(house), secret=secret)).status_code
        for secret in (SECRET, other, "third")
    ]
    assert codes == [200, 200, 401]


def test_the_address_is_verified(house: House) -> None:
    """The Events API hears its challenge back; it is signed too."""
    answer = event(house, type="url_verification", challenge="3eZbrw1aBm2rZgRNFdxV", token="x")
    assert (answer.status_code, answer.text) == (200, "3eZbrw1aBm2rZgRNFdxV")
    assert answer.headers["content-type"].startswith("text/plain")
    unsigned = b'{"type": "url_verification", "challenge": "x"}'
    assert _refused(post(house, unsigned, {"Content-Type": "application/json"})) == 401
    for odd in (None, "", "\ud800", "a\nb", ["x"]):
        assert event(house, type="url_verification", challenge=odd).status_code == 400
    assert event(house, type="event_callback", event={}).text == ""
    assert event(house, type="url_verification").status_code == 400
    body = form("", ssl_check="1")
    assert post(house, body, headers(body, now(house))).text == ""


def test_it_is_counted(house: House) -> None:
    """Answers and refusals are in the metrics."""
    say(house, "help")
    post(house, form("items"), {})
    text = house.web.get("/metrics").text
    assert 'syncd_webhooks_total{outcome="answered",tracker="slack"} 1.0' in text
    assert 'syncd_webhooks_total{outcome="forged",tracker="slack"} 1.0' in text


_ODD = st.text(st.sampled_from("<>&!@#|*_~`\"'\\ \n\x1b“” itemsrladvu:/"), max_size=60)
_FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_FEW
@given(
    st.one_of(
        st.text(max_size=200), _ODD, _ODD.map("items {}".format), _ODD.map("related {}".format)
    )
)
def test_whatever_is_asked(house: House, text: str) -> None:
    """Every text is answered with blocks that can be shown, in which nobody is mentioned."""
    text = text.encode("utf-8", "replace").decode()
    told = say(house, text)
    for kind, shown in [*texts(check(told["blocks"])), ("mrkdwn", told["text"])]:
        assert mentions(shown) == []
        if kind == "mrkdwn":
            assert not re.search(r"[<>]", _LINK.sub("", shown)), shown


@_FEW
@given(st.binary(max_size=200), st.text(st.characters(codec="latin-1"), max_size=80))
def test_nothing_unsigned_gets_in(house: House, body: bytes, given_: str) -> None:
    """No other signature than the right one lets anything in."""
    stamp = str(int(now(house)))
    right = signature(body, stamp)
    head = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": given_.encode("latin-1"),
    }
    codes = {house.web.post("/webhooks/slack", body, head).status_code}  # type: ignore[arg-type]
    assert codes == {401} or given_.strip().lower() == right


def test_who_asks_need_not_know_the_token(open_house: Open) -> None:
    """Slack has no service.token: its signature is enough."""
    house = open_house(**ENVIRON, SYNCD_SERVICE__TOKEN=token("github"))
    body = form("help", OMAR)
    stranger = type(house.web)(house.web.app)
    head = headers(body, now(house))
    assert stranger.post("/webhooks/slack", body, head).status_code == 200
    assert stranger.post("/webhooks/slack", body).status_code == 401
