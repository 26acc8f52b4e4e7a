"""`syncd lint`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CONFIG, POST_MORTEM, Result, Run

NOW = ["--now", "2026-03-01T09:00:00Z"]
FILE = "post-mortems/payments.md"
OTHER = POST_MORTEM.replace("PM-2026-0051", "PM-2026-0052").replace("omar@acme.com", "")


def findings(result: Result) -> list[tuple[str, str]]:
    """The rules that were broken, and where, as the file is seen from here."""
    report: dict[str, Any] = json.loads(result.out)
    return [(each["rule"], f"{each['path']}:{each['line']}") for each in report["findings"]]


def test_everything_in_the_sources(run: Run, company: Path) -> None:
    """Without a FILE every document is looked at; exit 1 as an error is found."""
    result = run("lint", *NOW)
    assert result.code == 1
    assert "Documents alone, at 2026-03-01 09:00 UTC. Nothing is written." in result.out
    assert "Read 1 document." in result.out
    assert f"missing-owner  PM-2026-0051-02  nobody owns it ({FILE}:14)" in result.out
    assert "ticket" not in result.out.replace("tickets", "")


def test_nothing_is_written(run: Run, company: Path) -> None:
    """No store, no ticket, no edit: afterwards the folder is as it was."""
    before = {path: path.stat().st_mtime_ns for path in company.rglob("*")}
    run("lint", *NOW)
    assert {path: path.stat().st_mtime_ns for path in company.rglob("*")} == before


def test_a_file_without_a_configuration(run: Run, folder: Path) -> None:
    """A FILE is enough: no configuration, no folder structure."""
    (folder / "outage.md").write_text(POST_MORTEM)
    result = run("lint", "outage.md", "--format", "json", *NOW)
    assert ("missing-owner", "outage.md:14") in findings(result)
    assert result.code == 1


def test_a_file_elsewhere(
    run: Run, company: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A FILE outside of every source is looked at with the people and rules of here."""
    far = tmp_path_factory.mktemp("far") / "outage.md"
    far.write_text(OTHER.replace("| Mitigate | 3 | 2 | |", "| Mitigate | 3 | 2 | x@y.test |"))
    result = run("lint", str(far), "--format", "json", *NOW)
    assert [found for found in findings(result) if "owner" in found[0]] == [
        ("missing-owner", f"{far}:13"),
        ("missing-owner", f"{far}:15"),
        ("unknown-owner", f"{far}:14"),
    ]


def test_a_folder(run: Run, company: Path) -> None:
    """A folder stands for the Markdown files below it, without hidden ones."""
    for name in ("in/one.md", "in/deep/two.md", "in/.git/three.md", "in/.four.md", "in/five.txt"):
        path = company / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OTHER.replace("PM-2026-0052", f"PM-{path.stem}-1"))
    report = json.loads(run("lint", "in", "--format", "json", *NOW).out)
    assert sorted(each["file"] for each in report["post_mortems"]) == [
        "in/deep/two.md",
        "in/one.md",
    ]


def test_a_file_is_told_what_all_are_told_of_it(run: Run, company: Path) -> None:
    """What is found of one FILE is what is found of it among all; other documents are read too."""
    (company / "post-mortems" / "again.md").write_text(OTHER)
    every = findings(run("lint", "--format", "json", *NOW))
    one = findings(run("lint", FILE, "--format", "json", *NOW))
    assert one == [found for found in every if found[1].startswith(FILE)]
    assert "repeated-item" in {rule for rule, _ in one}
    assert len(one) < len(every)


def test_two_documents_with_one_id(run: Run, company: Path) -> None:
    """A copy that kept its id is found before it is merged."""
    (company / "post-mortems" / "zz-copy.md").write_text(POST_MORTEM)
    result = run("lint", "post-mortems/zz-copy.md", "--format", "json", *NOW)
    assert findings(result) == [("conflicting-claim", "post-mortems/zz-copy.md:1")]


