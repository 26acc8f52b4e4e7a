"""Whom a text mentions, as Linear reads it.

Source: linear/linear#351, where an employee of Linear says it: the plain address of somebody's
profile becomes a mention when a text is sent as Markdown. That a link with words of its own does so
too, and that code does not, is assumed; that `@name` is only text, schpet/linear-cli#112.
"""

import re

from syncd.testing.linear.records import User
from syncd.testing.linear.world import LinearWorld

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def profile(world: LinearWorld, user: User) -> str:
    """The address of somebody's profile."""
    return f"{world.html_base}/{world.organization.url_key}/profiles/{user.display_name}"


def mentioned(world: LinearWorld, text: str | None) -> list[str]:
    """The ids of the active members whom a text mentions."""
    shown = _CODE.sub(" ", text or "")
    if "/profiles/" not in shown:
        return []
    active = [user for user in world.users.values() if user.active]
    return [
        user.id
        for user in active
        if re.search(rf"{re.escape(profile(world, user))}(?![\w-]|\.\w)", shown, re.IGNORECASE)
    ]
