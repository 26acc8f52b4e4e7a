"""What a request wants to be in an issue: values checked against screens, types and rights.

Source: `fields` sets, `update` has verbs, and no field may be in both (official description,
`IssueUpdateDetails`); a field that is not on the screen is an error with the words of `errors`;
labels have no blanks ("The label 'x y' contains spaces which is invalid.") and 255 characters;
a summary has 255 characters and one line; a due date needs the permission to schedule issues,
an assignee the one to assign (Jira's own words for its permissions). That all errors come at
once, by field, is what the form of the answer suggests.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from syncd.testing.exchange import RefusedError
from syncd.testing.jira import texts
from syncd.testing.jira.access import Asker, may
from syncd.testing.jira.errors import body_of, off_screen
from syncd.testing.jira.people import account_in, assignable
from syncd.testing.jira.records import Field, Issue, Project
from syncd.testing.jira.site import PRIORITIES, RESOLUTIONS
from syncd.testing.jira.world import JiraWorld

LONGEST_SUMMARY = LONGEST_LABEL = 255

Verbs = Sequence[tuple[str, Any]]
"""What is asked of one field: pairs such as `("add", "x")`."""


class FieldError(ValueError):
    """A value that Jira would not take; the message is Jira's."""


class Input:
    """The fields of one request, made into changes of an issue's record."""

    def __init__(
        self, world: JiraWorld, asker: Asker, project: Project, issue: Issue | None = None
    ) -> None:
        """`issue` is the one that is edited; None while there is none yet."""
        self._world = world
        self._asker = asker
        self._project = project
        self._issue = issue
        self.changes: dict[str, Any] = {}
        self.custom: dict[str, Any] = dict(issue.custom) if issue else {}
        self.comments: list[Mapping[str, Any]] = []
        self.errors: dict[str, str] = {}

    def read(self, body: Mapping[str, Any], screen: Mapping[str, Field]) -> None:
        """Take in `fields` and `update`, as far as they are on the screen.

        Raises:
            RefusedError: a field is in both.
        """
        fields, update = body.get("fields") or {}, body.get("update") or {}
        if both := sorted(set(fields) & set(update)):
            message = f"Field '{both[0]}' cannot be set in both 'fields' and 'update'."
            raise RefusedError(400, body_of(errors={both[0]: message}))
        for name, value in fields.items():
            self._take(name, [("set", value)], screen)
        for name, verbs in update.items():
            self._take(name, [pair for verb in verbs for pair in verb.items()], screen)

    def finish(self) -> dict[str, Any]:
        """The changes.

        Raises:
            RefusedError: some field was not good; all of them are named.
        """
        if self.errors:
            raise RefusedError(400, body_of(errors=self.errors))
        was = dict(self._issue.custom) if self._issue else {}
        return {**self.changes, **({"custom": self.custom} if self.custom != was else {})}

    def _take(self, name: str, verbs: Verbs, screen: Mapping[str, Field]) -> None:
        if name == "comment":
            self.comments += [value for verb, value in verbs if verb == "add"]
            return
        field = screen.get(name)
        if field is None or not self._allowed(name):
            self.errors[name] = off_screen(name)
            return
        try:
            setter = _SETTERS.get(name)
            if setter is None:
                for _, value in verbs:
                    self.custom[name] = _custom(self._world, self._asker, field, value)
            else:
                setter(self, verbs)
        except FieldError as error:
            self.errors[name] = str(error)

    def _allowed(self, name: str) -> bool:
        needed = {
            "duedate": "SCHEDULE_ISSUES",
            "assignee": "ASSIGN_ISSUES",
            "security": "SET_ISSUE_SECURITY",
        }.get(name)
        return needed is None or may(self._world, self._asker.user, needed, self._project)

    # One setter for each kind of field.

    def summary(self, verbs: Verbs) -> None:
        text = _only(verbs)
        if not isinstance(text, str) or not text.strip():
            raise FieldError("You must specify a summary of the issue.")
        if "\n" in text or "\r" in text:
            raise FieldError("The summary is invalid because it contains newline characters.")
        if len(text) > LONGEST_SUMMARY:
            raise FieldError(f"Summary must be less than or equal to {LONGEST_SUMMARY} characters.")
        self.changes["summary"] = text.strip()

    def description(self, verbs: Verbs) -> None:
        try:
            self.changes["description"] = texts.taken(_only(verbs), adf=self._asker.adf)
        except texts.TextError as error:
            raise FieldError(str(error)) from error

    def priority(self, verbs: Verbs) -> None:
        self.changes["priority"] = named_in(PRIORITIES, _only(verbs), "priority")

    def resolution(self, verbs: Verbs) -> None:
        self.changes["resolution"] = named_in(RESOLUTIONS, _only(verbs), "resolution")

    def user(self, name: str, verbs: Verbs) -> None:
        value = _only(verbs)
        if name == "assignee" and value in ({"accountId": "-1"}, {"id": "-1"}, {"name": "-1"}):
            self.changes[name] = self._project.lead
            return
        try:
            account = account_in(self._world, self._asker, value)
        except LookupError as error:
            raise FieldError(f"User '{error}' cannot be assigned issues.") from error
        if account and not assignable(self._world, self._world.users[account], self._project):
            shown = self._world.users[account].display_name
            raise FieldError(f"User '{shown}' cannot be assigned issues.")
        if account is None and name == "reporter":
            raise FieldError("Reporter is required.")
        self.changes[name] = account

    def labels(self, verbs: Verbs) -> None:
        labels = self.changes.get("labels", self._issue.labels if self._issue else ())
        for verb, value in verbs:
            wanted = value if isinstance(value, list) else [value]
            for label in wanted:
                if not isinstance(label, str) or re.search(r"\s", label):
                    raise FieldError(f"The label '{label}' contains spaces which is invalid.")
                if len(label) > LONGEST_LABEL:
                    raise FieldError(f"The label '{label}' exceeds the maximum length of 255.")
            labels = _edited(labels, verb, wanted)
        self.changes["labels"] = tuple(sorted(labels))

    def components(self, verbs: Verbs) -> None:
        components = self.changes.get("components", self._issue.components if self._issue else ())
        for verb, value in verbs:
            wanted = value if isinstance(value, list) else [value]
            names = [each.get("name") if isinstance(each, dict) else None for each in wanted]
            for name in names:
                if name not in self._project.components:
                    raise FieldError(f"Component name '{name}' is not valid")
            components = _edited(components, verb, names)
        self.changes["components"] = tuple(components)

    def due(self, verbs: Verbs) -> None:
        value = _only(verbs)
        if value in {None, ""}:
            self.changes["due"] = None
            return
        try:
            self.changes["due"] = date.fromisoformat(str(value)).isoformat()
        except ValueError as error:
            message = "Error parsing date string. Date must be in the format yyyy-MM-dd."
            raise FieldError(message) from error

    def parent(self, verbs: Verbs) -> None:
        value = _only(verbs)
        if value is None or value == {"none": True}:
            self.custom.pop("parent", None)
            return
        name = value.get("key") or value.get("id") if isinstance(value, dict) else None
        parent = self._world.issue_named(str(name)) if name else None
        if parent is None:
            raise FieldError("Could not find issue by id or key.")
        self.custom["parent"] = {"id": str(parent.id), "key": parent.key}

    def security(self, verbs: Verbs) -> None:
        value = _only(verbs)
        name = value.get("name") if isinstance(value, dict) else None
        if name not in self._project.security_levels:
            raise FieldError("The selected security level is not valid.")
        self.custom["security"] = {"name": name}


