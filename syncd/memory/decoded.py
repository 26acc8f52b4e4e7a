"""Rows that are decoded once, for whoever reads a store again and again.

A row counts as known only if its bytes are those that were decoded: so whoever wrote to the
store meanwhile, nothing old is ever given. What did not change is the very same object again.
"""

from collections.abc import Hashable, Iterable
from typing import Any, TypeVar

import msgspec

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Decoded:
    """What was decoded of each part of a store last; nothing is kept until it `keeps`."""

    def __init__(self) -> None:
        """Nothing known."""
        self.keeps = False
        self._parts: dict[str, dict[Any, tuple[bytes, Any]]] = {}

    def rows(
        self, part: str, rows: Iterable[tuple[K, bytes]], decoder: msgspec.msgpack.Decoder[T]
    ) -> dict[K, T]:
        """All rows of a part, decoded.

        Raises:
            msgspec.DecodeError: another version wrote them.
        """
        if not self.keeps:
            return {key: decoder.decode(content) for key, content in rows}
        known, now = self._parts.get(part, {}), {}
        for key, content in rows:
            was = known.get(key)
            if was is None or was[0] != content:
                was = (content, decoder.decode(content))
            now[key] = was
        self._parts[part] = now
        return {key: decoded for key, (_, decoded) in now.items()}
