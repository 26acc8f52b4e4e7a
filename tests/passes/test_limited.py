"""A tracker that has had enough holds up nobody but itself."""

import time
from pathlib import Path

import pytest

from benchmarks.company import ITEMS
from benchmarks.limits import HEALTHY, LIMITED, RETRY_AFTER, made, pair
from benchmarks.stages import STAGES
from syncd.cli import main
from syncd.ports import RealTime
from syncd.ports.gate import PATIENCE

DOCUMENTS = 2
ALL = DOCUMENTS * ITEMS


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("what", ["429", "limit"])
def test_a_limit_on_reading(name: str, what: str, tmp_path: Path) -> None:
    """Nobody sleeps through a long limit; the other tracker gets all its tickets, and it is said.

    The limited one is asked once and then left alone, also by whoever comes next; when its time is
    over, it gets the rest.
    """
    slept: list[float] = []
    times = [time.time()]
    with pair(name, tmp_path, DOCUMENTS, RealTime(lambda: times[-1], slept.append)) as both:
        both.limit(what=what)
        outcome = both.company.reconcile()
        assert (made(outcome, HEALTHY), made(outcome, LIMITED)) == (ALL, 0)
        assert max(slept, default=0.0) <= PATIENCE
        assert (outcome.requests[LIMITED], len(both.limited.log)) == (1, 1)
        assert not outcome.complete
        assert LIMITED in {error.source for error in outcome.errors}
        both.recover()
        early = both.company.reconcile()
        assert (made(early, LIMITED), len(both.limited.log)) == (0, 1), "another process, too soon"
        times.append(times[0] + RETRY_AFTER + 1)
        later = both.company.reconcile()
        assert (made(later, HEALTHY), made(later, LIMITED)) == (0, ALL)
        assert later.complete


@pytest.mark.parametrize("name", STAGES)
def test_a_limit_on_writing(name: str, tmp_path: Path) -> None:
    """A limit that comes in the middle stops what is left for that tracker, and nothing else."""
    slept: list[float] = []
    with pair(name, tmp_path, 4, RealTime(sleep=slept.append)) as both:
        both.company.reconcile()  # what is made only once, such as labels
        for tracker in (HEALTHY, LIMITED):
            both.company.write(tracker, DOCUMENTS)
        both.limited.clear_log()
        both.limit(writes_only=True)
        outcome = both.company.reconcile()
        assert (made(outcome, HEALTHY), made(outcome, LIMITED)) == (ALL, 0)
        assert max(slept, default=0.0) <= PATIENCE
        assert len(both.limited.writes) == 1
        assert not outcome.complete


@pytest.mark.parametrize("name", STAGES)
def test_a_limit_in_the_exit_code(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`syncd reconcile` ends with 3 and says which tracker it did not read."""
    with pair(name, tmp_path, DOCUMENTS) as both:
        for variable, value in both.company.environ.items():
            monkeypatch.setenv(variable, value)
        both.limit()
        config = str(tmp_path / "syncd.toml")
        code = main(["reconcile", "--config", config, "--now", both.company.now.isoformat()])
        said = capsys.readouterr().out
        assert code == 3
        assert LIMITED in said.partition("Not read")[2]
        assert len(both.healthy.keys()) == ALL