def test_two_items_with_one_ticket(run: Run, company: Path) -> None:
    """A row that was copied with its ticket is found, for both name the same."""
    table = POST_MORTEM.replace("| 1 | omar@acme.com | |", "| 1 | omar@acme.com | PAY-7 |")
    (company / FILE).write_text(table.replace("| 2 | omar@acme.com | |", "| 2 | x | PAY-7 |"))
    result = run("lint", "--format", "json", *NOW)
    assert ("conflicting-claim", f"{FILE}:15") in findings(result)


def test_a_ticket_has_its_say(run: Run, company: Path) -> None:
    """Of an item that names a ticket nothing is said that the ticket may contradict."""
    row = "| Write the failover runbook | Mitigate | 3 | 2 | | PAY-3 | |"
    text = POST_MORTEM.replace("| Write the failover runbook | Mitigate | 3 | 2 | | | |", row)
    (company / FILE).write_text(text)
    assert findings(run("lint", "--format", "json", *NOW)) == []
    (company / FILE).write_text(text.replace("| Mitigate |", "| |"))
    assert findings(run("lint", "--format", "json", *NOW)) == [("missing-category", f"{FILE}:14")]


def test_no_credentials_are_missed(run: Run, company: Path) -> None:
    """Trackers and notifiers of the configuration are not even looked at."""
    for adapter in ("github", "not-installed-here"):
        text = CONFIG.replace('adapter = "files"\npath = "tickets"', f'adapter = "{adapter}"')
        (company / "syncd.toml").write_text(text + '[notify.chat]\nadapter = "chat"\n')
        assert run("reconcile", "--dry-run", *NOW).code == 2
        assert run("lint", "--fail-on", "never", *NOW).code == 0


def test_a_tracker_may_know_an_owner(run: Run, company: Path) -> None:
    """Whom [people] lacks is unknown to tickets in files; a tracker elsewhere may know them."""
    (company / FILE).write_text(POST_MORTEM.replace("| 1 | omar@acme.com |", "| 1 | octocat |"))
    assert ("unknown-owner", f"{FILE}:13") in findings(run("lint", "--format", "json", *NOW))
    github = CONFIG.replace('adapter = "files"\npath = "tickets"', 'adapter = "github"')
    (company / "syncd.toml").write_text(github)
    rules = {rule for rule, _ in findings(run("lint", "--format", "json", *NOW))}
    assert "missing-owner" in rules
    assert "unknown-owner" not in rules


def test_a_configuration_that_is_wrong(run: Run, company: Path) -> None:
    """What lint does need of the configuration must be right: exit 2."""
    (company / "syncd.toml").write_text(CONFIG.replace('path = "post-mortems"', "path = 1"))
    result = run("lint", *NOW)
    assert result.code == 2
    assert "sources.docs.path" in result.err


def test_a_configuration_that_is_named_must_be_there(run: Run, company: Path) -> None:
    """`--config` with a file that is not there is exit 2, although none is needed."""
    assert run("lint", "--config", "none.toml", FILE, *NOW).code == 2


def test_rules_and_policy_count(run: Run, company: Path) -> None:
    """`[rules]` sets levels, and `policy.since` leaves older documents alone, and says so."""
    (company / "syncd.toml").write_text(CONFIG + '[rules]\nmissing-owner = "info"\n')
    assert run("lint", *NOW).code == 0
    (company / "syncd.toml").write_text(CONFIG + "[policy]\nsince = 2026-02-23\n")
    result = run("lint", *NOW)
    assert "1 post-mortem is older than policy.since and left alone." in result.out
    assert result.out.endswith("Nothing needs a person.\n")


@pytest.mark.parametrize(
    ("fail_on", "code"), [(None, 1), ("error", 1), ("warning", 1), ("info", 1), ("never", 0)]
)
def test_fail_on(run: Run, company: Path, fail_on: str | None, code: int) -> None:
    """As for a pass, the level decides how it ends."""
    assert run("lint", *NOW, *(["--fail-on", fail_on] if fail_on else [])).code == code


