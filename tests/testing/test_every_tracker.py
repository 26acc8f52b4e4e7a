"""No tracker is offered that has not passed the conformance suite."""

import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from syncd.ports import Adapter
from syncd.testing.conformance import TrackerConformance

TESTS = Path(__file__).parents[1]
OURS = [
    each for each in entry_points(group="syncd.adapters") if each.dist and each.dist.name == "syncd"
]


def suites() -> Iterator[type[TrackerConformance]]:
    """The classes that pytest collects from the files called `test_conformance.py`."""
    for file in sorted(TESTS.glob("*/test_conformance.py")):
        module = import_module(f"{TESTS.name}.{file.parent.name}.{file.stem}")
        for name, found in vars(module).items():
            is_suite = isinstance(found, type) and issubclass(found, TrackerConformance)
            if is_suite and name.startswith("Test"):
                yield found


def proved() -> set[str]:
    """The adapters that they open, by the name that stands in a configuration."""
    found = set()
    for suite in suites():
        with suite().fresh_stage() as stage:
            found.add(tomllib.loads(stage.table)["adapter"])
    return found


def offers_a_tracker(entry: EntryPoint) -> bool:
    adapter = entry.load()
    assert isinstance(adapter, Adapter)
    return adapter.tracker is not None


def test_every_tracker_passes_the_suite() -> None:
    """Each adapter that offers a tracker has a class of its own, and no class is of another."""
    offered = {entry.name for entry in OURS if offers_a_tracker(entry)}
    assert offered
    assert proved() == offered


def test_nothing_of_the_suite_is_left_out() -> None:
    """A class gives stages; what it has from the suite, tests above all, it leaves as it is."""
    gives = {"stage", "fresh_stage"}
    for suite in suites():
        for each in suite.__mro__[: suite.__mro__.index(TrackerConformance)]:
            overridden = {name for name in vars(each) if hasattr(TrackerConformance, name)}
            assert {name for name in overridden if not name.startswith("__")} <= gives, suite
            assert "pytestmark" not in vars(each), suite
