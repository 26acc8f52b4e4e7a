"""One clock for all processes of a case: that of the simulated tracker.

Nobody really waits. A process that sleeps notes for how long, and the tracker's clock moves on
by that with its next request; each request takes some time as well. So limits, lags and
back-offs are kept to the letter, and a case does not depend on how fast the machine is.
"""

import mmap
import struct
from pathlib import Path

from benchmarks.faults.stages import Scene

SEATS = 2
"""How many processes there can be at once."""

_SIZE = 8
_NOW, _SLEPT, _TAKEN = 0, 1, 1 + SEATS


class SharedClock:
    """The clock as one process sees it; `seat` tells the processes apart."""

    def __init__(self, file: Path, seat: int) -> None:
        """`file` is the one that `Timekeeper` made."""
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0)
        self._seat = seat

    def now(self) -> float:
        """The time, in seconds since 1970."""
        slept = _get(self._memory, _SLEPT + self._seat) - _get(self._memory, _TAKEN + self._seat)
        return _get(self._memory, _NOW) + slept

    def sleep(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        _put(self._memory, _SLEPT + self._seat, _get(self._memory, _SLEPT + self._seat) + seconds)


class Timekeeper:
    """Moves the clock of the tracker on, and tells everybody."""

    def __init__(self, scene: Scene, file: Path) -> None:
        """The time is that of the scene."""
        file.write_bytes(bytes(_SIZE * (1 + 2 * SEATS)))
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0)
        self._scene = scene
        self.file = file
        self.pass_time(0)

    def pass_time(self, seconds: float) -> None:
        """Let so much time pass, and what processes slept since."""
        for seat in range(SEATS):
            slept = _get(self._memory, _SLEPT + seat)
            seconds += slept - _get(self._memory, _TAKEN + seat)
            _put(self._memory, _TAKEN + seat, slept)
        self._scene.pass_time(seconds)
        _put(self._memory, _NOW, self._scene.now())

    def now(self) -> float:
        """The time, in seconds since 1970."""
        return self._scene.now()

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()


def _get(memory: mmap.mmap, place: int) -> float:
    value: float = struct.unpack_from("d", memory, place * _SIZE)[0]
    return value


def _put(memory: mmap.mmap, place: int, value: float) -> None:
    struct.pack_into("d", memory, place * _SIZE, value)
