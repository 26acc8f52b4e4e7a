"""Who there is, and where a team's tickets go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is at work, as far as it is said.

    `timezone` is an IANA name, `quiet` a span such as `19:00-08:00` in which nobody is written
    to, `holidays` a country, or a part of one: `DE`, `DE-BY`.
    """

    timezone: str | None = None
    quiet: str | None = None
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can own an action item; `email` is who they are to syncd.

    `accounts` maps the name of an adapter (`github`, `jira`) to the login there.
    """

    email: str
    name: str | None = None
    team: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)
    hours: Hours = Hours()


@dataclass(frozen=True, slots=True)
class Team:
    """A team, its services, and the project in a tracker where its tickets live."""

    name: str
    tracker: str
    project: str
    lead: str | None = None
    services: tuple[str, ...] = ()
    create: bool = True
    confidential_project: str | None = None
    hours: Hours = Hours()


@dataclass(frozen=True, eq=False)
class Organization:
    """All teams and people, with the look-ups that ownership needs; there is one a pass."""

    teams: Mapping[str, Team] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)

    def person(self, written: str) -> Person | None:
        """The one person whom an e-mail, a name, a login or an @handle means, in any case."""
        return self._people_by_alias.get(written.strip().removeprefix("@").casefold())

    def team(self, written: str) -> Team | None:
        """The team of that name, in any case."""
        return self._teams_by_name.get(written.strip().removeprefix("@").casefold())

    @cached_property
    def team_of_service(self) -> Mapping[str, frozenset[str]]:
        """For each service, in lower case, the names of the teams that own it."""
        owners: dict[str, set[str]] = {}
        for team in self.teams.values():
            for service in team.services:
                owners.setdefault(service.casefold(), set()).add(team.name)
        return {service: frozenset(names) for service, names in owners.items()}

    @cached_property
    def _people_by_alias(self) -> Mapping[str, Person]:
        aliases: dict[str, Person] = {}
        shared: set[str] = set()
        for person in self.people.values():
            for alias in (person.name, person.email.partition("@")[0], *person.accounts.values()):
                if alias is None:
                    continue
                known = alias.removeprefix("@").casefold()
                if aliases.setdefault(known, person) is not person:
                    shared.add(known)  # two people answer to it: it names neither
        for alias in shared:
            del aliases[alias]
        return aliases | {person.email.casefold(): person for person in self.people.values()}

    @cached_property
    def _teams_by_name(self) -> Mapping[str, Team]:
        return {team.name.casefold(): team for team in self.teams.values()}
