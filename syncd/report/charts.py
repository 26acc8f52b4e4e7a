"""Charts of one line, for a terminal: a bar, and a row of columns."""

from collections.abc import Sequence

_BLOCKS = "▁▂▃▄▅▆▇█"
_MISSING = "·"


def bar(share: float | None, width: int) -> str:
    """A share as a bar of that many columns; a line of dots where nobody knows."""
    if share is None:
        return _MISSING * width
    full = round(min(max(share, 0.0), 1.0) * width)
    return "█" * full + "░" * (width - full)


def columns(shares: Sequence[float | None]) -> str:
    """Shares from 0 to 1 as columns beside each other; a dot where nobody knows."""
    return "".join(_column(share) for share in shares)


def _column(share: float | None) -> str:
    if share is None:
        return _MISSING
    top = len(_BLOCKS) - 1
    return _BLOCKS[round(min(max(share, 0.0), 1.0) * top)]
