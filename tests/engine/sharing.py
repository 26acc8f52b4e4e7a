"""A process that writes to an account which others use as well."""

import time
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from syncd.memory import Memory
from syncd.ports import Gate


def write_at_a_pace(
    url: str, writes: int, spacing: float, ready: Barrier, tell: Connection
) -> None:
    """Write as often as said, as soon as the gate allows it, and tell when that was."""
    with closing(Memory(url)) as memory:
        gate = Gate("it")
        gate.share(memory.gates)
        ready.wait()
        times = []
        for _ in range(writes):
            gate.enter(write=True, spacing=spacing)
            times.append(time.time())
    tell.send(times)
