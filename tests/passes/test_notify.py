"""Telling people: once, noted down before and after, within the cap and in working time."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from syncd.config import load
from syncd.memory import Delivery, Memory, MessageKey
from syncd.model import (
    ChangeOutcome,
    Digest,
    DigestLine,
    Nudge,
    NudgeKind,
    PassOutcome,
    Post,
    Telling,
)
from syncd.passes import World, notify, open_world, post, tell
from syncd.policy.rules import known_names
from syncd.ports import (
    AgainError,
    Check,
    DeniedError,
    NotifierCapabilities,
    PortError,
    UnsureError,
)
from syncd.report.json import as_dict
from syncd.report.markdown import render as as_markdown
from syncd.report.text import render as as_text

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = NOW.date()
JANE, OMAR = "jane@acme.com", "omar@acme.com"
LINE = DigestLine(
    "overdue", "PM-1-01", "(confidential)", "PM-1", "PAY-1", None, None, None, "It is overdue."
)


@dataclass
class Scripted:
    """A notifier that does as it is told: `errors` are raised one after the other."""

    name: str = "chat"
    capabilities: NotifierCapabilities = field(default_factory=NotifierCapabilities)
    sends_digests: bool = True
    review_channel: str = "#reviews"
    errors: list[PortError | None] = field(default_factory=list)
    arrives: bool = False
    """Whether what raises an error arrives all the same."""
    blind: PortError | None = None
    """What reading back raises."""
    got: list[tuple[str, date]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    memory: Memory | None = None
    noted: list[Delivery | None] = field(default_factory=list)
    """What memory knew at the moment of sending."""

    def sent(self, person: str, day: date) -> bool:
        """Whether it has that."""
        if self.blind is not None:
            raise self.blind
        return (person, day) in self.got

    def send(self, digest: Digest) -> None:
        """Take it, or fail."""
        if self.memory is not None:
            key = MessageKey(digest.person, digest.day, self.name)
            self.noted.append(self.memory.delivery(key))
        error = self.errors.pop(0) if self.errors else None
        if error is None or self.arrives:
            self.got.append((digest.person, digest.day))
        if error is not None:
            raise error

    def post(self, post: Post) -> None:
        """Take it, or fail."""
        error = self.errors.pop(0) if self.errors else None
        if error is None or self.arrives:
            self.posts.append(post)
        if error is not None:
            raise error

    def check(self) -> Sequence[Check]:
        """Nothing to say."""
        return ()


def digest(person: str = JANE, day: date = TODAY) -> Digest:
    """Somebody's digest."""
    return Digest(person, day, (LINE,))


KNOWS_DOUBLES = NotifierCapabilities(knows_doubles=True)
READS_BACK = NotifierCapabilities(reads_back=True)


@contextmanager
def world(
    folder: Path, *notifiers: Scripted, now: datetime = NOW, more: str = ""
) -> Iterator[World]:
    """What a pass works on, with these notifiers."""
    path = folder / "syncd.toml"
    path.write_text(more, "utf-8")
    settings = load(path, environ={}, rules=known_names())
    with open_world(settings, now=now) as opened:
        told = {each.name: each for each in notifiers}
        for each in notifiers:
            each.memory = opened.memory
        yield World(
            **{
                name: getattr(opened, name)
                for name in World.__dataclass_fields__
                if name != "notifiers"
            },
            notifiers=told,
        )


def shown(done: Sequence[ChangeOutcome]) -> list[tuple[str, str]]:
    """Who, and how it went."""
    return [
        (step.change.action.person, step.outcome.value)
        for step in done
        if isinstance(step.change, Telling)
    ]


def known_for_days(opened: World) -> None:
    """Let memory have been there for some days."""
    opened.memory.remembers_messages_since(NOW - timedelta(days=3))