def named_in(known: Mapping[str, str], value: Any, what: str) -> str | None:
    """The id of a record that a value names by id or name.

    Raises:
        FieldError: there is none.
    """
    if value is None:
        return None
    if isinstance(value, dict):
        if str(value.get("id", "")) in known:
            return str(value["id"])
        for number, name in known.items():
            if name == value.get("name"):
                return number
    raise FieldError(f"The {what} selected is invalid.")


def _only(verbs: Verbs) -> Any:
    for verb, _ in verbs:
        if verb not in {"set", "edit"}:
            raise FieldError(f"Operation '{verb}' is not supported for this field.")
    return verbs[-1][1] if verbs else None


def _edited(values: Sequence[str], verb: str, wanted: Sequence[Any]) -> tuple[str, ...]:
    if verb == "set":
        return tuple(dict.fromkeys(wanted))
    if verb == "add":
        return tuple(dict.fromkeys([*values, *wanted]))
    if verb == "remove":
        return tuple(value for value in values if value not in wanted)
    raise FieldError(f"Operation '{verb}' is not supported for this field.")


def _custom(world: JiraWorld, asker: Asker, field: Field, value: Any) -> Any:
    """A value of a custom field as it is kept: as it will be shown."""
    if value is None:
        return None
    if field.type == "option":
        return _option(field, value)
    if field.type == "array" and field.items == "option":
        if not isinstance(value, list):
            raise FieldError("data was not an array")
        return [_option(field, each) for each in value]
    if field.type == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError("Operation value must be a number")
        return value
    if field.type == "user":
        try:
            account = account_in(world, asker, value)
        except LookupError as error:
            raise FieldError(f"User '{error}' was not found in the system.") from error
        return {"accountId": account}
    if field.id == "customfield_10014":
        parent = world.issue_named(str(value))
        if parent is None:
            raise FieldError(f"Issue key '{value}' does not exist.")
        return parent.key
    if not isinstance(value, str):
        raise FieldError("Operation value must be a string")
    return value


def _option(field: Field, value: Any) -> dict[str, str]:
    name = value.get("value") if isinstance(value, dict) else None
    if name is None or (field.allowed and name not in field.allowed):
        raise FieldError(f"Option value '{name}' is not valid")
    return {"value": name}


_SETTERS: Mapping[str, Callable[[Input, Verbs], None]] = {
    "summary": Input.summary,
    "description": Input.description,
    "priority": Input.priority,
    "resolution": Input.resolution,
    "assignee": lambda given, verbs: given.user("assignee", verbs),
    "reporter": lambda given, verbs: given.user("reporter", verbs),
    "labels": Input.labels,
    "components": Input.components,
    "duedate": Input.due,
    "parent": Input.parent,
    "security": Input.security,
    "project": lambda _given, _verbs: None,
    "issuetype": lambda _given, _verbs: None,
}
