"""What every tracker adapter has to hold to, ours or anybody's, as one pytest class.

```python
class TestMine(TrackerConformance):
    @pytest.fixture
    def stage(self, tmp_path):
        with MySimulator() as simulator:
            yield MyStage(simulator)
```

A stage tells how to open the adapter and how people act in its tracker (see `Stage`). What a
tracker cannot do at all stands in `Stage.cannot`, and what it does in another way in its
budgets; nothing else is skipped. It needs pytest and Hypothesis: `pip install syncd[testing]`.
"""

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{part}" for part in ("reading", "writing", "faults", "convergence"))
)

from syncd.testing.conformance.convergence import Convergence  # noqa: E402
from syncd.testing.conformance.faults import Faults  # noqa: E402
from syncd.testing.conformance.local import LocalStage  # noqa: E402
from syncd.testing.conformance.reading import Reading  # noqa: E402
from syncd.testing.conformance.stage import Act, Human, Stage  # noqa: E402
from syncd.testing.conformance.writing import Writing  # noqa: E402


class TrackerConformance(Reading, Writing, Faults, Convergence):
    """Every promise of the port `Tracker`, each a test; subclasses give the fixture `stage`."""


__all__ = ["Act", "Human", "LocalStage", "Stage", "TrackerConformance"]
