"""Who looks at what, and when: keys of work, each by one runner at a time.

In: the work to do for a key, marks that say which key to look at again, and timers.
Out: that work done once for many marks, again when it failed, and not any more when it keeps
failing. It knows nothing of post-mortems: a key is a name, and what it means is the work's.
Two engines keep the same promises: `InProcess` on one machine, and `Fleet` for several replicas
on one PostgreSQL, which is imported where it is used.
"""

from syncd.engine.in_process import InProcess
from syncd.engine.port import Clock, Engine, InterruptedWorkError, Work, WorkError
from syncd.engine.timers import Cron, Every, Schedule
from syncd.engine.turn import Patience

__all__ = [
    "Clock",
    "Cron",
    "Engine",
    "Every",
    "InProcess",
    "InterruptedWorkError",
    "Patience",
    "Schedule",
    "Work",
    "WorkError",
]
