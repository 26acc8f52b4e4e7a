"""What the oracle knows of an action item: what people did to it, and what was said about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from benchmarks.year.incidents import Asked, Incident


class Status(StrEnum):
    """How an item stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Word(StrEnum):
    """A command, or something that looks like one."""

    TAKE = "take"
    DUE = "due"
    SNOOZE = "snooze"
    PRIORITY = "priority"
    ACCEPT_RISK = "accept-risk"
    DUPLICATE = "duplicate-of"
    HELP = "help"
    MISTAKE = "mistake"


@dataclass(frozen=True)
class Command:
    """What somebody wrote; one who may not command is not obeyed."""

    word: Word
    person: str
    may: bool = True
    day: date | None = None
    priority: str = ""


@dataclass(frozen=True)
class Told:
    """Something that syncd said on the ticket, and whom the tracker told."""

    kind: str
    record: str
    at: datetime
    people: Sequence[str]

    @property
    def about(self) -> str:
        """What the record says beside the kind."""
        return self.record.partition("/")[2]


@dataclass
class Item:
    """An action item with its ticket; `heard` is when people did something to that.

    `pushed` says that its date was ever moved later, `noted` that there is a note of syncd's.
    """

    id: str
    incident: Incident
    asked: Asked
    priority: str
    owner: str
    due: date
    tracker: str
    ticket: str
    made: datetime
    status: Status = Status.OPEN
    started: bool = False
    heard: list[datetime] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    snoozed: date | None = None
    accepted: date | None = None
    may_note: bool = False
    noted: bool = False
    closed_by_command: bool = False

    @property
    def is_open(self) -> bool:
        """Whether anybody has to do anything about it."""
        return self.status is Status.OPEN

    def said(self, record: str) -> bool:
        """Whether a record that begins so stands on the ticket."""
        return any(each.record.startswith(record) for each in self.told)

    def obey(self) -> bool:
        """Do what the commands say that wait; False if there is none."""
        waiting, self.commands = self.commands, []
        for command in waiting:
            self.may_note = True
            if command.may and (self.is_open or command.word in {Word.HELP, Word.MISTAKE}):
                self._obey(command)
        return bool(waiting)

    def _obey(self, command: Command) -> None:
        match command.word:
            case Word.TAKE:
                self.owner = command.person
            case Word.DUE if command.day:
                self.due = command.day
            case Word.SNOOZE:
                self.snoozed = command.day
            case Word.PRIORITY:
                self.priority = command.priority
            case Word.ACCEPT_RISK:
                self.status, self.accepted = Status.DROPPED, command.day or self.accepted
                self.closed_by_command = True
            case Word.DUPLICATE:
                self.status, self.closed_by_command = Status.DROPPED, True
            case _:
                pass