def test_intent_comes_before_sending(tmp_path: Path) -> None:
    """While it sends, memory knows that it is about to happen, and afterwards that it did."""
    chat = Scripted()
    with world(tmp_path, chat) as opened:
        assert shown(notify(opened, [digest()], dry_run=False)) == [(JANE, "applied")]
        assert chat.noted == [Delivery.INTENDED]
        key = MessageKey(JANE.upper(), TODAY, "chat")
        assert opened.memory.delivery(key) is Delivery.SENT


def test_a_rehearsal_touches_nothing(tmp_path: Path) -> None:
    """It plans what a pass then does, asks and sends nothing, and knows what memory knows."""
    chat = Scripted(capabilities=READS_BACK, blind=AgainError("must not be asked"))
    with world(tmp_path, chat) as opened:
        assert shown(notify(opened, [digest()], dry_run=True)) == [(JANE, "planned")]
        assert (chat.got, opened.memory.delivery(MessageKey(JANE, TODAY, "chat"))) == ([], None)
        chat.blind = None
        notify(opened, [digest()], dry_run=False)
        assert notify(opened, [digest()], dry_run=True) == []


def test_only_in_working_time(tmp_path: Path) -> None:
    """Whoever may not be told now is told later, and that is no change yet."""
    chat = Scripted()
    with world(tmp_path, chat) as opened:

        def may_tell(person: str, now: datetime) -> bool:
            return person == OMAR and now == NOW

        wanted = [digest(JANE), digest(OMAR)]
        done = notify(opened, wanted, dry_run=False, may_tell=may_tell)
        assert shown(done) == [(OMAR, "applied")]
        assert shown(notify(opened, wanted, dry_run=False)) == [(JANE, "applied")]


def test_the_cap(tmp_path: Path) -> None:
    """A pass tells so many and skips the rest with its reason; the next one goes on."""
    chat = Scripted()
    people = [f"p{n}@acme.com" for n in range(5)]
    with world(tmp_path, chat, more="[policy]\nmax_notifications = 3\n") as opened:
        wanted = [digest(person) for person in people]
        for dry_run in (True, False):
            done = notify(opened, wanted, dry_run=dry_run, used=1)
            assert [outcome for _, outcome in shown(done)][2:] == ["skipped"] * 3
            assert "policy.max_notifications = 3" in str(done[-1].error)
        done = notify(opened, wanted, dry_run=False)
        assert shown(done) == [(person, "applied") for person in people[2:]]


def test_every_notifier_that_sends_digests(tmp_path: Path) -> None:
    """Each has its own copy, in the order of people; one that fails holds up no other."""
    chat = Scripted(errors=[AgainError("chat is down")])
    mail, posts = Scripted("mail"), Scripted("posts", sends_digests=False)
    with world(tmp_path, chat, mail, posts) as opened:
        done = notify(opened, [digest(JANE), digest(OMAR)], dry_run=False)
        assert [(s.change.tracker, s.outcome.value) for s in done] == [
            ("chat", "failed"),
            ("mail", "applied"),
            ("chat", "applied"),
            ("mail", "applied"),
        ]
        assert posts.got == []
        assert shown(notify(opened, [digest(JANE)], dry_run=False)) == [(JANE, "applied")]


def test_an_unsure_message_is_looked_for(tmp_path: Path) -> None:
    """Where it can be read back, one that did arrive counts as sent in the same pass."""
    chat = Scripted(capabilities=READS_BACK, errors=[UnsureError("lost")], arrives=True)
    with world(tmp_path, chat) as opened:
        known_for_days(opened)
        assert shown(notify(opened, [digest()], dry_run=False)) == [(JANE, "applied")]
        assert notify(opened, [digest()], dry_run=False) == []
    assert len(chat.got) == 1


