"""What every notifier has to hold to, ours or anybody's, as one pytest class.

```python
class TestMine(NotifierConformance):
    @pytest.fixture
    def stage(self):
        with my_stage() as stage:
            yield stage
```

`my_stage` gives a `NotifierStage`. Nothing is skipped but what `reads_back` rules out.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from syncd.config import Settings, load
from syncd.model import ChangeOutcome, Digest, DigestLine, Outcome, Post, Priority
from syncd.passes import World, notify, open_world, post
from syncd.policy.rules import known_names
from syncd.ports import Gate, LimitedError, Notifier, PortError, RealTime, RejectedError
from syncd.testing.conformance.delivered import Delivered, NotifierStage

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
JANE = "jane.doe@acme.com"
OMAR = "omar@acme.com"
TODAY = NOW.date()
NASTY = '<!channel> & <b>all</b> *stars* _lines_ `code` "q" &lt; http://evil.test/?a=1&b=2'
_ALWAYS = 50
_BEFORE = timedelta(days=3)


def line(n: int = 1, **more: object) -> DigestLine:
    """A line of a digest."""
    made = DigestLine(
        kind="overdue",
        item=f"PM-2026-0051-{n:02d}",
        title="Alert on the payment error rate",
        post_mortem="PM-2026-0051",
        ticket=f"PAY-{n}",
        url=f"https://tracker.test/browse/PAY-{n}",
        priority=Priority.P1,
        due=date(2026, 2, 27),
        text="It is overdue by 3 days: say when it will be done.",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def digest(person: str = JANE, *lines: DigestLine, day: date = TODAY) -> Digest:
    """A person's digest of today."""
    return Digest(person, day, lines or (line(),))


@dataclass
class Told:
    """The notifier under test, opened as a pass opens it."""

    stage: NotifierStage
    folder: Path
    slept: list[float] = field(default_factory=list)
    stores: int = 0

    def settings(self, store: str = "syncd") -> Settings:
        """A configuration with the stage's notifier under the name `it`."""
        file = self.folder / "syncd.toml"
        review = f'review_channel = "{self.stage.channel}"'
        text = f'[syncd]\nstore = "sqlite:///{store}.db"\n[notify.it]\n{self.stage.table}\n{review}'
        file.write_text(text, "utf-8")
        return load(file, environ=self.stage.environ, rules=known_names())

    def notifier(self) -> Notifier:
        """The adapter alone."""
        settings = self.settings()
        return settings.notifiers["it"].open(
            Gate("it", real_time=self.real_time()), settings.labels
        )

    def real_time(self) -> RealTime:
        """The stage's clock; whoever sleeps moves it on."""

        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.stage.pass_time(seconds)

        return RealTime(self.stage.now, sleep)

    @contextmanager
    def world(self, store: str = "syncd", now: datetime = NOW) -> Iterator[World]:
        """What a pass works on; each store is another memory, which has known for days."""
        known = self.folder / f"{store}.db"
        fresh = not known.exists()
        settings = self.settings(store)
        with open_world(settings, now=now, real_time=self.real_time()) as world:
            if fresh:
                world.memory.remembers_messages_since(now - _BEFORE)
            yield world

    def notify(
        self, *digests: Digest, store: str = "syncd", now: datetime = NOW
    ) -> list[ChangeOutcome]:
        """One pass."""
        with self.world(store, now) as world:
            return notify(world, digests or (digest(),), dry_run=False)

    def arrived(self, person: str = JANE) -> Sequence[Delivered]:
        """What that person has got."""
        return [each for each in self.stage.delivered() if person in each.to]


def outcomes(done: Sequence[ChangeOutcome]) -> list[str]:
    """How it went, in order."""
    return [step.outcome.value for step in done]


def words(text: str) -> str:
    """The words of a text, one blank between them."""
    return " ".join(text.split())


