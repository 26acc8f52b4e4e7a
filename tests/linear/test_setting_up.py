"""`syncd init` and `syncd doctor` with Linear, and what the configuration says of it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syncd.testing.linear import LinearSimulator
from syncd.testing.simulator import Options
from tests.e2e.company import Company, Run
from tests.linear.stage import TOKEN

Doctor = Callable[[], str]


@pytest.fixture
def linear() -> Iterator[LinearSimulator]:
    """A Linear whose clock is right."""
    with LinearSimulator(Options(now=None), open_door=False) as simulator:
        simulator.token(TOKEN, "syncd-bot@acme.com")
        simulator.team("PAY", name="Payments")
        yield simulator


def initialised(folder: Path, linear: LinearSimulator, *arguments: str) -> Run:
    """`syncd init` in an empty folder."""
    (folder / "pm").mkdir(exist_ok=True)
    given = ["--yes", "--force", "--post-mortems", str(folder / "pm"), "--tracker", "linear"]
    given += ["--team", "payments", "--services", "api", "--project", "PAY"]
    return Company(folder).run("init", *given, "--with", f"url={linear.url}", *arguments)


def told(run: Run) -> str:
    """What a command printed, on one line."""
    return " ".join(run.out.split())


def test_init_checks_the_answers_live(
    tmp_path: Path, linear: LinearSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The configuration that is written works, Linear was asked, and nothing was written there."""
    monkeypatch.setenv("SYNCD_TRACKERS__LINEAR__TOKEN", TOKEN)
    writes: list[str] = []
    linear.before(lambda request: writes.append(request.line), "mutation .*")
    run = initialised(tmp_path, linear)
    assert run.code == 0
    assert "syncd is" in told(run)
    assert "issues of team Payments" in told(run)
    config = tomllib.loads((tmp_path / "syncd.toml").read_text("utf-8"))
    assert config["trackers"] == {"linear": {"adapter": "linear", "url": linear.url}}
    assert TOKEN not in run.out + run.err
    assert writes == []


def test_init_says_what_is_wrong(
    tmp_path: Path, linear: LinearSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A team that is not there is said with the way out."""
    monkeypatch.setenv("SYNCD_TRACKERS__LINEAR__TOKEN", TOKEN)
    run = initialised(tmp_path, linear, "--project", "NO")
    assert "there is no such team, or the token may not see it" in told(run)
    assert "a private team needs syncd's account as a member" in told(run)


@pytest.fixture
def doctor(tmp_path: Path, linear: LinearSimulator, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """`syncd doctor` of a company that is set up; gives what it prints."""
    monkeypatch.setenv("SYNCD_TRACKERS__LINEAR__TOKEN", TOKEN)
    assert initialised(tmp_path, linear).code == 0
    return lambda: told(Company(tmp_path).run("doctor"))


def test_a_token_that_is_wrong(linear: LinearSimulator, doctor: Doctor) -> None:
    """A token that Linear does not know is told to be replaced."""
    linear.revoked_tokens.add(TOKEN)
    assert "the token is wrong, expired or revoked: make a new one" in doctor()


def test_a_guest(linear: LinearSimulator, doctor: Doctor) -> None:
    """A guest is told to become a member."""
    linear.user("syncd-bot@acme.com", guest=True)
    assert "a guest" in doctor()


@pytest.mark.parametrize("kind", ["started", "completed", "canceled"])
def test_a_team_without_a_state(linear: LinearSimulator, doctor: Doctor, kind: str) -> None:
    """A status that a team has no state for is named."""
    with linear.changing() as world:
        for id_, state in list(world.states.items()):
            if state.type == kind:
                del world.states[id_]
    assert f"the team has no state of type {kind}" in doctor()


def test_a_team_that_is_retired(linear: LinearSimulator, doctor: Doctor) -> None:
    """Nothing can be made there, and that is said before it fails."""
    linear.team("PAY", retired_at="2026-01-01T00:00:00.000Z")
    assert "the team is retired" in doctor()


def test_a_team_with_triage(linear: LinearSimulator, doctor: Doctor) -> None:
    """New issues wait in Triage unless the configuration says otherwise."""
    linear.team("PAY", triage_enabled=True)
    assert "new ones wait in Triage" in doctor()


def test_labels_that_are_missing(linear: LinearSimulator, doctor: Doctor) -> None:
    """What syncd will have to make is said, as Linear does not tell whether it may."""
    assert "labels that syncd will make when it needs them: category/detect" in doctor()
    with linear.changing() as world:
        world.add_label("category/detect")
    assert "when it needs them: category/mitigate" in doctor()


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ({"is_group": True}, "the label post-mortem is a group"),
        ({"retired_at": "2026-01-01T00:00:00.000Z"}, "the label post-mortem is retired"),
    ],
)
def test_a_label_that_cannot_be_used(
    linear: LinearSimulator, doctor: Doctor, label: dict[str, Any], words: str
) -> None:
    """A label that Linear would refuse on an issue is named, with the way out."""
    with linear.changing() as world:
        world.add_label("Post-Mortem", **label)
    assert words in doctor()


def test_fields_are_looked_up(tmp_path: Path, linear: LinearSimulator, doctor: Doctor) -> None:
    """A name in `fields` that the team does not have is told before a ticket needs it."""
    config = tmp_path / "syncd.toml"
    text = config.read_text("utf-8")
    config.write_text(f'{text}\n[trackers.linear.fields]\nproject = "Reliability"\n', "utf-8")
    assert "no project 'Reliability'" in doctor()
    linear.project("Reliability", ["PAY"])
    assert "each with projectId" in doctor()


def test_a_clock_that_is_wrong(linear: LinearSimulator, doctor: Doctor) -> None:
    """A clock that is ten minutes off is told by how much."""
    now = linear.clock.now()
    linear.clock.set(datetime.fromtimestamp(now.timestamp() + 600, UTC), running=True)
    assert re.search(r"this machine's clock is (599|60[01]) s behind Linear's", doctor())


def test_nothing_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no server, that is said, and what to look at."""
    monkeypatch.setenv("SYNCD_TRACKERS__LINEAR__TOKEN", TOKEN)
    with LinearSimulator(Options(now=None)) as simulator:
        initialised(tmp_path, simulator)
    assert "no connection; check url, network and proxy" in told(Company(tmp_path).run("doctor"))
