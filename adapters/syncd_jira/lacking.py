"""What projects were found to lack: fields that a ticket can do without.

Which fields are on a screen costs two requests to ask, and nearly always all are there. So a
ticket is asked for with all of them; what Jira then names, with nothing written, is left out.
"""

from collections.abc import Mapping
from typing import Any

from syncd_jira.verdicts import FieldsError

OPTIONAL = {"assignee": "assignee", "duedate": "due", "priority": "priority"}
"""Fields that a ticket can do without, and what they are called outside Jira."""


class Lacking:
    """The fields that projects do not have, as far as answers told."""

    def __init__(self) -> None:
        """Nothing is known to be missing."""
        self._known: set[tuple[str, str]] = set()

    def has(self, project: str, name: str) -> bool:
        """Whether a project has a field."""
        return (project, name) not in self._known

    def leave_out(self, project: str, fields: dict[str, Any], error: FieldsError) -> list[str]:
        """Take out of a request what was refused; gives its names outside Jira.

        None are given if the request cannot do without all of that.
        """
        refused: Mapping[str, str] = error.fields
        if any(name not in OPTIONAL or name not in fields for name in refused):
            return []
        for name in refused:
            del fields[name]
            if name != "assignee":  # that is about one person, the others about the project
                self._known.add((project, name))
        return [OPTIONAL[name] for name in refused]
