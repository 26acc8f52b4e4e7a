"""No way to tell people is offered that has not passed the conformance suite."""

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from syncd.ports import Adapter
from syncd.testing.conformance import NotifierConformance

TESTS = Path(__file__).parents[1]
OURS = [
    each for each in entry_points(group="syncd.adapters") if each.dist and each.dist.name == "syncd"
]


def suites() -> dict[str, type[NotifierConformance]]:
    """The classes that pytest collects, by the folder of their tests, which is the adapter's."""
    found = {}
    for file in sorted(TESTS.glob("*/test_conformance.py")):
        module = import_module(f"{TESTS.name}.{file.parent.name}.{file.stem}")
        for name, each in vars(module).items():
            is_suite = isinstance(each, type) and issubclass(each, NotifierConformance)
            if is_suite and name.startswith("Test"):
                found[file.parent.name] = each
    return found


def test_every_notifier_passes_the_suite() -> None:
    """Each adapter that offers a notifier has a class of its own, and no class is of another."""
    offered = set()
    for entry in OURS:
        adapter = entry.load()
        assert isinstance(adapter, Adapter)
        if adapter.notifier is not None:
            offered.add(entry.name)
    assert offered
    assert suites().keys() == offered


def test_nothing_of_the_suite_is_left_out() -> None:
    """A class gives a stage; what it has from the suite it leaves as it is."""
    for suite in suites().values():
        for each in suite.__mro__[: suite.__mro__.index(NotifierConformance)]:
            overridden = {name for name in vars(each) if hasattr(NotifierConformance, name)}
            assert {name for name in overridden if not name.startswith("__")} <= {"stage"}, suite
            assert "pytestmark" not in vars(each), suite
