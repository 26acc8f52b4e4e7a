"""What the numbers say: completion, time to completion, recurrence, decay, and their trends.

In: the action items as they stand, how each went so far, and the incidents there were. Out:
the measures, and what a review has to talk about. It is told the time, reads and writes
nothing, and leaves every word and mark-up to the reports.

Post-mortems from before `policy.since` are measured like all others: `since` says whom
syncd writes to, not what happened.
"""

from syncd.insight.figures import Measures
from syncd.insight.measures import measure
from syncd.insight.window import Window, WindowError

__all__ = ["Measures", "Window", "WindowError", "measure"]
