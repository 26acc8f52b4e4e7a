"""Whole processes, timed and weighed from outside, as a user would run them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
SYNCD = (PYTHON, "-m", "syncd")

_PROBE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, used.ru_maxrss, used.ru_utime + used.ru_stime]))
"""
_PER_MEGABYTE = 1024 if sys.platform != "darwin" else 1024**2  # of the unit of ru_maxrss


@dataclass(frozen=True)
class Spent:
    """What one process needed: seconds by the wall and of the processor, and memory at its peak."""

    code: int
    seconds: float
    processor: float
    megabytes: float


def command(arguments: Sequence[str], folder: Path) -> Callable[[], object]:
    """A whole process, its output thrown away."""
    return lambda: subprocess.run(arguments, cwd=folder, check=False, stdout=subprocess.DEVNULL)


def spent(
    arguments: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
) -> Spent:
    """Run a process to its end, with more variables in its environment."""
    began = time.perf_counter()
    probe = subprocess.run(
        [PYTHON, "-c", _PROBE, *arguments],
        cwd=folder,
        env={**os.environ, **(environ or {})},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds = time.perf_counter() - began
    code, memory, processor = json.loads(probe.stdout)
    return Spent(code, seconds, processor, memory / _PER_MEGABYTE)
