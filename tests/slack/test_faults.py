"""Whatever fails, is killed or is forgotten, a day ends with one digest for each person."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncd.memory import Delivery, MessageKey
from syncd.passes import World, notify
from syncd.testing.conformance.notifying import NOW, Told, digest
from tests.slack.stage import SlackStage, slack

PEOPLE = ("jane@acme.com", "omar@acme.com", "li@acme.com")
METHODS = (
    "users.lookupByEmail",
    "conversations.open",
    "conversations.history",
    "chat.postMessage",
)
DEEDS = ("lose-answer", "drop", "503", "500", "429", "late-503", "internal-error")


@dataclass(frozen=True)
class Step:
    """A pass: what goes wrong meanwhile, where it is killed, and whether it has a new store."""

    faults: tuple[tuple[str, str, int], ...] = ()
    killed: Delivery | None = None
    forgets: bool = False


STEPS = st.lists(
    st.builds(
        Step,
        faults=st.lists(
            st.tuples(st.sampled_from(METHODS), st.sampled_from(DEEDS), st.integers(1, 6)),
            max_size=3,
        ).map(tuple),
        killed=st.sampled_from([None, None, *Delivery]),
        forgets=st.booleans(),
    ),
    max_size=4,
)


class KilledError(BaseException):
    """The process was ended here."""


@given(STEPS)
@settings(max_examples=25)
def test_one_digest_for_each(steps: list[Step]) -> None:
    """Each gets one, none gets two, and the pass after that has nothing left to do."""
    with TemporaryDirectory() as folder, slack() as stage:
        it = Told(stage, Path(folder))
        store = 0
        for step in steps:
            store += step.forgets
            for method, deed, times in step.faults:
                pattern = f"POST /{method}"
                stage.simulator.faults.add(pattern, deed, times, retry_after=1)
            with suppress(KilledError), it.world(f"store{store}") as world, _killed(world, step):
                notify(world, [digest(person) for person in PEOPLE], dry_run=False)
            stage.simulator.faults.clear()
            stage.pass_time(60)
        it.notify(*map(digest, PEOPLE), store=f"store{store}")
        assert it.notify(*map(digest, PEOPLE), store=f"store{store}") == []
        assert sorted(each.to[0] for each in stage.delivered()) == sorted(PEOPLE)


@contextmanager
def _killed(world: World, step: Step) -> Iterator[None]:
    """End the process when it is about to note down that, and forget that it was."""
    with pytest.MonkeyPatch.context() as patch:
        if step.killed is not None:
            note = world.memory.note_delivery

            def die(key: MessageKey, delivery: Delivery | None, *args: Any) -> None:
                if delivery is step.killed:
                    raise KilledError
                note(key, delivery, *args)

            patch.setattr(world.memory, "note_delivery", die)
        yield


@pytest.fixture
def stage() -> Iterator[SlackStage]:
    """A simulated workspace."""
    with slack() as stage:
        yield stage


def test_nobody_hears_yesterday_s(stage: SlackStage, tmp_path: Path) -> None:
    """What could not be sent in its day is not sent after it: the next digest says what holds."""
    it = Told(stage, tmp_path)
    stage.fault("drop", times=50)
    it.notify()
    stage.fault("drop", times=0)
    tomorrow = NOW + timedelta(days=1)
    stage.simulator.clock.set(tomorrow)
    it.notify(digest(day=tomorrow.date()), now=tomorrow)
    (message,) = stage.simulator.said()
    assert message.metadata is not None
    assert message.metadata["event_payload"]["day"] == "2026-03-03"
