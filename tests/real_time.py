"""Real time that passes between two commands, for what trackers measure by it."""

import time

import pytest

from syncd.ports import RealTime


def real_time_is_later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let commands from now on begin so many seconds later than it really is."""
    later = RealTime(now=lambda: time.time() + seconds)
    monkeypatch.setattr("syncd.passes.world.RealTime", lambda: later)
