"""What every tracker adapter has to hold to, ours or anybody's, as one pytest class.

```python
class TestMine(TrackerConformance):
    @pytest.fixture
    def stage(self):
        with my_stage() as stage:
            yield stage

    def fresh_stage(self):
        return my_stage()
```

`my_stage` is a context manager that gives a `Stage`, which tells how to open the adapter and
how people act in its tracker; those of trackers on this machine begin as a `LocalStage`. What
people cannot do there at all stands in `Stage.cannot`, and what the tracker does in another way
in its capabilities and budgets; nothing else is skipped. While it has failures, leave out the
two longest: `pytest -k "not converges"`.

Notifiers have a class of their own, `NotifierConformance`, and a `NotifierStage`.

It needs pytest and Hypothesis, which come with the extra `testing`: `pip install syncd[testing]`.
Nothing else of syncd does.
"""

import pytest

pytest.register_assert_rewrite(
    *(
        f"{__name__}.{part}"
        for part in (
            "reading",
            "writing",
            "talking",
            "races",
            "faults",
            "convergence",
            "notifying",
        )
    )
)

from syncd.testing.conformance.convergence import Convergence  # noqa: E402
from syncd.testing.conformance.delivered import Delivered, NotifierStage  # noqa: E402
from syncd.testing.conformance.faults import Faults  # noqa: E402
from syncd.testing.conformance.local import LocalStage  # noqa: E402
from syncd.testing.conformance.notifying import NotifierConformance  # noqa: E402
from syncd.testing.conformance.races import Races  # noqa: E402
from syncd.testing.conformance.reading import Reading  # noqa: E402
from syncd.testing.conformance.stage import Act, Human, Stage  # noqa: E402
from syncd.testing.conformance.talking import Talking  # noqa: E402
from syncd.testing.conformance.writing import Writing  # noqa: E402


class TrackerConformance(Reading, Writing, Talking, Races, Faults, Convergence):
    """Every promise of the port `Tracker`, each a test; subclasses give the fixture `stage`."""


__all__ = [
    "Act",
    "Delivered",
    "Human",
    "LocalStage",
    "NotifierConformance",
    "NotifierStage",
    "Stage",
    "TrackerConformance",
]
