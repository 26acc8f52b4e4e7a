"""Which column of a table, or which label, holds what."""

from __future__ import annotations

import re
from enum import StrEnum

from syncd.markdown.words import plain_heading, word_set


class Column(StrEnum):
    """What a column says about an item."""

    TITLE = "title"
    ID = "id"
    CATEGORY = "category"
    IMPACT = "impact"
    EFFORT = "effort"
    HALVES = "halves_duration"
    PRIORITY = "priority"
    OWNER = "owner"
    TEAM = "team"
    DUE = "due"
    STATUS = "status"
    REASON = "reason"
    TICKET = "ticket"
    LINK = "link"  # holds tickets among other links


_NAMES = {
    Column.TITLE: "action|actions|action item|action items|action point|action points|item"
    "|items|task|tasks|todo|to do|follow up|follow ups|followup|follow up item|follow up action"
    "|what|title|corrective action|corrective actions|preventive action|preventative action"
    "|remediation|measure|improvement|recommendation|work item|next step|next steps"
    "|activity|deliverable|action description|task description|item description"
    "|action required|actionable item",
    Column.ID: "id|no|nr|number|item id|action id|ai|item no|action item id|task id",
    Column.CATEGORY: "category|cat|type|kind|class|action type|item type",
    Column.IMPACT: "impact",
    Column.EFFORT: "effort|size|cost",
    Column.HALVES: "halves duration|halved duration|would have halved duration|halves",
    Column.PRIORITY: "priority|prio|pri|urgency|severity",
    Column.OWNER: "owner|owners|assignee|assignees|assigned to|assigned|who|dri|responsible"
    "|responsible person|owner s|lead|person|action owner|accountable|by whom|poc|point of contact",
    Column.TEAM: "team|owning team|squad|group|department",
    Column.DUE: "due|due date|deadline|eta|by when|target|target date|due by|when|expected date"
    "|completion date|target completion|expected completion|timeline|timeframe|due on|date due|by",
    Column.STATUS: "status|state|done|progress|completed|complete|current status|resolved",
    Column.REASON: "reason|justification",
    Column.TICKET: "ticket|tickets|issue|issues|bug|bugs|jira|tracking|tracking ticket|tracker|pr"
    "|tracking issue|tracking bug|jira ticket|jira issue|github issue|issue pr|linear|asana|story"
    "|ticket id|ticket link|issue link|jira link|tracking link|bug id|bug ticket|issue ticket"
    "|ticket number|issue number|github|pull request|ticket issue|ticket pr",
    Column.LINK: "link|links|reference|references|ref|url|notes|comments|details|comment|note",
}
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names.split("|")}
_TIMES = word_set(
    """
    time timestamp date when utc time utc date time event
    """
)

_LABELS = {
    Column.OWNER: "owner|owners|assignee|assignees|assigned to|dri|responsible|action owner",
    Column.TEAM: "team|owning team",
    Column.DUE: "due|due date|due by|deadline|eta|target date",
    Column.STATUS: "status|state",
    Column.PRIORITY: "priority|prio",
    Column.CATEGORY: "category|type",
    Column.IMPACT: "impact",
    Column.EFFORT: "effort",
    Column.TICKET: "ticket|tracking ticket|tracking issue|issue|jira|tracking|jira ticket|bug",
    Column.REASON: "reason",
}
LABELS = {name: column for column, names in _LABELS.items() for name in names.split("|")}


def column_of(header: str) -> Column | None:
    """What the column below a header holds; None if the header does not say."""
    if header.strip(" *_`") == "#":
        return Column.ID
    text = re.sub(r"\([^)]*\)", " ", header)
    text = plain_heading(re.sub(r"[#?*_`]", " ", text))
    column = _COLUMNS.get(text)
    if column is None and len(parts := re.split(r"\s*[/,]\s*| or ", header.strip(" *_`"))) > 1:
        named = {_COLUMNS.get(plain_heading(part)) for part in parts}
        column = named.pop() if len(named) == 1 else None
    return column


def is_time(header: str) -> bool:
    """Whether a column holds moments, as in a timeline."""
    text = plain_heading(header)
    return text in _TIMES or text.startswith(("time ", "timestamp", "date and time"))
