"""Where a tracker does other than its description says: every exception, in one table.

A row needs a reason and a source; what has none is a problem, not an exception.
"""

from tests.specs.deviation import Deviation
from tests.specs.deviations import asana, github, jira, slack

TABLE: tuple[Deviation, ...] = (*github.ROWS, *jira.ROWS, *asana.ROWS, *slack.ROWS)
