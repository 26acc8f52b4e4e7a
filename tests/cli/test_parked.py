"""Post-mortems whose changes failed too often, at the command line."""

from pathlib import Path

from syncd.memory import Memory
from tests.cli.conftest import Run

KEY = "post-mortem PM-2026-0051"


def test_doctor_shows_them_and_only_releases(company: Path, run: Run) -> None:
    """`doctor` says what is parked, why, and the way out; that way out lets it go on."""
    now = ("--now", "2026-03-02T09:00:00Z")
    assert run("reconcile", *now, "--fail-on", "never").code == 0
    memory = Memory(f"sqlite:///{company / 'syncd.db'}")
    for _ in range(8):
        memory.keys.failed(KEY)
    memory.keys.rest(KEY, until=float("inf"), why="403: may not edit", now=0.0)
    doctor = run("doctor")
    assert doctor.code == 3
    assert "parked after 8 failures: 403: may not edit" in doctor.out
    assert "syncd reconcile --only PM-2026-0051" in doctor.out
    only = ("reconcile", *now, "--fail-on", "never", "--only", "PM-2026-0051")
    assert run(*only, "--dry-run").code == 0
    assert memory.keys.parked(), "a rehearsal changes nothing"
    assert run(*only).code == 0
    assert not memory.keys.parked()
    memory.close()


def test_doctor_looks_at_the_address(company: Path, run: Run) -> None:
    """A service that others could reach without a token is told before it is started."""
    config = company / "syncd.toml"
    config.write_text(config.read_text() + '\n[service]\nlisten = "0.0.0.0:8080"\n')
    assert "service.token" in run("doctor").out