def test_now_counts(run: Run, company: Path) -> None:
    """What is late depends on the time that is given, and on no clock."""
    dated = POST_MORTEM.replace("| 1 | omar@acme.com | | |", "| 1 | omar@acme.com | | 2026-03-04 |")
    (company / FILE).write_text(dated)
    for day, late in (("2026-03-04", False), ("2026-03-05", True)):
        result = run("lint", "--format", "json", "--now", day)
        assert (("overdue", f"{FILE}:13") in findings(result)) is late


def test_a_file_that_is_not_there(run: Run, company: Path) -> None:
    """A slip in a name is exit 2, and not a clean bill of health."""
    result = run("lint", "post-mortems/paymnets.md", *NOW)
    assert (result.code, result.out) == (2, "")
    assert "post-mortems/paymnets.md: there is no such file or folder" in result.err


def test_nothing_to_look_at(run: Run, folder: Path) -> None:
    """Without FILE, configuration and usual folder it says what it needs: exit 2."""
    result = run("lint", *NOW)
    assert (result.code, result.out) == (2, "")
    assert "name files or folders, or write a configuration with syncd init" in result.err


def test_the_usual_folder(run: Run, company: Path) -> None:
    """Without a configuration post-mortems are looked for where people keep them."""
    (company / "syncd.toml").unlink()
    assert ("missing-owner", f"{FILE}:14") in findings(run("lint", "--format", "json", *NOW))


def test_what_cannot_be_read_is_a_finding(run: Run, company: Path) -> None:
    """A FILE that is no text, or no file, is reported, and the others are looked at."""
    (company / "post-mortems" / "odd.md").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(company / "pipe.md")
    result = run("lint", "post-mortems/odd.md", "pipe.md", FILE, "--format", "json", *NOW)
    rules = {rule: place for rule, place in findings(result) if rule != "unreadable-post-mortem"}
    assert rules["missing-owner"] == f"{FILE}:14"
    unreadable = [place for rule, place in findings(result) if rule == "unreadable-post-mortem"]
    assert sorted(unreadable) == ["pipe.md:1", "post-mortems/odd.md:1"]
    assert result.code == 1


def test_a_source_that_cannot_be_read(run: Run, company: Path) -> None:
    """A source that is not there is exit 3, whatever was found elsewhere."""
    (company / "syncd.toml").write_text(
        CONFIG + '[sources.lost]\nadapter = "files"\npath = "not-there"\n'
    )
    result = run("lint", *NOW)
    assert result.code == 3
    assert "Not read or not written" in result.out


def test_only_what_sources_hold(run: Run, company: Path) -> None:
    """`--sources-only` leaves out a FILE that no source reads, so that a hook can name them all."""
    (company / "README.md").write_text(OTHER)
    (company / "syncd.toml").write_text(CONFIG.replace("[trackers", 'exclude=["x*"]\n[trackers'))
    (company / "post-mortems" / "x.md").write_text(OTHER)
    names = ["README.md", "post-mortems/x.md", FILE]
    result = run("lint", "--sources-only", *names, "--format", "json", *NOW)
    assert {place.partition(":")[0] for _, place in findings(result)} == {FILE}
    everything = run("lint", *names, "--format", "json", *NOW)
    assert {place.partition(":")[0] for _, place in findings(everything)} == set(names)
    none = run("lint", "--sources-only", "README.md", *NOW)
    assert none.code == 0
    assert "Read 0 documents." in none.out


def test_only_what_the_usual_folder_holds(run: Run, company: Path) -> None:
    """Without a configuration the usual folder stands for the sources."""
    (company / "syncd.toml").unlink()
    (company / "README.md").write_text(OTHER)
    result = run("lint", "--sources-only", "README.md", FILE, "--format", "json", *NOW)
    assert {place.partition(":")[0] for _, place in findings(result)} == {FILE}
    assert run("lint", "--sources-only", "README.md", *NOW).code == 0


