"""What a Jira site has from the start: issue types, priorities, resolutions, workflows, fields.

Source: ids and names are those of a new site (priorities 1 to 5, statuses 3 and 10000 and on),
status categories as captured in go-jira's `testing/mock-data/all_statuscategories.json`. Ids are
not promised to be the same anywhere.
"""

from collections.abc import Mapping
from dataclasses import replace

from syncd.testing.jira.records import Field, Status, Transition, Workflow

TYPES: Mapping[str, str] = {
    "10001": "Task",
    "10002": "Story",
    "10003": "Sub-task",
    "10004": "Bug",
    "10000": "Epic",
}
SUBTASK, EPIC = "10003", "10000"

PRIORITIES: Mapping[str, str] = {
    "1": "Highest",
    "2": "High",
    "3": "Medium",
    "4": "Low",
    "5": "Lowest",
}
DEFAULT_PRIORITY = "3"

RESOLUTIONS: Mapping[str, str] = {
    "10000": "Done",
    "10001": "Won't Do",
    "10002": "Duplicate",
    "10003": "Cannot Reproduce",
    "10004": "Declined",
}

CATEGORIES: Mapping[str, tuple[int, str, str]] = {
    "undefined": (1, "medium-gray", "No Category"),
    "new": (2, "blue-gray", "To Do"),
    "done": (3, "green", "Done"),
    "indeterminate": (4, "yellow", "In Progress"),
}
"""Id, colour and name of each status category, by key."""

STATUSES: Mapping[str, Status] = {
    status.id: status
    for status in (
        Status("10000", "To Do", "new"),
        Status("3", "In Progress", "indeterminate"),
        Status("10002", "Done", "done"),
        Status("1", "Open", "new"),
        Status("4", "Reopened", "new"),
        Status("5", "Resolved", "done"),
        Status("6", "Closed", "done"),
        Status("10003", "Won't Do", "done"),
    )
}

SIMPLIFIED = Workflow(
    "simplified",
    ("10000", "3", "10002"),
    (
        Transition("11", "To Do", "10000", resolves=""),
        Transition("21", "In Progress", "3", resolves=""),
        Transition("31", "Done", "10002", resolves="10000"),
    ),
)
"""From everywhere to everywhere, and being done sets the resolution: what new projects get."""

CLASSIC = Workflow(
    "classic",
    ("1", "3", "4", "5", "6"),
    (
        Transition("4", "Start Progress", "3", ("1", "4")),
        Transition("301", "Stop Progress", "1", ("3",)),
        Transition(
            "5",
            "Resolve Issue",
            "5",
            ("1", "3", "4"),
            ("resolution", "fixVersions", "assignee"),
            ("resolution",),
        ),
        Transition(
            "2",
            "Close Issue",
            "6",
            ("1", "3", "4", "5"),
            ("resolution", "fixVersions", "assignee"),
            ("resolution",),
        ),
        Transition("3", "Reopen Issue", "4", ("5", "6"), resolves=""),
    ),
)
"""Jira's own old workflow: a graph with screens that ask for a resolution."""

TEAM_MANAGED = Workflow(
    "team-managed",
    ("10000", "3", "10002", "10003"),
    (
        Transition("11", "To Do", "10000"),
        Transition("21", "In Progress", "3"),
        Transition("31", "Done", "10002"),
        Transition("41", "Won't Do", "10003"),
    ),
)
"""Without resolutions: what became of an issue shows in its status alone."""

WORKFLOWS: Mapping[str, Workflow] = {
    each.name: each for each in (SIMPLIFIED, CLASSIC, TEAM_MANAGED)
}

EPIC_LINK = Field(
    "customfield_10014", "Epic Link", "any", custom="com.pyxis.greenhopper.jira:gh-epic-link"
)

FIELDS: tuple[Field, ...] = (
    Field("summary", "Summary", "string", required=True),
    Field("issuetype", "Issue Type", "issuetype", required=True),
    Field("project", "Project", "project", required=True),
    Field("reporter", "Reporter", "user", required=True, has_default=True),
    Field("description", "Description", "string"),
    Field("assignee", "Assignee", "user"),
    Field("priority", "Priority", "priority", has_default=True),
    Field("labels", "Labels", "array", "string", operations=("add", "set", "remove")),
    Field("duedate", "Due date", "date"),
    Field("components", "Components", "array", "component", operations=("add", "set", "remove")),
    Field("parent", "Parent", "issuelink"),
    Field("security", "Security Level", "securitylevel"),
    EPIC_LINK,
)
"""What is on the screens of a project unless a test says otherwise."""


def custom(name: str, type: str, number: int, **more: object) -> Field:  # noqa: A002
    """A custom field of a plain type: string, number, option, user, date, or array of options."""
    kinds = {
        "string": "textfield",
        "number": "float",
        "option": "select",
        "user": "userpicker",
        "date": "datepicker",
        "array": "multiselect",
    }
    items = "option" if type == "array" else None
    made = Field(
        f"customfield_{number}",
        name,
        type,
        items,
        custom=f"com.atlassian.jira.plugin.system.customfieldtypes:{kinds[type]}",
    )
    return replace(made, **more)  # type: ignore[arg-type]
