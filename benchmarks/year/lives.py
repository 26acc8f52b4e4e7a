"""What people do about their action items, drawn day by day; what they wrote is remembered."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from benchmarks.year.item import Command, Item, Status, Word
from benchmarks.year.office import OUTSIDER, Office
from benchmarks.year.places import Places

_CHARACTERS: Mapping[str, Mapping[str, float]] = {
    "diligent": {"talk": 0.1, "start": 0.08, "finish": 0.08, "write": 0.02},
    "slow": {"talk": 0.05, "start": 0.02, "finish": 0.015, "put off": 0.01},
    "silent": {"talk": 0.004, "finish": 0.006},
    "later": {"put off": 0.02, "put off silently": 0.02, "talk": 0.01, "finish": 0.008},
    "hands on": {"assign": 0.03, "take": 0.01, "talk": 0.02, "finish": 0.015},
    "commands": {
        "snooze": 0.02,
        "due": 0.015,
        "priority": 0.01,
        "help": 0.005,
        "mistake": 0.01,
        "accept": 0.006,
        "outsider": 0.006,
        "duplicate": 0.002,
        "finish": 0.008,
    },
    "drops": {"drop": 0.012, "drop with a reason": 0.008, "accept": 0.01, "talk": 0.02},
}
_CLOSED = {"reopen": 0.006, "talk": 0.002}
_REMARKS = (
    "Started, waiting for the new library.",
    "Reviewed with the team: looks  right,\ntwo things are left.",
    "We talked about this; more next week.",
    "Half of it is in production.",
)


@dataclass(frozen=True)
class Act:
    """Something that somebody does to an item, at a time."""

    at: datetime
    item: str
    what: str


class Lives:
    """The people, each with a way of dealing with things."""

    def __init__(self, office: Office, places: Places, seed: int) -> None:
        """What they do follows from the seed, the item and the day alone."""
        self._office = office
        self._places = places
        self._seed = seed
        self.wrote: dict[tuple[str, str], str] = {}
        """Every comment of a human by tracker and id."""
        self.paragraphs: list[tuple[str, str, str]] = []
        """Every paragraph by tracker and ticket."""

    def acts(self, items: Sequence[Item], day: date) -> Sequence[Act]:
        """What they will do on a day, in its order; a ticket of that day is left alone."""
        found = []
        for item in items:
            if item.made.date() >= day:
                continue
            chance = random.Random(f"{self._seed} {item.id} {day}")
            kinds = list(_CHARACTERS)
            kind = kinds[random.Random(f"{self._seed} {item.id}").randrange(len(kinds))]
            wishes = _CHARACTERS[kind] if item.is_open else _CLOSED
            draw = chance.random()
            for what, share in wishes.items():
                if draw < share:
                    at = datetime.combine(day, time(6), UTC)
                    at += timedelta(minutes=chance.randrange(16 * 60))
                    found.append(Act(at, item.id, what))
                    break
                draw -= share
        return sorted(found, key=lambda act: (act.at, act.item))

    def carry_out(self, act: Act, item: Item) -> None:
        """Do it, in the tracker and in what the oracle knows."""
        now = self._places.now
        chance = random.Random(f"{self._seed} {item.id} {now.date()} {act.what}")
        who, place = item.owner, (item.tracker, item.ticket)
        match act.what:
            case "talk":
                self._say(item, who, chance.choice(_REMARKS))
            case "write":
                text = f"A paragraph of {who}, {now.date()}."
                self._places.write(*place, who, text)
                self.paragraphs.append((*place, text))
            case "start" if item.tracker == "github" or item.started:
                return  # nothing changes, so nobody sees it
            case "start":
                self._places.start(*place, who)
                item.started = True
            case "finish":
                self._places.finish(*place, who, done=True)
                item.status = Status.DONE
            case "drop" | "drop with a reason":
                if act.what == "drop with a reason":
                    self._say(item, who, "Not worth it any more: replaced by the new platform.")
                item.may_note = True
                self._places.finish(*place, who, done=False)
                item.status = Status.DROPPED
            case "reopen":
                self._places.reopen(*place, who)
                item.status, item.started = Status.OPEN, False
            case "assign":
                others = [each for each in self._office.people if each != who]
                team = [each.email for each in self._office.teams[self._team(who)].people]
                near = [each for each in team if each != who]
                item.owner = chance.choice(near if chance.random() < 0.7 else others)
                self._places.assign(*place, who, item.owner)
            case "put off" | "put off silently":
                if act.what == "put off":
                    self._say(item, who, "Moved the date: the vendor needs another two weeks.")
                item.due = max(item.due, now.date()) + timedelta(days=chance.randint(5, 20))
                item.may_note = True
                self._places.due(*place, who, item.due.isoformat())
            case _:
                self._command(act.what, item, chance, now.date())
        item.heard.append(now)

    def _command(self, what: str, item: Item, chance: random.Random, today: date) -> None:
        who, later = item.owner, today + timedelta(days=chance.randint(6, 40))
        match what:
            case "take":
                team = self._office.teams[self._team(who)]
                who = chance.choice(team.people).email
                command, text = Command(Word.TAKE, who), "/syncd take"
            case "snooze":
                number = chance.choice([7, 14, 30])
                command = Command(Word.SNOOZE, who, day=today + timedelta(days=number))
                text = f"/syncd snooze {number}d we wait for the audit"
            case "due":
                command = Command(Word.DUE, who, day=later)
                text = f"On it.\n/syncd due {later} the library is late"
            case "priority":
                wanted = chance.choice(["P1", "P2", "P3"])
                command = Command(Word.PRIORITY, who, priority=wanted)
                text = f"/syncd priority {wanted} the risk is another one now"
            case "accept":
                until = later if chance.random() < 0.6 else None
                command = Command(Word.ACCEPT_RISK, who, day=until)
                told = f" until {until}" if until else ""
                text = f"/syncd accept-risk{told} the system is switched off soon"
            case "duplicate":
                command = Command(Word.DUPLICATE, who)
                text = f"/syncd duplicate-of {self._other(item)}"
            case "outsider":
                who = OUTSIDER
                command = Command(Word.SNOOZE, who, may=False)
                text = "/syncd snooze 14d because I say so"
            case "help":
                command, text = Command(Word.HELP, who), "/syncd help"
            case _:
                command, text = Command(Word.MISTAKE, who), "/syncd snoze 14d because"
        item.commands.append(command)
        self._say(item, who, text)

    def _other(self, item: Item) -> str:
        """The item before or after this one in its document."""
        name, _, number = item.id.rpartition("-")
        return f"{name}-{2 if number == '01' else int(number) - 1:02}"

    def _say(self, item: Item, who: str, text: str) -> None:
        name = self._places.comment(item.tracker, item.ticket, who, text)
        self.wrote[item.tracker, name] = text

    def _team(self, person: str) -> str:
        return self._office.people[person].team
