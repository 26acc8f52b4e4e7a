"""What people are told outside the tracker: one digest a person a day, and posts to a channel."""

from dataclasses import dataclass
from datetime import date

from syncd.model.plan import ChangeKind, Difference
from syncd.model.vocabulary import Priority


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One action item in a digest, and what is asked about it: `text`, one sentence.

    `kind` is the kind of the nudge. `title` is the item's, or `(confidential)`; the sentence
    does not repeat it. `ticket` is the key that people say, and `url` what they can click,
    where there is such an address.
    """

    kind: str
    item: str
    title: str
    post_mortem: str
    ticket: str | None
    url: str | None
    priority: Priority | None
    due: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person (an e-mail) is told on one day, the most urgent first."""

    person: str
    day: date
    lines: tuple[DigestLine, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """Something for a channel, such as the weekly review; `text` is Markdown."""

    channel: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A step that sends a digest through one notifier.

    It has what every report asks of a `Change`; a plan holds none, for a plan is about one
    post-mortem, and a digest about one person.
    """

    notifier: str
    action: Digest

    @property
    def kind(self) -> ChangeKind:
        """It tells somebody."""
        return ChangeKind.NOTIFY

    @property
    def post_mortem(self) -> str:
        """The post-mortem of all lines; empty if they are of several."""
        return _only({line.post_mortem for line in self.action.lines})

    @property
    def item(self) -> str:
        """The action item of all lines; empty if they are about several."""
        return _only({line.item for line in self.action.lines})

    @property
    def title(self) -> str:
        """Who is told, and about how much."""
        number = len(self.action.lines)
        return f"{self.action.person}: {number} {'thing' if number == 1 else 'things'} asked"

    @property
    def tracker(self) -> str:
        """The notifier that sends it; in reports it stands where a tracker does."""
        return self.notifier

    @property
    def ticket(self) -> str | None:
        """The ticket of all lines, if it is one."""
        return _only({line.ticket or "" for line in self.action.lines}) or None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """To whom, for which day, and what is said."""
        return (
            Difference("person", None, self.action.person),
            Difference("day", None, self.action.day.isoformat()),
            *(Difference(line.item, None, line.text, line.kind) for line in self.action.lines),
        )


def _only(names: set[str]) -> str:
    return names.pop() if len(names) == 1 else ""
