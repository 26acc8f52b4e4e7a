"""What has to be known of a workspace and its teams before anything is written there.

It comes with the first page of a scan, and is asked for where there was none. Labels are made
where they are missing: for the whole workspace, so that all teams share one, filters work across
teams, and an issue keeps it when it moves to another team; where that is refused (no right, or
another team has one of that name), for the team.

Source: official SDL (`IssueLabelCreateInput`: without a team it is one of the workspace);
names are unique whatever their case, and one of the workspace shuts out one of a team
(BuildDownAI/AI-Implement#31); a label of another team, a group or two of one exclusive group are
refused (`errors` of the simulator names the reports).
"""

import re
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from syncd.model import Status
from syncd.ports import DeniedError, RejectedError
from syncd_linear import documents
from syncd_linear.client import Client
from syncd_linear.ids import label_id
from syncd_linear.settings import TrackerSettings
from syncd_linear.shape import Shape, priority_labels
from syncd_linear.steps import Step, run

_WANTED_TYPES: Mapping[Status, Sequence[str]] = {
    Status.OPEN: ("unstarted", "backlog", "triage"),
    Status.IN_PROGRESS: ("started",),
    Status.DONE: ("completed",),
    Status.DROPPED: ("canceled", "duplicate"),
}
_COLOR = "#5e6ad2"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""What the ids of accounts look like."""

_AT_ONCE = 20  # people


@dataclass(frozen=True, slots=True)
class Account:
    """Who syncd is, and in which workspace."""

    viewer: str
    workspace: str
    url_key: str


@dataclass(slots=True)
class Team:
    """What is known of one team; `labels` has the ids of syncd's labels by lower case."""

    id: str
    key: str
    states: Sequence[Mapping[str, Any]]
    labels: dict[str, str]
    groups: frozenset[str] = frozenset()
    inputs: Mapping[str, Any] | None = field(default=None)

    def state(self, status: Status) -> str:
        """The id of the first state of this team that means a status.

        Raises:
            RejectedError: the team has none.
        """
        for kind in _WANTED_TYPES[status]:
            for state in sorted(self.states, key=lambda each: float(each["position"])):
                if state["type"] == kind:
                    return str(state["id"])
        raise RejectedError(f"team {self.key} has no state that means {status}: add one in Linear")


