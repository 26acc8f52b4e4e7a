"""What a task is to have, in Asana's words: fields, tags, custom fields, a section, the text.

Source: Asana's OpenAPI description, `TaskRequest`: `custom_fields` is an object of gids to
values, `memberships` name a section at creation. A status other than open and completed is a
section or a custom field, if the settings name one.
"""

from collections.abc import Mapping
from typing import Any

from syncd.model import Draft, Priority, Status, TicketEdit
from syncd_asana import block, rich
from syncd_asana.places import Places
from syncd_asana.records import Task
from syncd_asana.settings import FieldValue, TrackerSettings
from syncd_asana.shape import project_gid


class Wishes:
    """Puts what syncd wants into what Asana takes."""

    def __init__(self, places: Places, settings: TrackerSettings) -> None:
        """The settings name what the model has no word for."""
        self._places = places
        self._settings = settings

    def made(self, draft: Draft) -> tuple[dict[str, Any], list[str], list[str]]:
        """A new task, the names of its custom fields, and what it cannot have."""
        project = project_gid(draft.project)
        wanted = draft.wanted
        tags, dropped = self.tags(project, wanted.labels)
        wish: dict[str, Any] = {
            "name": wanted.title,
            "html_notes": block.written(
                f"<body>{rich.from_markdown(draft.body)}</body>", draft.identity
            ),
            "tags": tags,
            **self._place(project, draft.status),
        }
        if wanted.due:
            wish["due_on"] = wanted.due.isoformat()
        if wanted.assignee:
            wish["assignee"] = wanted.assignee
        if not draft.status.is_open:
            wish["completed"] = True
        chosen = {**self._settings.fields, **self._with_priority(draft.priority)}
        if draft.status is Status.DROPPED:
            chosen |= self._settings.dropped_field
        values, locked = self._places.values(project, chosen) if chosen else ({}, [])
        if values:
            wish["custom_fields"] = values
        return wish, list(chosen), [*locked, *dropped]

    def changed(
        self, edit: TicketEdit, project: str, fresh: Task | None
    ) -> tuple[dict[str, Any], list[str]]:
        """What an edit sets on the task itself, and what it cannot have."""
        wish: dict[str, Any] = {}
        if edit.title is not None:
            wish["name"] = edit.title
        if edit.assignee is not None:
            wish["assignee"] = edit.assignee
        if edit.due is not None:
            wish["due_on"] = edit.due.isoformat()
        if edit.status is not None:
            wish["completed"] = not edit.status.is_open
        if fresh is not None and (html := _text_after(fresh, edit)) != fresh.html_notes:
            wish["html_notes"] = html
        chosen = self._with_priority(edit.priority)
        if edit.status is Status.DROPPED:
            chosen = {**chosen, **self._settings.dropped_field}
        values, locked = self._places.values(project, chosen) if chosen else ({}, [])
        if values:
            wish["custom_fields"] = values
        return wish, locked

    def tags(self, project: str, labels: frozenset[str]) -> tuple[list[str], list[str]]:
        """The gids of labels, and those labels that are none yet and may not be made."""
        if not labels:
            return [], []
        workspace = self._places.workspace(project)
        found = {label: self._places.tag(workspace, label) for label in sorted(labels)}
        return [gid for gid in found.values() if gid], [n for n, gid in found.items() if not gid]

    def section(self, status: Status) -> str:
        """The name of the section that stands for a status, or nothing."""
        named = {
            Status.IN_PROGRESS: self._settings.in_progress_section,
            Status.DROPPED: self._settings.dropped_section,
        }
        return named.get(status, "")

    def _place(self, project: str, status: Status) -> dict[str, Any]:
        if name := self.section(status):
            section = self._places.section(project, name)
            return {"memberships": [{"project": project, "section": section}]}
        return {"projects": [project]}

    def _with_priority(self, priority: Priority | None) -> Mapping[str, FieldValue]:
        name = self._settings.priority_field
        return {name: priority.value} if name and priority else {}


def _text_after(fresh: Task, edit: TicketEdit) -> str:
    html = fresh.html_notes
    if edit.identity is not None:
        html = block.written(html, edit.identity)
    elif edit.back_link is not None:
        html = block.relinked(html, edit.back_link)
    if edit.status is Status.DROPPED and edit.reason:
        html = block.dropped(html, edit.reason)
    return html