def test_a_file_by_another_name(
    run: Run,
    company: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A FILE belongs to its source by whatever path it is named, so its id stays the same."""
    link = tmp_path_factory.mktemp("links") / "here"
    link.symlink_to(company)
    (company / FILE).write_text(POST_MORTEM.replace("id: PM-2026-0051\n", ""))
    ids = set()
    monkeypatch.chdir(company / "post-mortems")
    config = ["--config", "../syncd.toml", "--format", "json", *NOW]
    for name in (
        "payments.md",
        str(company / FILE),
        "../post-mortems/payments.md",
        str(link / FILE),
    ):
        report = json.loads(run("lint", name, *config).out)
        ids |= {each["id"] for each in report["post_mortems"]}
        assert {each["source"] for each in report["findings"]} == {"docs"}
    assert ids == {"payments"}


def test_paths_are_those_of_the_repository_in_github(
    run: Run, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub places annotations by the path from the root of the repository."""
    monkeypatch.chdir(company / "post-mortems")
    here = run("lint", "--config", "../syncd.toml", "--format", "github", *NOW)
    assert "file=payments.md,line=14" in here.out
    monkeypatch.setenv("GITHUB_WORKSPACE", str(company))
    there = run("lint", "--config", "../syncd.toml", "--format", "github", *NOW)
    assert f"file={FILE},line=14" in there.out


def test_all_formats(run: Run, company: Path) -> None:
    """The same findings in each format, each alone on standard output."""
    starts = {
        "text": "Documents alone, at ",
        "json": '{\n  "version": "1",\n  "command": "lint"',
        "markdown": "## Action items: what the documents show\n",
        "github": f"::error file={FILE},line=14,title=missing-owner PM-2026-0051-02::",
        "sarif": '{\n  "$schema": ',
    }
    for form, start in starts.items():
        result = run("lint", "--format", form, *NOW)
        assert result.out.startswith(start)
        assert result.err == ""
        assert "compared" not in result.out


def test_an_output_is_written(run: Run, company: Path) -> None:
    """`--output` takes the report, and says first if it cannot."""
    assert run("lint", "--format", "sarif", "--output", "lint.sarif", *NOW).out == ""
    assert json.loads((company / "lint.sarif").read_text())["version"] == "2.1.0"
    assert run("lint", "--output", "no/such/folder/x", *NOW).code == 2


def test_the_summary_of_a_job(run: Run, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--format github` the page of the job gets the report, behind what is there already."""
    summary = company / "summary.md"
    summary.write_text("Before.\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run("lint", *NOW)
    assert summary.read_text() == "Before.\n"
    run("lint", "--format", "github", *NOW)
    assert summary.read_text().startswith("Before.\n## Action items: what the documents show\n")
    assert "nobody owns it" in summary.read_text()


def test_a_summary_that_cannot_be_written(
    run: Run, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A summary that has no place is told before anything is done: exit 2."""
    for place in (company, company / "no" / "such" / "folder" / "x"):
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place))
        result = run("lint", "--format", "github", *NOW)
        assert (result.code, result.out) == (2, "")
        assert "GITHUB_STEP_SUMMARY" in result.err


def test_no_store_is_opened(run: Run, company: Path) -> None:
    """A store that cannot be reached is none of its business."""
    (company / "syncd.toml").write_text(
        CONFIG + '[syncd]\nstore = "postgresql://nobody@127.0.0.1:1/none"\n'
    )
    assert run("lint", *NOW).code == 1


def test_it_is_a_command(company: Path) -> None:
    """As its own process, from a folder above, by a pipe: the report is whole."""
    shutil.copytree(
        company, company / "inner" / "repo", dirs_exist_ok=True, ignore=lambda *_: ["inner"]
    )
    done = subprocess.run(
        [sys.executable, "-m", "syncd", "lint", "inner/repo/post-mortems", *NOW],
        cwd=company,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "inner/repo/post-mortems/payments.md:14" in done.stdout
