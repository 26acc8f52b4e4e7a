"""Who there is: teams, their people, where they live and when they want to be left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

URL_BASE = "https://git.test/acme/post-mortems/"
BOT = "syncd-bot"
OUTSIDER = "passer-by@acme.com"
CONFIDENTIAL_PROJECT = {"github": "acme/sealed", "jira": "SEAL"}


class Trackers(StrEnum):
    """Where the teams have their tickets."""

    GITHUB = "github"
    JIRA = "jira"
    BOTH = "both"


@dataclass(frozen=True)
class Hours:
    """When somebody may be written to; `quiet` are hours of a day, from and to."""

    zone: str
    quiet: tuple[str, str] | None
    holidays: str = ""


@dataclass(frozen=True)
class Member:
    """Somebody in a team, with hours of his own if he has any."""

    name: str
    team: str
    hours: Hours | None = None

    @property
    def email(self) -> str:
        """Who he is to syncd."""
        return f"{self.name}@acme.com"


@dataclass(frozen=True)
class Team:
    """A team, and where its tickets are; the first of its people leads it."""

    name: str
    tracker: str
    project: str
    service: str
    hours: Hours
    people: Sequence[Member]

    @property
    def lead(self) -> Member:
        """Who hears of what does not move on."""
        return self.people[0]


BERLIN = Hours("Europe/Berlin", ("18:30", "08:00"), "DE")
NEW_YORK = Hours("America/New_York", ("19:00", "08:30"), "US")
DEFAULT = Hours("UTC", ("22:00", "06:00"))
"""What `[policy]` says, for whoever says nothing else."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "payments": ("ana", "bela", "carlo", "dana", "emil"),
    "search": ("farid", "gita", "hugo", "ines", "jonas"),
    "platform": ("kira", "lars", "mona", "nils", "olga"),
    "web": ("paul", "quirin", "rosa", "sven", "tara"),
}
_ELSEWHERE = {"dana": NEW_YORK, "jonas": BERLIN, "olga": Hours("Asia/Kolkata", ("20:00", "09:00"))}
_PLACES: Mapping[str, tuple[Hours, str, str]] = {
    "payments": (BERLIN, "PAY", "acme/payments"),
    "search": (NEW_YORK, "FIND", "acme/search"),
    "platform": (Hours("Europe/Berlin", None), "OPS", "acme/platform"),
    "web": (DEFAULT, "WEB", "acme/web"),
}
_BOTH = {"payments": "jira", "search": "github", "platform": "jira", "web": "github"}


class Office:
    """The company, with its tickets in one tracker or in two."""

    def __init__(self, trackers: Trackers, *, working_days: bool) -> None:
        """With `working_days` days are counted so, for everybody."""
        self.working_days = working_days
        self.teams: dict[str, Team] = {}
        self.people: dict[str, Member] = {}
        for name, (hours, key, repository) in _PLACES.items():
            tracker = _BOTH[name] if trackers is Trackers.BOTH else str(trackers)
            people = [Member(each, name, _ELSEWHERE.get(each)) for each in _NAMES[name]]
            project = key if tracker == "jira" else repository
            self.teams[name] = Team(name, tracker, project, f"{name}-api", hours, people)
            self.people |= {each.email: each for each in people}

    @property
    def trackers(self) -> Sequence[str]:
        """The trackers that are used."""
        return sorted({team.tracker for team in self.teams.values()})

    def projects(self, tracker: str) -> Sequence[str]:
        """The projects of a tracker, the sealed one included."""
        used = [team.project for team in self.teams.values() if team.tracker == tracker]
        return [*used, CONFIDENTIAL_PROJECT[tracker]]

    def hours(self, person: str) -> Hours:
        """The hours of somebody."""
        member = self.people[person]
        return member.hours or self.teams[member.team].hours

    def lead(self, person: str) -> str:
        """Who hears of what somebody owns and does not move on."""
        return self.teams[self.people[person].team].lead.email

    def config(
        self,
        store: str,
        tables: Mapping[str, str],
        accounts: Mapping[tuple[str, str], str],
        policy: Sequence[str],
    ) -> str:
        """The configuration; `tables` are those of trackers and Slack by their names.

        `policy` are more lines of that table.
        """
        lines = [f'[syncd]\nstore = "{store}"', '[sources.docs]\nadapter = "files"']
        lines += ['path = "post-mortems"', f'url_base = "{URL_BASE}"']
        lines += [f"[{name}]\n{table}" for name, table in tables.items()]
        counted = str(self.working_days).lower()
        lines += [f"[policy]\nworking_days = {counted}", *policy]
        lines += _hours(DEFAULT)
        for team in self.teams.values():
            lines += [f"[teams.{team.name}]", f'tracker = "{team.tracker}"']
            lines += [f'project = "{team.project}"', f'services = ["{team.service}"]']
            lines += [f'lead = "{team.lead.email}"']
            lines += [f'confidential_project = "{CONFIDENTIAL_PROJECT[team.tracker]}"']
            lines += _hours(team.hours) if team.hours is not DEFAULT else []
        for person in self.people.values():
            lines += [f'[people."{person.email}"]', f'team = "{person.team}"']
            lines += [f'name = "{person.name.title()} {person.team.title()}"']
            lines += [
                f'{tracker} = "{accounts[tracker, person.email]}"' for tracker in self.trackers
            ]
            lines += _hours(person.hours) if person.hours else []
        return "\n".join(lines) + "\n"


def _hours(hours: Hours) -> list[str]:
    lines = [f'timezone = "{hours.zone}"']
    if hours.quiet:
        lines.append(f'quiet = "{hours.quiet[0]}-{hours.quiet[1]}"')
    if hours.holidays:
        lines.append(f'holidays = "{hours.holidays}"')
    return lines
