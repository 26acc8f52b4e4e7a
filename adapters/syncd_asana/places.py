"""What belongs to a project or its workspace, asked for once: tags, sections, fields, people.

Sources: Asana's OpenAPI description: `getTagsForWorkspace` and `createTag` (nothing keeps two
tags from having one name), `getSectionsForProject`, `getCustomFieldSettingsForProject`,
`getUserForWorkspace` (by gid or e-mail address) and `getUsers`.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from syncd.ports import AgainError, DeniedError, RejectedError, UnsureError
from syncd_asana.client import Client
from syncd_asana.records import CustomField, FieldSetting, Person, Project, Ref, Task
from syncd_asana.settings import FieldValue
from syncd_asana.verdicts import MissingError

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_FIELD = (
    "custom_field.name,custom_field.resource_subtype,custom_field.enum_options.name,"
    "custom_field.enum_options.enabled,custom_field.is_value_read_only,"
    "custom_field.is_formula_field"
)


class Places:
    """Looks things up by name, and remembers what they are called for as long as it lives."""

    def __init__(self, client: Client) -> None:
        """Nothing is asked before it is needed."""
        self._client = client
        self._lock = threading.RLock()
        self._workspaces: dict[str, str] = {}
        self._tags: dict[tuple[str, str], str] = {}
        self._listed: set[str] = set()
        self._sections: dict[str, Sequence[Ref]] = {}
        self._fields: dict[str, Sequence[CustomField]] = {}
        self._people: dict[str, Sequence[Person]] = {}

    def learn(self, task: Task) -> None:
        """Take in what a task shows of its project, workspace and tags."""
        if task.workspace is None:
            return
        for project in task.projects:
            self._workspaces.setdefault(project, task.workspace.gid)
        for tag in task.tags:
            self._learn_tag(task.workspace.gid, tag)

    def project(self, gid: str) -> Project:
        """A project as it is."""
        fields = "name,archived,workspace.name"
        found = self._client.get(f"/projects/{gid}", Project, {"opt_fields": fields})
        if found.workspace is not None:
            self._workspaces[gid] = found.workspace.gid
        return found

    def workspace(self, project: str) -> str:
        """The gid of the workspace that a project is in."""
        if project not in self._workspaces:
            self.project(project)
        if project not in self._workspaces:
            raise RejectedError(f"{self._client.name}: project {project} names no workspace")
        return self._workspaces[project]

    def tags(self, workspace: str) -> Mapping[str, Sequence[str]]:
        """The gids of the tags of each name, in lower case."""
        found: dict[str, list[str]] = {}
        path = f"/workspaces/{workspace}/tags"
        for page in self._client.pages(path, list[Ref], {"opt_fields": "name"}):
            for tag in page.data:
                found.setdefault((tag.name or "").casefold(), []).append(tag.gid)
        return found

    def tag(self, workspace: str, name: str) -> str | None:
        """The gid of a tag, made if there is none; None where syncd may make none."""
        key = (workspace, name.casefold())
        with self._lock:
            if key not in self._tags and workspace not in self._listed:
                for found, gids in self.tags(workspace).items():
                    self._tags.setdefault((workspace, found), min(gids, key=int))
                self._listed.add(workspace)
            if key not in self._tags:
                wish = {"name": name, "workspace": workspace}
                try:
                    made = self._client.write("POST", "/tags", wish, Ref, repeatable=False)
                except DeniedError:
                    return None
                except UnsureError as error:
                    self._listed.discard(workspace)  # it is looked for before it is made again
                    raise AgainError(str(error)) from error
                self._tags[key] = made.gid
            return self._tags[key]

    def forget_tags(self) -> None:
        """Ask anew which tags there are: one that was known has gone."""
        with self._lock:
            self._tags.clear()
            self._listed.clear()

    def section(self, project: str, name: str) -> str:
        """The gid of a section.

        Raises:
            RejectedError: the project has none of that name.
        """
        if project not in self._sections:
            path = f"/projects/{project}/sections"
            pages = self._client.pages(path, list[Ref], {"opt_fields": "name"})
            self._sections[project] = [each for page in pages for each in page.data]
        for section in self._sections[project]:
            if (section.name or "").strip().casefold() == name.strip().casefold():
                return section.gid
        there = ", ".join(section.name or "" for section in self._sections[project])
        raise RejectedError(f"project {project} has no section {name!r}: there is {there}")

    def fields(self, project: str) -> Sequence[CustomField]:
        """The custom fields of a project."""
        if project not in self._fields:
            path = f"/projects/{project}/custom_field_settings"
            pages = self._client.pages(path, list[FieldSetting], {"opt_fields": _FIELD})
            self._fields[project] = [each.custom_field for page in pages for each in page.data]
        return self._fields[project]

    def values(
        self, project: str, wanted: Mapping[str, FieldValue]
    ) -> tuple[dict[str, Any], list[str]]:
        """Custom fields by gid as the API takes them, and the names of those that are locked.

        Raises:
            RejectedError: the project has no such field, or the field no such option.
        """
        values: dict[str, Any] = {}
        locked: list[str] = []
        for name, value in wanted.items():
            field = self._field(project, name)
            if not field.is_writable:
                locked.append(name)
            else:
                values[field.gid] = _value(field, value)
        return values, locked

    def account(self, workspace: str, person: str) -> str | None:
        """The gid of the one member of a workspace with this e-mail address or exact name."""
        name = person.strip().removeprefix("@").strip()
        if _ADDRESS.fullmatch(name):
            path = f"/workspaces/{workspace}/users/{quote(name, safe='@')}"
            try:
                return self._client.get(path, Person, {"opt_fields": "name,email"}).gid
            except MissingError:
                return None
        if workspace not in self._people:
            query = {"workspace": workspace, "opt_fields": "name,email"}
            pages = self._client.pages("/users", list[Person], query)
            self._people[workspace] = [each for page in pages for each in page.data]
        wanted = name.casefold()
        found = [
            each.gid
            for each in self._people[workspace]
            if wanted in {each.gid, (each.name or "").casefold()}
        ]
        return found[0] if len(found) == 1 else None

    def _learn_tag(self, workspace: str, tag: Ref) -> None:
        key = (workspace, (tag.name or "").casefold())
        known = self._tags.get(key)
        if known is None or int(tag.gid) < int(known):
            self._tags[key] = tag.gid

    def _field(self, project: str, name: str) -> CustomField:
        for field in self.fields(project):
            if field.name.strip().casefold() == name.strip().casefold():
                return field
        there = ", ".join(field.name for field in self.fields(project)) or "none"
        raise RejectedError(f"project {project} has no custom field {name!r}: there is {there}")


def _value(field: CustomField, value: FieldValue) -> Any:
    kind = field.resource_subtype
    several = list(value) if isinstance(value, tuple) else [value]
    if kind == "enum":
        return _option(field, several[0])
    if kind == "multi_enum":
        return [_option(field, each) for each in several]
    if kind == "number":
        return _number(field, several[0])
    if kind == "date":
        return {"date": str(several[0])}
    if kind == "people":
        return [str(each) for each in several]
    return str(several[0])


def _option(field: CustomField, name: str | float) -> str:
    for option in field.enum_options:
        if option.enabled and option.name.strip().casefold() == str(name).strip().casefold():
            return option.gid
    there = ", ".join(option.name for option in field.enum_options if option.enabled)
    raise RejectedError(f"custom field {field.name!r} has no option {name!r}: there is {there}")


def _number(field: CustomField, value: str | float) -> float:
    try:
        return float(value)
    except ValueError as error:
        message = f"custom field {field.name!r} takes a number, not {value!r}"
        raise RejectedError(message) from error
