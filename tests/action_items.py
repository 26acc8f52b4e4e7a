"""Action items as a pass concludes them, for tests to which most of that is all the same."""

from dataclasses import replace

from syncd.model import ActionItem, Status


def open_item(name: str, post_mortem: str, title: str, **fields: object) -> ActionItem:
    """An open item of which nothing else is known, but for these fields."""
    plain = ActionItem(
        id=name,
        post_mortem=post_mortem,
        source="docs",
        file=f"{post_mortem}.md",
        line=10,
        title=title,
        category=None,
        impact=None,
        effort=None,
        priority=None,
        priority_reason=None,
        owner=None,
        team=None,
        due=None,
        status=Status.OPEN,
        ticket=None,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]
