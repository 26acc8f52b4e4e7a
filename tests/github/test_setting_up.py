"""`syncd init` and `syncd doctor` with GitHub."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.testing.github import GitHubSimulator
from syncd.testing.simulator import Options
from tests.e2e.company import Company, Run
from tests.github.company import company
from tests.github.stage import TOKEN

Doctor = Callable[[], str]


@pytest.fixture
def github() -> Iterator[GitHubSimulator]:
    """A GitHub whose clock is right."""
    with GitHubSimulator(Options(now=None), open_door=False) as simulator:
        simulator.token(TOKEN, "syncd-bot")
        simulator.repository("acme/pay", roles={"syncd-bot": "write"})
        yield simulator


def initialised(folder: Path, github: GitHubSimulator, *arguments: str) -> Run:
    """`syncd init` in an empty folder."""
    (folder / "pm").mkdir(exist_ok=True)
    given = ["--yes", "--force", "--post-mortems", str(folder / "pm"), "--tracker", "github"]
    given += ["--team", "payments", "--services", "api", "--project", "acme/pay"]
    return Company(folder).run("init", *given, "--with", f"url={github.url}", *arguments)


def told(run: Run) -> str:
    """What a command printed, on one line."""
    return " ".join(run.out.split())


def test_init_checks_the_answers_live(
    tmp_path: Path, github: GitHubSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The configuration that is written works, and GitHub was asked whether it does."""
    monkeypatch.setenv("SYNCD_TRACKERS__GITHUB__TOKEN", TOKEN)
    run = initialised(tmp_path, github)
    assert run.code == 0
    assert "the token is accepted" in told(run)
    assert "issues can be made, labelled, assigned and edited" in told(run)
    config = tomllib.loads((tmp_path / "syncd.toml").read_text("utf-8"))
    assert config["trackers"] == {"github": {"adapter": "github", "url": github.url}}
    assert config["teams"]["payments"]["tracker"] == "github"
    assert TOKEN not in run.out + run.err + (tmp_path / "syncd.toml").read_text("utf-8")
    assert not [line for line in github.log if not line.startswith("GET ")]


def test_init_says_what_is_wrong(
    tmp_path: Path, github: GitHubSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository that is not there, and a missing token, are said with the way out."""
    monkeypatch.setenv("SYNCD_TRACKERS__GITHUB__TOKEN", TOKEN)
    assert "check name and access" in told(initialised(tmp_path, github, "--project", "acme/no"))
    monkeypatch.delenv("SYNCD_TRACKERS__GITHUB__TOKEN")
    assert "no token: set token, token_file" in told(initialised(tmp_path, github))


@pytest.mark.keeps_secrets("secret")
def test_init_takes_a_token_from_a_file_only(tmp_path: Path, github: GitHubSimulator) -> None:
    """A token on the command line is refused; a file that holds it is fine."""
    refused = initialised(tmp_path, github, "--with", f"token={TOKEN}")
    assert refused.code == 2
    assert "no place for it" in refused.err
    assert TOKEN not in refused.err
    (tmp_path / "secret").write_text(f"{TOKEN}\n", "utf-8")
    run = initialised(tmp_path, github, "--with", "token_file=secret")
    assert run.code == 0
    assert "the token is accepted" in told(run)


@pytest.fixture
def doctor(tmp_path: Path, github: GitHubSimulator, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """`syncd doctor` of a company that is set up; gives what it prints."""
    monkeypatch.setenv("SYNCD_TRACKERS__GITHUB__TOKEN", TOKEN)
    assert initialised(tmp_path, github).code == 0
    return lambda: told(Company(tmp_path).run("doctor"))


def test_a_token_without_the_scope(github: GitHubSimulator, doctor: Doctor) -> None:
    """A classic token that lacks `repo` is told so."""
    github.token(TOKEN, "syncd-bot", scopes=("gist",))
    assert "the token has the scopes gist; syncd needs repo" in doctor()


def test_a_token_that_is_wrong(github: GitHubSimulator, doctor: Doctor) -> None:
    """A token that GitHub does not know is told to be replaced."""
    with github.changing() as world:
        world.tokens.clear()
    assert "the token is wrong, expired or revoked: make a new one" in doctor()


def test_rights_that_are_missing(github: GitHubSimulator, doctor: Doctor) -> None:
    """Whoever may only read can make issues, but neither label nor assign them."""
    github.repository("acme/pay", roles={"syncd-bot": "read"})
    assert "neither label nor assign them" in doctor()
    github.repository("acme/pay", roles={"syncd-bot": "triage"})
    assert "issues can be made, labelled, assigned and edited" in doctor()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("archived", True, "the repository is archived"),
        ("has_issues", False, "issues are switched off there"),
    ],
)
def test_a_repository_that_takes_no_issues(
    github: GitHubSimulator, doctor: Doctor, field: str, value: bool, words: str
) -> None:
    """Why nothing can be made there is said before anything fails."""
    with github.changing() as world:
        for key, repo in world.repos.items():
            world.repos[key] = replace(repo, **{field: value})  # type: ignore[arg-type]
    assert words in doctor()


def test_a_repository_with_another_name(github: GitHubSimulator, doctor: Doctor) -> None:
    """A repository that was renamed is named as it is called now."""
    github.human("syncd-bot").rename_repository("acme/pay", "acme/payments")
    assert 'write project = "acme/payments"' in doctor()


def test_a_label_that_means_something_else(github: GitHubSimulator, doctor: Doctor) -> None:
    """Issues with syncd's label that are none of its tickets are pointed at."""
    github.human("li").create("acme/pay", "Our report", labels=("post-mortem",))
    assert "1 of 1 issues with the label post-mortem have no marker" in doctor()


def test_a_clock_that_is_wrong(github: GitHubSimulator, doctor: Doctor) -> None:
    """A clock that is ten minutes off is told by how much."""
    now = github.clock.now()
    github.clock.set(datetime.fromtimestamp(now.timestamp() + 600, UTC), running=True)
    assert re.search(r"this machine's clock is (599|60[01]) s behind GitHub's", doctor())


def test_nothing_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no server, that is said, and what to look at."""
    with company(tmp_path, monkeypatch) as acme:
        ours = acme.company
    assert "no connection; check url, network and proxy" in told(ours.run("doctor"))
