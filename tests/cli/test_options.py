"""What holds for every command: options, errors, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from syncd import __version__
from syncd.cli.group import COMMANDS
from tests.cli.conftest import CONFIG, Run


@pytest.mark.parametrize("args", [["--version"], *([name, "--version"] for name in COMMANDS)])
def test_the_version_is_told_everywhere(run: Run, args: list[str]) -> None:
    """`--version` works before and after the name of each command."""
    assert run(*args).out == f"syncd {__version__}\n"


@pytest.mark.parametrize("args", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
def test_help_fits_and_teaches(run: Run, args: list[str]) -> None:
    """Each help fits 80 columns, shows the commonest call, and has the common options."""
    result = run(*args)
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    name = args[0] if not args[0].startswith("-") else "reconcile"
    assert f"  syncd {name}" in result.out.split("Options:")[0]
    for option in ("--config FILE", "--now TIME", "-v, --verbose", "--version"):
        assert option in result.out


@pytest.mark.parametrize(
    "args",
    [
        ["--now", "2026-03-01T09:00:00Z", "reconcile", "--dry-run"],
        ["reconcile", "--dry-run", "--now", "2026-03-01T09:00:00Z"],
        ["reconcile", "--dry-run", "--now", "2026-03-01T09:00"],
        ["reconcile", "--dry-run", "--now", "2026-03-01T10:00:00+01:00"],
    ],
)
def test_now_can_be_said_before_and_after(run: Run, company: Path, args: list[str]) -> None:
    """The time of `--now` is in UTC unless it says otherwise, wherever it stands."""
    assert run(*args).out.startswith("Rehearsal at 2026-03-01 09:00 UTC.")


def test_a_date_is_its_midnight(run: Run, company: Path) -> None:
    """`--now` with a bare date is that midnight in UTC."""
    shown = run("reconcile", "--dry-run", "--now", "2026-03-01").out
    assert shown.startswith("Rehearsal at 2026-03-01 00:00 UTC.")


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "", "0001-01-01T00:00:00+14:00"])
def test_nonsense_is_no_time(run: Run, company: Path, text: str) -> None:
    """A time that is none ends with exit 2 and shows the form."""
    result = run("reconcile", "--dry-run", "--now", text)
    assert (result.code, result.out) == (2, "")
    assert "2026-03-01T09:00:00Z" in result.err


@pytest.mark.parametrize("before", [True, False])
def test_the_configuration_can_be_named(
    run: Run, company: Path, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    """`--config` works before and after the command and wins over `$SYNCD_CONFIG`."""
    (company / "syncd.toml").rename(company / "other.toml")
    monkeypatch.setenv("SYNCD_CONFIG", "nowhere.toml")
    option = ["--config", "other.toml"]
    result = run(*option, "doctor") if before else run("doctor", *option)
    assert result.code == 0


def test_the_environment_can_name_the_configuration(
    run: Run, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`$SYNCD_CONFIG` is used where there is no `--config`."""
    (company / "syncd.toml").rename(company / "other.toml")
    monkeypatch.setenv("SYNCD_CONFIG", "other.toml")
    assert run("doctor").code == 0


def test_no_configuration_says_how_to_get_one(run: Run) -> None:
    """Without a configuration a pass ends with exit 2 and names `syncd init`."""
    result = run("reconcile")
    assert (result.code, result.out) == (2, "")
    assert "syncd.toml: there is no such file; `syncd init` writes one" in result.err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["reconcil"], "there is no command 'reconcil': did you mean 'reconcile'?"),
        (["frobnicate"], "there is no command 'frobnicate': syncd --help lists them all"),
        (["reconcile", "--dry"], "--dry-run"),
        (["reconcile", "--format", "html"], "'text', 'json', 'markdown'"),
        (["score", "--impact", "3"], "--effort"),
    ],
)
def test_wrong_usage_is_exit_2(run: Run, args: list[str], told: str) -> None:
    """A wrong command, option or value is told with the right one, and nothing runs."""
    result = run(*args)
    assert (result.code, result.out) == (2, "")
    assert told in result.err


def test_a_bug_is_called_one(run: Run, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw ends with exit 3, one line, and the trace only when asked for."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh no")

    monkeypatch.setattr("syncd.passes.open_world", broken)
    short = run("reconcile")
    assert (short.code, short.out) == (3, "")
    assert "ZeroDivisionError: oh no" in short.err
    assert "This is a bug in syncd" in short.err
    assert "Traceback" not in short.err
    assert "Traceback" in run("reconcile", "-v").err


def test_ctrl_c_ends_quietly(run: Run, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted command says so and ends with exit 130."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("syncd.passes.open_world", interrupted)
    result = run("reconcile")
    assert result.code == 130
    assert result.err.strip() == "Interrupted."


def test_a_reader_that_leaves_does_no_harm(company: Path) -> None:
    """`syncd rules | head` prints no trace, and the exit code is the command's."""
    code = "import sys; from syncd.cli import main; sys.exit(main(['rules', '--format', 'json']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_wrong_configuration_is_exit_2_before_anything(run: Run, company: Path) -> None:
    """An error in the configuration stops a pass before it touches store or tickets."""
    (company / "syncd.toml").write_text(CONFIG + "[policy]\ncapcity = 3\n")
    result = run("reconcile")
    assert (result.code, result.out) == (2, "")
    assert "policy.capcity: unknown key; did you mean 'capacity'?" in result.err
    assert sorted(path.name for path in company.iterdir()) == ["post-mortems", "syncd.toml"]


def test_the_log_is_on_standard_error_when_asked_for(run: Run, company: Path) -> None:
    """`-v` logs one event a pass, as JSON where nobody watches; the report stays alone."""
    result = run("reconcile", "--dry-run", "-v", "--format", "json")
    event = json.loads(result.err)
    assert (event["event"], event["level"], event["dry_run"]) == ("pass", "info", True)
    assert event["outcomes"] == json.loads(result.out)["summary"]["outcomes"]
