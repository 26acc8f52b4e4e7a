"""What a project's create screen has: asked only where the configuration names fields.

Source: `getCreateIssueMetaIssueTypes` and `...IssueTypeId` of Atlassian's description (pages of
up to 200; `issueTypes` and `fields` on Cloud, `values` on Data Center), and the forms of values
that `createIssue` shows: components by name, options by value, people by account.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from syncd.ports import RejectedError
from syncd_jira.client import Client
from syncd_jira.settings import TrackerSettings
from syncd_jira.speech import Speech

_LARGEST_PAGE = 200
_BY_NAME = frozenset({"component", "version", "priority", "resolution", "securitylevel", "group"})
_BY_VALUE = frozenset({"option"})


@dataclass(frozen=True, slots=True)
class CreateScreen:
    """The fields of a new issue by id, as Jira describes them."""

    fields: Mapping[str, Mapping[str, Any]]

    def named(self, name: str) -> Mapping[str, Any] | None:
        """A field by its id, or by its name in any case."""
        if name in self.fields:
            return self.fields[name]
        same = [each for each in self.fields.values() if each["name"].casefold() == name.casefold()]
        return same[0] if len(same) == 1 else None

    def required(self) -> Sequence[Mapping[str, Any]]:
        """The fields that have to be given, as they have no default."""
        return [
            each
            for each in self.fields.values()
            if each["required"] and not each["hasDefaultValue"]
        ]


class Metadata:
    """What the create screens of projects look like, each asked once."""

    def __init__(self, client: Client, settings: TrackerSettings, speech: Speech) -> None:
        """Nothing is asked before it is needed."""
        self._client = client
        self._settings = settings
        self._speech = speech
        self._screens: dict[str, CreateScreen] = {}

    def values(self, project: str) -> dict[str, Any]:
        """The configured fields of a new issue by id, in the form that Jira takes.

        Raises:
            RejectedError: a project has no such field.
            PortError: its metadata cannot be read.
        """
        if not self._settings.fields:
            return {}
        screen = self.screen(project)
        found = {}
        for name, value in self._settings.fields.items():
            field = screen.named(name)
            if field is None:
                raise RejectedError(unknown_field(name, screen, project))
            found[str(field["fieldId"])] = self._value(field["schema"], value)
        return found

    def screen(self, project: str) -> CreateScreen:
        """The create screen of a project for the configured issue type.

        Raises:
            RejectedError: the project has no such issue type.
            PortError: its metadata cannot be read.
        """
        if project not in self._screens:
            path = f"/issue/createmeta/{quote(project, safe='')}/issuetypes"
            wanted = self._settings.issue_type
            types = list(self._pages(path, "issueTypes"))
            kind = next((each for each in types if wanted in {each["name"], each["id"]}), None)
            if kind is None:
                there = ", ".join(str(each["name"]) for each in types) or "none"
                raise RejectedError(
                    f"{project} has no issue type {wanted!r} that syncd may make, but {there}:"
                    " set issue_type"
                )
            fields = self._pages(f"{path}/{kind['id']}", "fields")
            self._screens[project] = CreateScreen({str(each["fieldId"]): each for each in fields})
        return self._screens[project]

    def _pages(self, path: str, name: str) -> Iterator[Mapping[str, Any]]:
        start = 0
        while True:
            query: dict[str, str | int] = {"startAt": start, "maxResults": _LARGEST_PAGE}
            data = self._client.send("GET", path, query=query).data
            found = data.get(name) or data.get("values") or []
            yield from found
            start += len(found)
            if not found or start >= int(data.get("total", 0)):
                return

    def _value(self, schema: Mapping[str, Any], value: Any) -> Any:
        if isinstance(value, Mapping):
            return dict(value)
        kind = str(schema["type"])
        if kind == "array":
            values = value if isinstance(value, list | tuple) else [value]
            return [self._value({"type": schema.get("items", "string")}, each) for each in values]
        if kind in _BY_NAME:
            return {"name": value}
        if kind in _BY_VALUE:
            return {"value": value}
        if kind == "user":
            return self._speech.user(str(value))
        if kind == "issuelink":
            return {"key": value}
        if kind == "string" and str(schema.get("custom", "")).endswith(":textarea"):
            return self._speech.text(str(value))
        return value.isoformat() if hasattr(value, "isoformat") else value


def unknown_field(name: str, screen: CreateScreen, project: str) -> str:
    """What is said of a configured field that a project does not have, with the nearest."""
    names = [str(each["name"]) for each in screen.fields.values()]
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(names))}"
    return f"{project} has no field {name!r} on its create screen: {hint}"
