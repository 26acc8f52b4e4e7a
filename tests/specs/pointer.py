"""JSON pointers into a description."""

from typing import Any


def steps(pointer: str) -> list[str]:
    """The steps of `#/components/schemas/issue` or `/components/schemas/issue`."""
    return [
        step.replace("~1", "/").replace("~0", "~")
        for step in pointer.removeprefix("#").removeprefix("/").split("/")
    ]


def at(document: Any, pointer: str) -> Any:
    """What a pointer points to.

    Raises:
        LookupError: nothing is there.
    """
    found = document
    for step in steps(pointer) if pointer.strip("#/") else ():
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found
