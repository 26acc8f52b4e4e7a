"""Ids that follow from what they stand for, so that nothing is made twice.

Linear takes the ids of issues, comments and labels from whoever makes them, and refuses one that
is taken. An id made from the workspace and the item is the same on every machine and after every
crash. Ids are unique over all of Linear, so the workspace's own is part of each: two companies
have post-mortems of the same name. They have the form of a random UUID (version 4), as the
official SDL asks for.

An id is spent when its issue or comment is deleted. `generation` tells the next one from it.
"""

import hashlib
import json
import uuid

GENERATIONS = 4
"""How often the ticket of one item, or the note on one ticket, can be made anew."""


def derived(workspace: str, *parts: str | int) -> str:
    """The id that stands for these parts in a workspace."""
    digest = hashlib.sha256(json.dumps(["syncd", workspace, *parts]).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def issue_id(workspace: str, item: str, generation: int = 0) -> str:
    """The id of the issue of an action item."""
    return derived(workspace, "issue", item, generation)


def issue_ids(workspace: str, item: str) -> list[str]:
    """All ids that the issue of an action item can have, the first first."""
    return [issue_id(workspace, item, n) for n in range(GENERATIONS)]


def comment_id(workspace: str, issue: str, record: str, generation: int = 0) -> str:
    """The id of the comment that is known by a record on an issue."""
    return derived(workspace, "comment", issue, record, generation)


def comment_ids(workspace: str, issue: str, record: str) -> list[str]:
    """All ids that this comment can have, the first first."""
    return [comment_id(workspace, issue, record, n) for n in range(GENERATIONS)]


def label_id(workspace: str, team: str, name: str) -> str:
    """The id of a label; an empty team means the workspace."""
    return derived(workspace, "label", team, name)
