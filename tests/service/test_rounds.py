"""Keys that wait at the same time share a pass, and one that fails costs the others nothing."""

import threading
from pathlib import Path
from typing import Any

import pytest

from benchmarks.company import ITEMS
from syncd import passes
from syncd.cli import doctor
from syncd.engine import InterruptedWorkError, WorkError
from syncd.ports import Gate, LimitedError, PortError
from syncd.service.rounds import EVERYTHING, key_of
from tests.cli.conftest import POST_MORTEM
from tests.service.conftest import Open
from tests.service.house import House, staffed

HANGS = 30.0


@pytest.fixture
def many(company: Path, open_house: Open) -> House:
    """A service over five post-mortems, after its first pass."""
    for n in range(5):
        text = POST_MORTEM.replace("PM-2026-0051", f"PM-2026-000{n}")
        (company / "post-mortems" / f"{n}.md").write_text(text)
    house = open_house()
    house.look(EVERYTHING)
    return house


def _work(house: House, keys: list[str]) -> dict[str, Exception]:
    """Work on keys in threads of their own; gives the errors."""
    errors: dict[str, Exception] = {}

    def work(key: str) -> None:
        try:
            house.rounds.work(key)
        except Exception as error:  # noqa: BLE001
            errors[key] = error

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANGS)
        assert not thread.is_alive()
    return errors


def test_those_that_wait_share_a_pass(many: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one pass is under way all others wait, and go into the next one together."""
    begun, go_on = threading.Event(), threading.Event()
    rounds: list[set[str]] = []
    real = passes.reconcile

    def reconcile(world: Any, **how: Any) -> Any:
        rounds.append(set(how.get("only", ())))
        begun.set()
        assert go_on.wait(HANGS)
        return real(world, **how)

    monkeypatch.setattr("syncd.passes.reconcile", reconcile)
    first = threading.Thread(target=many.rounds.work, args=(key_of("PM-2026-0000"),))
    first.start()
    assert begun.wait(HANGS)
    others = [key_of(f"PM-2026-000{n}") for n in range(1, 5)]
    waiting = threading.Thread(target=_work, args=(many, others))
    waiting.start()
    while len(many.rounds._waiting) < len(others):
        pass
    go_on.set()
    first.join(HANGS)
    waiting.join(HANGS)
    assert rounds == [{"PM-2026-0000"}, {f"PM-2026-000{n}" for n in range(1, 5)}]


def test_a_bug_in_one_costs_the_others_nothing(
    many: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post-mortem over which a pass stumbles is found out, and the others are done."""
    real = passes.reconcile
    done: list[set[str]] = []

    def reconcile(world: Any, **how: Any) -> Any:
        if "PM-2026-0002" in how["only"]:
            raise RuntimeError("stumbled")
        done.append(set(how["only"]))
        return real(world, **how)

    monkeypatch.setattr("syncd.passes.reconcile", reconcile)
    errors = _work(many, [key_of(f"PM-2026-000{n}") for n in range(5)])
    assert list(errors) == [key_of("PM-2026-0002")]
    assert set().union(*done) == {f"PM-2026-000{n}" for n in (0, 1, 3, 4)}


def test_what_is_gone_is_no_failure(many: House) -> None:
    """A key of a post-mortem that is not there any more does nothing, alone or among others."""
    gone = key_of("PM-2020-0001")
    assert not _work(many, [gone])
    assert not _work(many, [gone, key_of("PM-2026-0001")])


def test_failed_changes_are_told_by_key(tmp_path: Path) -> None:
    """What fails in a whole pass gets a turn of its own, which counts its failures.

    While it rests, whole passes leave it alone; once it is about something else, they do not.
    """
    with staffed("github", tmp_path) as house:
        assert house.company is not None
        keys = house.world.memory.keys
        first = next(i for i in house.site.standing().items if i.ticket)
        key = key_of(first.post_mortem)
        document = int(first.post_mortem.rpartition("-")[2])
        house.company.replace(document, 0, first.title, "Something else entirely")
        house.on.fault("503", "write", 50)
        house.look(EVERYTHING)
        assert house.marks.take() == [key]
        with pytest.raises(WorkError) as failed:
            house.look(key)
        about = failed.value.about
        keys.failed(key)
        keys.rest(key, until=float("inf"), why=str(failed.value), now=0.0, about=about)
        house.on.clear_log()
        house.look(EVERYTHING)
        assert not house.on.writes, "it is left alone"
        house.company.replace(document, 0, "Something else entirely", "Something new")
        house.look(EVERYTHING)
        assert house.on.writes, "it is about something else now"


def _replica(house: House) -> Gate:
    """The gate of another process on the same store."""
    gate = Gate("it", real_time=house.world.real_time)
    gate.share(house.world.memory.gates)
    return gate


def test_a_limit_holds_for_every_replica(tmp_path: Path) -> None:
    """What a tracker tells one replica about waiting, the others on the same store keep to."""
    with staffed("github", tmp_path) as house:
        house.on.fault("429", "read", 1, retry_after=600)
        house.look(EVERYTHING)
        with pytest.raises(LimitedError) as limited:
            _replica(house).enter()
        assert limited.value.retry_after > 500


def test_doctor_keeps_to_a_limit_too(tmp_path: Path) -> None:
    """Who looks whether all is well asks no tracker that told the service to wait; it says so."""
    with staffed("github", tmp_path) as house:
        memory, gate = house.world.memory, Gate("it")
        gate.share(memory.gates)
        gate.rest(600)
        house.on.clear_log()
        checks = list(doctor._systems(house.world.settings, memory))
        assert any("rests for" in check.message and not check.ok for check in checks)
        assert not house.on.log


def test_a_limit_is_heard_in_the_middle_of_a_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass that is writing stops with what another replica is told meanwhile, and goes on later.

    Nothing is lost or doubled by that.
    """
    environ = {"SYNCD_TRACKERS__IT__WRITE_SPACING": "1"}
    with staffed("github", tmp_path, documents=1, environ=environ) as house:
        assert house.company is not None
        other, real = _replica(house), Gate.ended
        before = house.on.keys()

        def ended(gate: Gate, error: PortError | None) -> None:
            real(gate, error)
            if len(house.on.writes) == 2 and other.rests_until == 0:
                other.rest(600)

        monkeypatch.setattr(Gate, "ended", ended)
        house.company.write("it", 2)
        house.on.clear_log()
        house.look(EVERYTHING)
        assert len(house.on.writes) == 2
        house.on.pass_time(600)
        house.look(EVERYTHING)
        assert len(house.on.keys()) == len(before) + 2 * ITEMS
        house.on.clear_log()
        house.look(EVERYTHING)
        assert not house.on.writes


def test_ending_is_no_failure(many: House) -> None:
    """Passes that are cut short because the service ends count as interrupted."""
    many.rounds.end()
    with pytest.raises(InterruptedWorkError):
        many.look(EVERYTHING)