class Facts:
    """Knows and remembers, for as long as it lives; every scan tells it anew."""

    def __init__(
        self, client: Client, name: str, labels: Collection[str], settings: TrackerSettings
    ) -> None:
        """`labels` are all that syncd ever writes."""
        self._client = client
        self._name = name
        self._labels = sorted(labels)
        self._fields = settings.fields
        self._spelling = {label.casefold(): label for label in labels}
        self._priorities = priority_labels(labels)
        self._account: Account | None = None
        self._teams: dict[str, Team] = {}
        self._people: dict[str, str] = {}
        self._profiles: dict[str, str] = {}
        self._lock = threading.RLock()

    def variables(self, team: str) -> dict[str, Any]:
        """What a document that asks for the facts of a team needs."""
        names: list[dict[str, Any]] = [{"name": {"eqIgnoreCase": name}} for name in self._labels]
        owners: list[dict[str, Any]] = [{"null": True}, {"key": {"eq": team}}]
        return {"team": team, "labels": {"or": names, "team": {"or": owners}}}

    def learn(self, team: str, data: Mapping[str, Any]) -> None:
        """Take in what an answer with facts tells.

        Raises:
            DeniedError: there is no such team, as far as syncd can see.
        """
        self.meet(data)
        if not data["teams"]["nodes"]:
            raise DeniedError(
                f"{self._name}: there is no team {team}, or the token may not see it: check"
                " project in [teams], and that syncd's account is a member of a private team"
            )
        told = data["teams"]["nodes"][0]
        known = self._teams.get(team)
        found = data["issueLabels"]["nodes"]
        with self._lock:
            self._teams[team] = Team(
                id=str(told["id"]),
                key=str(told["key"]),
                states=told["states"]["nodes"],
                labels=_ids(found, str(told["id"])),
                groups=frozenset(each["name"].casefold() for each in found if each["isGroup"]),
                inputs=known.inputs if known else None,
            )

    def meet(self, data: Mapping[str, Any]) -> None:
        """Take in who syncd is, from an answer that tells it."""
        organization = data["organization"]
        self._account = Account(
            str(data["viewer"]["id"]), str(organization["id"]), str(organization["urlKey"])
        )

    @property
    def viewer(self) -> str | None:
        """The id of the user that syncd is, if an answer has told it."""
        return self._account.viewer if self._account else None

    def ids_of(self, label: str) -> frozenset[str]:
        """The ids of a label in all teams, as far as they are known."""
        ids = (team.labels.get(label.casefold()) for team in list(self._teams.values()))
        return frozenset(each for each in ids if each is not None)

    def account(self) -> Account:
        """Who syncd is; asked once."""
        if self._account is None:
            self.meet(self._client.send(documents.WHO, {}, "asking who syncd is"))
        if self._account is None:
            raise ValueError("the account was just met")
        return self._account

    def shape(self) -> Shape:
        """How issues of this workspace become tickets."""
        workspace = self.account().workspace
        return Shape(self._name, workspace, self._spelling, self._priorities)

    def priority_label(self, number: int) -> str | None:
        """syncd's label for one of Linear's priorities."""
        return self._priorities.get(number)

    def is_priority(self, label: str) -> bool:
        """Whether a label says what Linear's own field says."""
        return label in self._priorities.values()

    def team(self, key: str) -> Team:
        """What is known of a team; asked if it was not told yet."""
        if key not in self._teams:
            about = f"asking about team {key}"
            self.learn(key, self._client.send(documents.FACTS, self.variables(key), about))
        return self._teams[key]

    def label_ids(self, team: Team, names: Iterable[str]) -> tuple[dict[str, str], set[str]]:
        """The ids of labels by name, made where there are none, and the names of those refused."""
        with self._lock:
            wanted = sorted(set(names))
            missing = [name for name in wanted if name.casefold() not in team.labels]
            if missing:
                self._make_labels(team, missing)
            found = {name: team.labels.get(name.casefold()) for name in wanted}
        ids = {name: id_ for name, id_ in found.items() if id_ is not None}
        return ids, set(wanted) - ids.keys()

    def forget(self, team: str) -> None:
        """Ask anew the next time: something there is not as it was."""
        with self._lock:
            self._teams.pop(team, None)

    def person(self, written: str) -> str | None:
        """The id of the one active member who is written like that."""
        if written not in self._people:
            same = {"eqIgnoreCase": written.removeprefix("@")}
            people = {"or": [{"email": same}, {"displayName": same}, {"name": same}]}
            data = self._client.send(documents.PEOPLE, {"people": people}, "looking for people")
            self._remember(data)
            found = _the_one(data["users"]["nodes"], same["eqIgnoreCase"])
            if found is None:
                return None
            self._people[written] = found
        return self._people[written]

    def profiles(self, accounts: Iterable[str]) -> Mapping[str, str]:
        """The addresses of these people's profiles, as far as they are active members."""
        wanted = sorted({each for each in accounts if UUID.fullmatch(each)})
        missing = [each for each in wanted if each not in self._profiles]
        for start in range(0, len(missing), _AT_ONCE):
            people = {"people": {"id": {"in": missing[start : start + _AT_ONCE]}}}
            self._remember(self._client.send(documents.PEOPLE, people, "looking for people"))
        return {each: self._profiles[each] for each in wanted if each in self._profiles}

    def account_id(self, written: str) -> str:
        """The id of the member whom an account means: that is an id, or how people write them.

        Raises:
            RejectedError: it is nobody's, or not only one member's.
        """
        if UUID.fullmatch(written):
            return written
        found = self.person(written)
        if found is None:
            raise RejectedError(f"{self._name}: no one member is called {written!r} in Linear")
        return found

    def inputs(self, team: Team) -> Mapping[str, Any]:
        """What `fields` in the configuration gives to every new issue of a team.

        Raises:
            RejectedError: the team has nothing of that name.
        """
        if team.inputs is None:
            team.inputs = self._resolved(team) if self._fields else {}
        return team.inputs

    def _remember(self, data: Mapping[str, Any]) -> None:
        active = [each for each in data["users"]["nodes"] if each["active"]]
        self._profiles |= {str(each["id"]): str(each["url"]) for each in active}

    def _make_labels(self, team: Team, names: Sequence[str]) -> None:
        """One document for all; what is refused for the workspace is tried for the team."""
        workspace = self.account().workspace
        left = [name for name in names if name.casefold() not in team.groups]
        for owner in ("", team.id):
            steps = []
            for name in left:
                wish = {"id": label_id(workspace, owner, name), "name": name, "color": _COLOR}
                wish |= {"teamId": owner} if owner else {}
                steps.append(
                    Step(
                        "issueLabelCreate",
                        {"input": ("IssueLabelCreateInput!", wish)},
                        "issueLabel { id name }",
                    )
                )
            outcomes = run(self._client, steps, f"making labels for team {team.key}")
            for name, outcome in zip(left, outcomes, strict=True):
                if isinstance(outcome, Exception):
                    continue
                # One of the workspace is every team's, so that none tries to make it again.
                for each in [team] if owner else [team, *self._teams.values()]:
                    each.labels.setdefault(name.casefold(), str(outcome["issueLabel"]["id"]))
            left = [name for name in left if name.casefold() not in team.labels]
            if not left:
                return
        self._read_labels(team)  # another syncd may have been faster

    def _read_labels(self, team: Team) -> None:
        about = f"asking about team {team.key}"
        data = self._client.send(documents.FACTS, self.variables(team.key), about)
        team.labels.update(_ids(data["issueLabels"]["nodes"], team.id))

    def _resolved(self, team: Team) -> Mapping[str, Any]:
        wanted = {name: str(value) for name, value in self._fields.items()}
        inputs: dict[str, Any] = {}
        if "estimate" in wanted:
            inputs["estimate"] = int(wanted["estimate"])
        if "status" in wanted:
            inputs["stateId"] = _named(team.states, wanted["status"], "status", team.key)
        if not {"project", "milestone", "template"} & wanted.keys():
            return inputs
        variables = {
            "team": team.key,
            "project": wanted.get("project", ""),
            "milestone": wanted.get("milestone", ""),
        }
        data = self._client.send(documents.NAMED, variables, "looking up fields by name")
        projects = data["teams"]["nodes"][0]["projects"]["nodes"]
        if "project" in wanted:
            inputs["projectId"] = _named(projects, wanted["project"], "project", team.key)
        if "milestone" in wanted:
            milestones = [each for one in projects for each in one["projectMilestones"]["nodes"]]
            name = wanted["milestone"]
            inputs["projectMilestoneId"] = _named(milestones, name, "milestone", team.key)
        if "template" in wanted:
            usable = [
                each
                for each in data["templates"]
                if each["type"] == "issue"
                and (each["team"] is None or each["team"]["key"] == team.key)
            ]
            inputs["templateId"] = _named(usable, wanted["template"], "template", team.key)
        return inputs


def _ids(labels: Iterable[Mapping[str, Any]], team: str) -> dict[str, str]:
    """Usable labels by lower case; one of the team before one of the workspace."""
    usable = [each for each in labels if not each["isGroup"]]
    usable.sort(key=lambda each: each["team"] is not None and each["team"]["id"] == team)
    return {each["name"].casefold(): str(each["id"]) for each in usable}


def _the_one(people: Sequence[Mapping[str, Any]], written: str) -> str | None:
    """By e-mail, else by the unique display name, else by a name that only one has."""
    active = [each for each in people if each["active"]]
    for attribute in ("email", "displayName", "name"):
        same = [each for each in active if each[attribute].casefold() == written.casefold()]
        if same:
            return str(same[0]["id"]) if len(same) == 1 else None
    return None


def _named(found: Iterable[Mapping[str, Any]], name: str, what: str, team: str) -> str:
    same = [each for each in found if each["name"].casefold() == name.casefold()]
    if len(same) != 1:
        told = "no" if not same else f"{len(same)} of"
        raise RejectedError(f"team {team}: {told} {what} {name!r}: correct fields in [trackers]")
    return str(same[0]["id"])
