"""What `syncd doctor` looks at on Jira; it writes nothing.

Sources: `getMyPermissions` of Atlassian's description (on Cloud it wants to be told which; Data
Center lists them all); create metadata name what a project demands; `editIssue`:
`notifyUsers=false` takes an administrator of Jira or of the project.
"""

from collections.abc import Iterator, Sequence

from syncd.ports import Check, PortError
from syncd_jira.client import Client
from syncd_jira.metadata import CreateScreen, Metadata, unknown_field
from syncd_jira.shape import Shape, as_label

_SKEW = 60.0  # seconds
_NEEDED = {
    "BROWSE_PROJECTS": "see its tickets",
    "CREATE_ISSUES": "make tickets",
    "EDIT_ISSUES": "edit tickets, their labels and syncd's marker",
    "ASSIGN_ISSUES": "assign tickets",
    "SCHEDULE_ISSUES": "set due dates",
    "TRANSITION_ISSUES": "close tickets on a human's word",
    "LINK_ISSUES": "link post-mortems",
    "ADD_COMMENTS": "comment",
}
_ADMINISTER = ("ADMINISTER_PROJECTS", "ADMINISTER")
_FILLED = {"project", "issuetype", "summary", "description", "labels", "reporter"}
_WISHED = {
    "labels": "labels",
    "duedate": "due dates",
    "assignee": "owners",
    "priority": "priorities",
}


def check_projects(
    client: Client, shape: Shape, metadata: Metadata, projects: Sequence[str]
) -> Sequence[Check]:
    """Who syncd is there, what it may do in each project, and what that demands of a ticket."""
    subject = f"trackers.{client.name}"
    checks = list(_account(client, subject))
    if not checks[0].ok:
        return checks
    checks += _labels(shape, subject)
    for project in projects:
        place = f"{subject}, {project}"
        try:
            checks += _permissions(client, place, project)
            checks += _screen(shape, place, project, metadata.screen(project))
        except PortError as error:
            checks.append(Check(place, ok=False, message=str(error)))
    return checks


def _account(client: Client, subject: str) -> Iterator[Check]:
    try:
        myself = client.send("GET", "/myself").data
    except PortError as error:
        yield Check(subject, ok=False, message=str(error))
        return
    kind = "Cloud" if client.cloud else "Data Center"
    yield Check(subject, ok=True, message=f"Jira {kind} knows syncd as {myself['displayName']}")
    skew = client.skew
    if skew is not None and abs(skew) > _SKEW:
        where = "behind" if skew > 0 else "ahead of"
        message = f"this machine's clock is {abs(skew):.0f} s {where} Jira's"
        yield Check(subject, ok=False, message=message, hint="set it right, best by NTP")


def _labels(shape: Shape, subject: str) -> Iterator[Check]:
    """Labels that Jira cannot hold as they are, and those that it then cannot tell apart."""
    stored: dict[str, list[str]] = {}
    for name in sorted(shape.names):
        stored.setdefault(as_label(name).casefold(), []).append(name)
    for names in stored.values():
        if len(names) > 1:
            message = f"Jira cannot tell the labels {' and '.join(map(repr, names))} apart"
            hint = "give one of them another name under [labels]"
            yield Check(subject, ok=False, message=message, hint=hint)


def _permissions(client: Client, place: str, project: str) -> Iterator[Check]:
    names = ",".join([*_NEEDED, *_ADMINISTER])
    query = {"projectKey": project} | ({"permissions": names} if client.cloud else {})
    told = client.send("GET", "/mypermissions", query=query).data["permissions"]
    held = {key for key, each in told.items() if each.get("havePermission")}
    lacking = {key: what for key, what in _NEEDED.items() if key in told and key not in held}
    if lacking:
        what = ", ".join(lacking.values())
        rights = ", ".join(str(told[key]["name"]) for key in lacking)
        hint = f"give syncd's account in the project's permission scheme: {rights}"
        yield Check(place, ok=False, message=f"syncd may not {what}", hint=hint)
    else:
        yield Check(place, ok=True, message="tickets can be made, edited, assigned and linked")
    if not held & set(_ADMINISTER):
        yield Check(
            place,
            ok=True,
            message="people are told by mail of labels and markers that syncd writes",
            hint="make syncd's account an administrator of the project: those can edit quietly",
        )


def _screen(shape: Shape, place: str, project: str, screen: CreateScreen) -> Iterator[Check]:
    settings = shape.settings
    unknown = [name for name in settings.fields if screen.named(name) is None]
    for name in unknown:
        yield Check(place, ok=False, message=unknown_field(name, screen, project))
    given = {str(field["fieldId"]) for name in settings.fields if (field := screen.named(name))}
    for field in screen.required():
        if field["fieldId"] not in given | _FILLED:
            name = str(field["name"])
            values = [_shown(each) for each in field.get("allowedValues") or ()]
            among = f", one of {', '.join(values[:8])}" if values else ""
            yield Check(
                place,
                ok=False,
                message=f"a {settings.issue_type} needs {name!r} there{among}",
                hint=f'set it for all tickets: fields = {{"{name}" = ...}}',
            )
    for name, what in _WISHED.items():
        if name not in screen.fields:
            yield Check(
                place,
                ok=name != "labels",
                message=f"{what} have no field on the create screen",
                hint=f"put {name} on the screens of {settings.issue_type}",
            )
    yield from _priorities(shape, place, screen)


def _priorities(shape: Shape, place: str, screen: CreateScreen) -> Iterator[Check]:
    field = screen.fields.get("priority")
    allowed = [_shown(each) for each in (field or {}).get("allowedValues") or ()]
    missing = [name for name in shape.settings.priorities.values() if name not in allowed]
    if allowed and missing:
        yield Check(
            place,
            ok=False,
            message=f"no priority is called {', '.join(map(repr, missing))}: {', '.join(allowed)}",
            hint='say which mean P0 to P3: priorities = {P0 = "...", ...}',
        )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("value") or value.get("id"))
    return str(value)
