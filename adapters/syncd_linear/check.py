"""What `syncd doctor` looks at in Linear; it writes nothing.

Source: official SDL. Linear does not tell which scopes a token has, nor whether an account may
manage labels (that is a setting of workspace and team, linear.app/docs, "Members and roles"); so
it is said which labels would have to be made.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from syncd.ports import Check, PortError
from syncd_linear import documents
from syncd_linear.client import Client
from syncd_linear.facts import Facts

_SKEW = 60.0  # seconds


def check_teams(
    client: Client, facts: Facts, name: str, teams: Sequence[str], labels: Collection[str]
) -> Sequence[Check]:
    """Who syncd is there, what each team has of what it needs, and whether clocks agree."""
    subject = f"trackers.{name}"
    named: list[dict[str, Any]] = [{"name": {"eqIgnoreCase": label}} for label in sorted(labels)]
    wanted = {"teams": {"key": {"in": list(teams)}}, "labels": {"or": named}}
    try:
        data = client.send(documents.CHECK, wanted, "looking around")
    except PortError as error:
        return [Check(subject, ok=False, message=str(error))]
    checks = list(_account(client, subject, data))
    found = {team["key"]: team for team in data["teams"]["nodes"]}
    for key in teams:
        place = f"{subject}, {key}"
        if key not in found:
            message = "there is no such team, or the token may not see it"
            hint = "check project in [teams]; a private team needs syncd's account as a member"
            checks.append(Check(place, ok=False, message=message, hint=hint))
            continue
        checks += _team(facts, place, found[key])
        checks += _labels(place, found[key], data["issueLabels"]["nodes"], labels)
    return checks


def _account(client: Client, subject: str, data: Mapping[str, Any]) -> Iterator[Check]:
    viewer, workspace = data["viewer"], data["organization"]
    who = f"{viewer['name']} in the workspace {workspace['urlKey']}"
    if viewer["guest"]:
        hint = "give syncd an account of its own that is a member, or an OAuth app"
        yield Check(subject, ok=False, message=f"syncd is {who}, a guest", hint=hint)
    else:
        yield Check(subject, ok=True, message=f"syncd is {who}")
    skew = client.skew
    if skew is not None and abs(skew) > _SKEW:
        where = "behind" if skew > 0 else "ahead of"
        message = f"this machine's clock is {abs(skew):.0f} s {where} Linear's"
        yield Check(subject, ok=False, message=message, hint="set it right, best by NTP")


def _team(facts: Facts, place: str, team: Mapping[str, Any]) -> Iterator[Check]:
    if team["retiredAt"]:
        message = "the team is retired: nothing can be made there"
        yield Check(place, ok=False, message=message, hint="name another team in [teams]")
        return
    try:
        known = facts.team(team["key"])
        kinds = {state["type"] for state in known.states}
        given = facts.inputs(known)
    except PortError as error:
        yield Check(place, ok=False, message=str(error))
        return
    missing = [kind for kind in ("started", "completed", "canceled") if kind not in kinds]
    if missing:
        message = f"the team has no state of type {', '.join(missing)}"
        yield Check(place, ok=False, message=message, hint="add one in the team's workflow")
    told = f"issues of team {team['name']}"
    if given:
        told += f", each with {', '.join(sorted(given))}"
    if team["triageEnabled"] and "stateId" not in given:
        told += "; new ones wait in Triage (fields.status in the configuration says otherwise)"
    yield Check(place, ok=True, message=told)


def _labels(
    place: str, team: Mapping[str, Any], found: Sequence[Mapping[str, Any]], names: Collection[str]
) -> Iterator[Check]:
    missing = []
    for name in sorted(names):
        same = [label for label in found if label["name"].casefold() == name.casefold()]
        usable = [
            label for label in same if label["team"] is None or label["team"]["id"] == team["id"]
        ]
        if not usable:
            missing.append(name)
        elif all(label["isGroup"] for label in usable):
            hint = "rename the group, or set another name in [labels]"
            yield Check(place, ok=False, message=f"the label {name} is a group", hint=hint)
        elif all(label["retiredAt"] for label in usable):
            hint = "restore it in Linear, or set another name in [labels]"
            yield Check(place, ok=False, message=f"the label {name} is retired", hint=hint)
    if missing:
        hint = "syncd's account needs the right to manage labels, or make them yourself"
        message = f"labels that syncd will make when it needs them: {', '.join(missing)}"
        yield Check(place, ok=True, message=message, hint=hint)
