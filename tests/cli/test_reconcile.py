"""`syncd reconcile`."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, POST_MORTEM, Run

NOW = ["--now", "2026-03-01T09:00:00Z"]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file but the store, with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "syncd.db" not in path.name
    }


def test_a_rehearsal_shows_and_writes_nothing(run: Run, company: Path) -> None:
    """`--dry-run` shows the changes and how to carry them out; no file changes."""
    before = files_of(company)
    result = run("reconcile", "--dry-run", *NOW)
    assert "+ PM-2026-0051-01  Alert on the payment error rate" in result.out
    assert "To carry out: syncd reconcile" in result.out
    assert files_of(company) == before


def test_a_second_pass_changes_nothing(run: Run, company: Path) -> None:
    """The first pass makes and links the tickets, the second finds everything in place."""
    first = json.loads(run("reconcile", "--format", "json", *NOW).out)
    assert first["summary"]["outcomes"]["applied"] > 0
    assert first["complete"]
    after = files_of(company)
    second = json.loads(run("reconcile", "--format", "json", *NOW).out)
    assert second["changes"] == []
    assert files_of(company) == after


@pytest.mark.parametrize(
    ("fail_on", "code"), [(None, 1), ("error", 1), ("warning", 1), ("info", 1), ("never", 0)]
)
def test_findings_decide_the_exit_code(
    run: Run, company: Path, fail_on: str | None, code: int
) -> None:
    """A missing owner is an error: exit 1, unless findings shall never fail."""
    args = ["--fail-on", fail_on] if fail_on else []
    assert run("reconcile", "--dry-run", *NOW, *args).code == code


def test_fail_on_counts_from_its_level_up(run: Run, company: Path) -> None:
    """A warning fails `--fail-on warning` and not the default."""
    (company / "syncd.toml").write_text(CONFIG + '[rules]\nmissing-owner = "warning"\n')
    codes = [
        run("reconcile", "--dry-run", *NOW, "--fail-on", level).code
        for level in ("error", "warning", "info")
    ]
    assert codes == [0, 1, 1]


def test_incomplete_comes_before_findings(run: Run, company: Path) -> None:
    """A source that cannot be read is exit 3, whatever was found elsewhere."""
    (company / "syncd.toml").write_text(
        CONFIG + '[sources.lost]\nadapter = "files"\npath = "not-there"\n'
    )
    result = run("reconcile", "--dry-run", *NOW)
    assert result.code == 3
    assert "Not read or not written" in result.out
    assert "Incomplete, exit 3." in result.out


def test_a_store_that_cannot_be_used_is_exit_3(run: Run, company: Path) -> None:
    """A store in a folder that is not there is told in one line, before anything is written."""
    (company / "syncd.toml").write_text(CONFIG + '[syncd]\nstore = "sqlite:///no/such/s.db"\n')
    result = run("reconcile", *NOW)
    assert (result.code, result.out) == (3, "")
    assert result.err.count("\n") == 1
    assert not (company / "tickets").exists()


def test_only_must_name_something(run: Run, company: Path) -> None:
    """`--only` with a name that is not there is exit 2, and nothing is written."""
    before = files_of(company)
    result = run("reconcile", "--only", "PM-2026-0052", *NOW)
    assert (result.code, result.out) == (2, "")
    assert "PM-2026-0052" in result.err
    assert files_of(company) == before


def test_only_acts_on_what_it_names(run: Run, company: Path) -> None:
    """`--only` with an item makes the ticket of that item alone."""
    report = json.loads(run("reconcile", "--format", "json", "--only", "PM-2026-0051-01", *NOW).out)
    assert {change["item"] for change in report["changes"]} == {"PM-2026-0051-01"}


def test_formats(run: Run, company: Path) -> None:
    """The same pass as text, JSON and Markdown, each alone on standard output."""
    assert run("reconcile", "--dry-run", *NOW).out.startswith("Rehearsal at ")
    assert run("reconcile", "--dry-run", "--format", "markdown", *NOW).out.startswith("## ")
    result = run("reconcile", "--dry-run", "--format", "json", *NOW)
    assert json.loads(result.out)["version"] == "1"
    assert result.err == ""


def test_the_report_can_go_to_a_file(run: Run, company: Path) -> None:
    """`--output` takes the report whole, with the permissions that a file has or gets."""
    path = company / "report.json"
    path.write_text("old")
    path.chmod(0o600)
    result = run("reconcile", "--dry-run", "--format", "json", "--output", "report.json", *NOW)
    assert result.out == ""
    assert json.loads(path.read_text())["dry_run"] is True
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(company.glob(".report*"))


def test_an_output_that_is_no_file_is_written_to(run: Run, company: Path) -> None:
    """A device or pipe is written to, never replaced; `-` is standard output."""
    run("reconcile", "--dry-run", "--output", "/dev/null", *NOW)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert run("reconcile", "--dry-run", "--output", "-", *NOW).out.startswith("Rehearsal")


@pytest.mark.parametrize("name", ["no/such/folder/report.txt", "post-mortems"])
def test_an_output_that_cannot_be_is_told_first(run: Run, company: Path, name: str) -> None:
    """Where no report can be written, nothing else is written either: exit 2."""
    before = files_of(company)
    result = run("reconcile", "--output", name, *NOW)
    assert (result.code, result.out) == (2, "")
    assert "--output" in result.err
    assert files_of(company) == before


def test_texts_that_are_no_unicode_are_delivered(run: Run, company: Path) -> None:
    """A title that a terminal cannot take does not end a pass in an error."""
    odd = POST_MORTEM.replace("circuit breaker", "circuit \x1b[31m breaker \u202e")
    (company / "post-mortems" / "payments.md").write_text(odd)
    result = run("reconcile", "--dry-run", *NOW)
    assert result.code in {0, 1}
    assert "\x1b" not in result.out


def test_progress_is_for_terminals(run: Run, company: Path) -> None:
    """Without a terminal, standard error stays empty while all goes well."""
    assert run("reconcile", *NOW).err == ""


def test_progress_leaves_no_trace(run: Run, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal one line tells how far the pass is, and is cleared at the end."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    result = run("reconcile", "--dry-run", *NOW)
    assert "\r\x1b[Kreading docs 1" in result.err
    assert result.err.endswith("\r\x1b[K")
    assert "\n" not in result.err
    assert "\r" not in result.out
