"""From the API's way of writing names to Python's."""

import re
from functools import cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@cache
def snake(name: str) -> str:
    """`updatedAt` as `updated_at`."""
    return _HUMP.sub("_", name).lower()


@cache
def camel(name: str) -> str:
    """`updated_at` as `updatedAt`."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
