"""What the table of deviations allows, at the places where a description would not."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.specs.deviation import (
    AlsoAnswers,
    AlsoAt,
    AlsoNamed,
    AlsoSends,
    Amended,
    Change,
    Replaced,
)
from tests.specs.deviations import TABLE
from tests.specs.pointer import steps


def amend(document: Any, description: str) -> list[str]:
    """Put the rows of a description into its document; returns those that are stale.

    A row is stale if it changes nothing: the description says so itself by now, or the place
    is not there any more.
    """
    stale = []
    for row in TABLE:
        if isinstance(row, Change) and row.description == description:
            *above, last = steps(row.pointer)
            changed = [_put(parent, last, row) for parent in _places(document, above)]
            if not any(changed):
                stale.append(row.pointer)
        elif isinstance(row, AlsoAt) and row.description == description:
            paths = document.get("paths", {})
            if row.path in paths or row.like not in paths:
                stale.append(row.path)
            else:
                paths[row.path] = _without_last_parameter(row.like, paths[row.like])
    return stale


def also_answers(description: str, operation: str, status: int) -> AlsoAnswers | None:
    """The row that lets an operation answer a status, if there is one."""
    return next(
        (
            row
            for row in TABLE
            if isinstance(row, AlsoAnswers)
            and row.description == description
            and status in row.statuses
            and re.fullmatch(row.operations, operation)
        ),
        None,
    )


def also_sends(description: str, operation: str, media: str) -> bool:
    """Whether a row lets an operation answer a media type."""
    return any(
        isinstance(row, AlsoSends)
        and (row.description, row.media) == (description, media)
        and re.fullmatch(row.operations, operation)
        for row in TABLE
    )


def also_named(description: str, path: str) -> str:
    """The path that a request means, where a row gives it another name."""
    for row in TABLE:
        if isinstance(row, AlsoNamed) and row.description == description:
            path = re.sub(row.pattern, row.by, path)
    return path


def _places(found: Any, above: list[str]) -> Iterator[Any]:
    if not above:
        yield found
        return
    step, *rest = above
    if step == "*":
        entries = found.values() if isinstance(found, dict) else found
        for entry in entries if isinstance(found, dict | list) else ():
            yield from _places(entry, rest)
    elif isinstance(found, dict) and step in found:
        yield from _places(found[step], rest)
    elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
        yield from _places(found[int(step)], rest)


def _without_last_parameter(template: str, item: dict[str, Any]) -> dict[str, Any]:
    last = template.rpartition("{")[2].rstrip("}")
    return {
        method: {
            **operation,
            "parameters": [p for p in operation["parameters"] if p.get("name") != last],
        }
        for method, operation in item.items()
        if method == "get"
    }


def _put(parent: Any, last: str, row: Change) -> bool:
    """Change one place; whether that made a difference."""
    before = parent.get(last)
    if isinstance(row, Amended):
        parent[last] = row.value
    elif isinstance(row, Replaced):
        if before is not None:
            parent[last] = re.sub(row.pattern, row.by, before)
    elif before is not None and isinstance(row.values, Mapping):
        parent[last] = {**row.values, **before}
    elif before is not None:
        parent[last] = [*before, *(value for value in row.values if value not in before)]
    return bool(parent.get(last) != before)