def test_an_unsure_message_that_did_not_arrive(tmp_path: Path) -> None:
    """The next pass sends it where it can be read back or told from a double; else nobody does."""
    for chat, then in (
        (Scripted(capabilities=READS_BACK), ["applied"]),
        (Scripted("hook", KNOWS_DOUBLES), ["applied"]),
        (Scripted("mail"), []),
    ):
        chat.errors = [UnsureError("lost")]
        with world(tmp_path, chat) as opened:
            known_for_days(opened)
            assert shown(notify(opened, [digest()], dry_run=False)) == [(JANE, "failed")]
            done = notify(opened, [digest()], dry_run=False)
            assert [outcome for _, outcome in shown(done)] == then


def test_killed_between_intent_and_outcome(tmp_path: Path) -> None:
    """A pass that was killed while it sent leaves the next one to read back, or to be silent."""
    for name, able, times in (("chat", READS_BACK, 2), ("mail", NotifierCapabilities(), 1)):
        chat = Scripted(name, able, got=[(OMAR, TODAY)])
        with world(tmp_path, chat) as opened:
            known_for_days(opened)
            for person in (JANE, OMAR):
                key = MessageKey(person, TODAY, name)
                opened.memory.note_delivery(key, Delivery.INTENDED, NOW)
            notify(opened, [digest(JANE), digest(OMAR)], dry_run=False)
        assert len(chat.got) == times


def test_what_cannot_be_looked_up_waits(tmp_path: Path) -> None:
    """A store that is new today, and no right to read back: it waits for the next day."""
    chat = Scripted(capabilities=READS_BACK, blind=DeniedError("no scope"))
    with world(tmp_path, chat) as opened:
        done = notify(opened, [digest()], dry_run=False)
        assert shown(done) == [(JANE, "skipped")]
        assert "no scope" in str(done[0].error)
        assert "waits for tomorrow" in str(done[0].error)
    later = NOW + timedelta(days=1)
    with world(tmp_path, chat, now=later) as opened:
        done = notify(opened, [digest(day=later.date())], dry_run=False)
        assert shown(done) == [(JANE, "applied")]


def test_an_old_store_knows_enough(tmp_path: Path) -> None:
    """Without the right to read back, a store that was there yesterday is believed."""
    chat = Scripted(capabilities=READS_BACK, blind=DeniedError("no scope"))
    with world(tmp_path, chat) as opened:
        known_for_days(opened)
        assert shown(notify(opened, [digest()], dry_run=False)) == [(JANE, "applied")]
        assert notify(opened, [digest()], dry_run=False) == []


def test_a_refused_account_rests(tmp_path: Path) -> None:
    """Once the account is refused, nobody else is tried; the error stands at each."""
    chat = Scripted(errors=[DeniedError("the token is wrong")])
    with world(tmp_path, chat) as opened:
        done = notify(opened, [digest(JANE), digest(OMAR)], dry_run=False)
        assert shown(done) == [(JANE, "failed"), (OMAR, "skipped")]
        assert {step.error for step in done} == {"the token is wrong"}
        assert shown(notify(opened, [digest(JANE)], dry_run=False)) == [(JANE, "applied")]


def test_history_tells_of_each_item(tmp_path: Path) -> None:
    """`syncd show` finds who was told what about an item, and by which way."""
    with world(tmp_path, Scripted()) as opened:
        notify(opened, [digest()], dry_run=False)
        (entry,) = opened.memory.history("PM-1-01")
        assert (entry.kind, entry.outcome, entry.ticket) == ("notify", "applied", "PAY-1")
        assert next(iter(entry.detail)) == ("person", None, JANE, "chat")
        assert "It is overdue." in {detail[2] for detail in entry.detail}


def test_memory_lets_go(tmp_path: Path) -> None:
    """What is older than 30 days is forgotten, and not a day sooner."""
    with world(tmp_path) as opened:
        days = [TODAY - timedelta(days=n) for n in (0, 30, 31)]
        keys = [MessageKey(JANE, day, "chat") for day in days]
        for key in keys:
            opened.memory.note_delivery(key, Delivery.SENT, NOW - timedelta(days=31))
        opened.memory.note_delivery(keys[0], Delivery.SENT, NOW)
        known = [opened.memory.delivery(key) for key in keys]
        assert known == [Delivery.SENT, Delivery.SENT, None]


