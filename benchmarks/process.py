"""Whole processes, timed and weighed from outside, as a user would run them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PYTHON = sys.executable
SYNCD = (PYTHON, "-m", "syncd")

_BYTECODE = tempfile.TemporaryDirectory(prefix="bytecode-")  # removed when this process ends
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


def spent(
    arguments: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
) -> Spent:
    """Run a process to its end, with more variables in its environment; its output is lost."""
    began = time.perf_counter()
    probe = subprocess.run(
        [PYTHON, "-c", _PROBE, *arguments],
        cwd=folder,
        env={**_usual(), **(environ or {})},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds = time.perf_counter() - began
    code, memory, processor = json.loads(probe.stdout)
    return Spent(code, seconds, processor, memory / _PER_MEGABYTE)


@cache
def _usual() -> Mapping[str, str]:
    """The environment, in which Python keeps what it compiled, as it does for users."""
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**environ, "PYTHONPYCACHEPREFIX": _BYTECODE.name}