class NotifierConformance:
    """Every promise of the port `Notifier`, each a test; subclasses give the fixture `stage`."""

    @pytest.fixture
    def it(self, stage: NotifierStage, tmp_path: Path) -> Told:
        """The notifier of the stage."""
        return Told(stage, tmp_path)

    # Sending.

    def test_a_digest_arrives(self, it: Told) -> None:
        """Everything that a line says reaches its person, and nobody else."""
        assert outcomes(it.notify(digest(JANE, line(1), line(2, kind="check-in")))) == ["applied"]
        (message,) = it.stage.delivered()
        assert list(message.to) == [JANE]
        wanted = ("PAY-1", "PAY-2", "P1", "2026-02-27", "PM-2026-0051", line().title, line().text)
        for view in message.views:
            for each in wanted:
                assert each in words(view), view

    def test_it_is_sent_once(self, it: Told) -> None:
        """A second pass on the same day says nothing, and the next day something."""
        it.notify()
        assert it.notify() == []
        assert len(it.arrived()) == 1
        tomorrow = NOW + timedelta(days=1)
        done = it.notify(digest(day=tomorrow.date()), now=tomorrow)
        assert outcomes(done) == ["applied"]
        assert len(it.arrived()) == 2

    def test_each_person_has_their_own(self, it: Told) -> None:
        """What one person is told, another does not see."""
        it.notify(digest(JANE, line(1)), digest(OMAR, line(2)))
        assert [len(it.arrived(each)) for each in (JANE, OMAR)] == [1, 1]
        for view in it.arrived(OMAR)[0].views:
            assert "PAY-2" in view
            assert "PAY-1" not in view

    def test_texts_are_shown_as_they_are(self, it: Told) -> None:
        """Nothing in a title or a sentence is markup, a link, a mention or a new line."""
        it.notify(digest(JANE, line(title=NASTY, text=f"Say when\r\nBcc: {OMAR}\r\n\r\n{NASTY}")))
        (message,) = it.stage.delivered()
        assert (list(message.to), list(message.tells)) == ([JANE], [])
        for view in message.views:
            assert words(view).count(words(NASTY)) == 2, view

    def test_a_digest_of_any_length(self, it: Told) -> None:
        """However much is asked, the message is taken, and says how much there is."""
        lines = [line(n, title="x" * 3000, text="y" * 3000) for n in range(1, 101)]
        assert outcomes(it.notify(digest(JANE, *lines))) == ["applied"]
        assert all("100" in view or "PAY-100" in view for view in it.arrived()[0].views)

    def test_an_item_without_a_ticket(self, it: Told) -> None:
        """What is not known is left out."""
        bare = line(ticket=None, url=None, priority=None, due=None)
        it.notify(digest(JANE, bare))
        for view in it.arrived()[0].views:
            assert bare.title in words(view)
            assert "None" not in view

    def test_confidential_titles_stay_withheld(self, it: Told) -> None:
        """A withheld title stays so, and no preview of the ticket shows it."""
        it.notify(digest(JANE, line(title="(confidential)")))
        (message,) = it.arrived()
        assert not message.previews
        assert all("(confidential)" in view for view in message.views)

    def test_a_stranger(self, it: Told) -> None:
        """Somebody who cannot be told is named by the error; the others are told."""
        done = it.notify(digest(it.stage.stranger), digest(JANE))
        assert sorted(outcomes(done)) == ["applied", "failed"]
        (failed,) = [step for step in done if step.outcome is Outcome.FAILED]
        assert it.stage.stranger in str(failed.error)
        with pytest.raises(RejectedError):
            it.notifier().send(digest(it.stage.stranger))

    def test_a_post(self, it: Told) -> None:
        """A review reaches its channel once, as readable as its Markdown, and tells nobody."""
        body = "## Done\n\n- **PAY-1** by Jane, see [the ticket](https://tracker.test/PAY-1)\n"
        body += (
            "\n| team | rate |\n| --- | --- |\n| payments | 85 % |\n\n&lt;!channel&gt; a \\* b\n"
        )
        review = Post("", "Reliability review, week 9", body)
        for _ in range(2):
            with it.world() as world:
                post(world, review, TODAY)
        (message,) = it.stage.delivered()
        assert (list(message.to), list(message.tells)) == ([it.stage.channel], [])
        for view in message.views:
            for each in ("Done", "PAY-1", "the ticket", "payments", "85 %"):
                assert each in view

    def test_looking_sends_nothing(self, it: Told) -> None:
        """What `doctor` does is seen by nobody, and all is well."""
        checks = it.notifier().check()
        assert checks
        assert all(check.ok for check in checks), checks
        assert it.stage.delivered() == []

    # Not twice.

    def test_reading_back(self, it: Told) -> None:
        """Who can read back knows what was sent by somebody else, and for whom and when."""
        ours, theirs = it.notifier(), it.notifier()
        assert not ours.sent(JANE, TODAY)
        theirs.send(digest())
        if not ours.capabilities.reads_back:
            assert not ours.sent(JANE, TODAY)
            return
        assert ours.sent(JANE, TODAY)
        assert ours.sent(JANE.upper(), TODAY)
        assert not ours.sent(OMAR, TODAY)
        assert not ours.sent(JANE, TODAY + timedelta(days=1))

    def test_a_lost_store(self, it: Told) -> None:
        """Without memory nothing is said twice, where it can be read back; else once more."""
        it.notify(store="first")
        it.notify(store="second")
        assert len(it.arrived()) == (1 if it.notifier().capabilities.reads_back else 2)

    def test_two_at_once(self, it: Told) -> None:
        """Two passes on one store that work at the same time tell each person once."""
        people = [f"person{n}@acme.com" for n in range(6)]
        with it.world():
            pass
        with it.world() as one, it.world() as other, ThreadPoolExecutor(2) as pool:
            wanted = [digest(person) for person in people]
            list(pool.map(lambda world: notify(world, wanted, dry_run=False), (one, other)))
        assert [len(it.arrived(person)) for person in people] == [1] * len(people)

    @pytest.mark.parametrize("failure", ["lose-answer", "drop", "503"])
    def test_after_a_fault(self, it: Told, failure: str) -> None:
        """Whatever goes wrong once, in the end it is there once."""
        it.stage.fault(failure, times=1)  # type: ignore[arg-type]
        it.notify()
        it.stage.fault("503", times=0)
        it.notify()
        assert it.notify() == []
        assert len(it.arrived()) == 1

    @pytest.mark.parametrize("failure", ["drop", "503"])
    def test_while_it_is_down(self, it: Told, failure: str) -> None:
        """While nothing gets through, little is tried and all of it said; then it is sent once."""
        it.stage.fault(failure, times=_ALWAYS)  # type: ignore[arg-type]
        done = it.notify()
        assert outcomes(done) == ["failed"]
        assert "it" in str(done[0].error)
        assert it.stage.tries() <= 4
        it.stage.fault("503", times=0)
        assert outcomes(it.notify()) == ["applied"]
        assert len(it.arrived()) == 1

    def test_a_long_limit(self, it: Told) -> None:
        """Who has had enough is left alone for as long as they say, by everybody."""
        it.stage.fault("429", times=1, retry_after=600)
        done = it.notify(digest(JANE), digest(OMAR))
        assert outcomes(done) == ["skipped", "skipped"]
        assert (it.stage.delivered(), it.stage.tries()) == ([], 1)
        it.stage.pass_time(601)
        assert outcomes(it.notify(digest(JANE), digest(OMAR))) == ["applied", "applied"]

    def test_a_limit_is_a_verdict(self, it: Told) -> None:
        """The adapter says how long it is to wait, and does not sleep through it."""
        it.stage.fault("429", times=1, retry_after=600)
        with pytest.raises(LimitedError) as limited:
            it.notifier().send(digest())
        assert limited.value.retry_after >= 60
        assert sum(it.slept) < 60

    # Secrets.

    @pytest.mark.parametrize("failure", ["drop", "503", "429"])
    def test_errors_keep_secrets(self, it: Told, failure: str) -> None:
        """No error, and nothing that an opened notifier shows of itself, tells a credential."""
        it.stage.fault(failure, times=_ALWAYS, retry_after=600)  # type: ignore[arg-type]
        ours = it.notifier()
        with pytest.raises(PortError) as failed:
            ours.send(digest())
        secrets = list(it.stage.environ.values())
        shown = f"{failed.value!r} {failed.value} {ours!r} {it.settings()!r}"
        assert secrets
        assert not any(secret in shown for secret in secrets)