def test_reports_tell_it(tmp_path: Path) -> None:
    """A report names the person, the day and each item with what is asked, and no title."""
    with world(tmp_path, Scripted()) as opened:
        done = notify(opened, [digest()], dry_run=True)
    report = as_dict(PassOutcome(NOW, dry_run=True, changes=tuple(done)))
    (change,) = report["changes"]
    assert (change["kind"], change["tracker"], change["outcome"]) == ("notify", "chat", "planned")
    assert (change["item"], change["post_mortem"]) == ("PM-1-01", "PM-1")
    assert change["detail"]["person"]["to"] == JANE
    assert change["detail"]["PM-1-01"] == {"from": None, "to": LINE.text, "why": "overdue"}
    assert json.dumps(report)
    for text in (as_text(report), as_markdown(report)):
        assert JANE.replace("@", "") in text.replace("\u200b", "").replace("@", "")
        assert "It is overdue." in text
    assert "1 notification" in as_text(report)


def test_without_a_store(tmp_path: Path) -> None:
    """Where every pass has forgotten the last, only what cannot come twice is sent."""
    told = Scripted("mail"), Scripted("chat", READS_BACK), Scripted("hook", KNOWS_DOUBLES)
    for _ in range(2):
        with world(tmp_path, *told, more='[syncd]\nstore = ":memory:"\n') as opened:
            notify(opened, [digest()], dry_run=False)
    assert [len(each.got) for each in told] == [0, 1, 2]


def test_nudges_are_told_where_people_live(tmp_path: Path) -> None:
    """Each digest is of the day that it is there, and is sent in no quiet hour."""
    more = """
[people."kiri@acme.com"]
timezone = "Pacific/Auckland"
[people."jane@acme.com"]
timezone = "Europe/Berlin"
quiet = "18:00-08:00"
"""
    late = datetime(2026, 3, 2, 20, tzinfo=UTC)
    chat = Scripted()
    nudges = [
        Nudge(NudgeKind.OVERDUE, person, "PM-1-01", "PM-1", "T", None, None, None, "Do.", "r", late)
        for person in ("kiri@acme.com", "jane@acme.com")
    ]
    with world(tmp_path, chat, now=late, more=more) as opened:
        assert shown(tell(opened, nudges, dry_run=False)) == [("kiri@acme.com", "applied")]
    assert chat.got == [("kiri@acme.com", date(2026, 3, 3))]


def test_a_review_is_posted_once(tmp_path: Path) -> None:
    """Each notifier with a channel posts it there, once by its title; another title is another."""
    chat, quiet = Scripted(), Scripted("quiet", review_channel="")
    with world(tmp_path, chat, quiet) as opened:
        for title in ("Week 9", "Week 9", "February"):
            post(opened, Post("", title, "All is well."), TODAY)
    assert [(each.channel, each.title) for each in chat.posts] == [
        ("#reviews", "Week 9"),
        ("#reviews", "February"),
    ]
    assert quiet.posts == []


@pytest.mark.parametrize(("error", "times"), [(AgainError("down"), 1), (UnsureError("lost"), 0)])
def test_a_review_that_failed(tmp_path: Path, error: PortError, times: int) -> None:
    """It is an error, and tried again where it certainly was not posted; others have their turn."""
    chat, mail = Scripted(errors=[error]), Scripted("mail")
    review = Post("", "Week 9", "All is well.")
    with world(tmp_path, chat, mail) as opened:
        with pytest.raises(type(error)):
            post(opened, review, TODAY)
        assert len(mail.posts) == 1
        post(opened, review, TODAY)
    assert (len(chat.posts), len(mail.posts)) == (times, 1)
