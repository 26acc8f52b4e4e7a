"""The report as GitHub Actions shows it."""

import json as stdlib_json
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import Level, Outcome, PassOutcome
from syncd.report import github, json
from tests.report.conftest import ALERT, NOW, created, finding, updated

FOLDERS = {"docs": "post-mortems"}


@dataclass(frozen=True)
class Command:
    """What the runner takes a line for."""

    name: str
    properties: dict[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """The workflow commands in a log, read as the runner reads them.

    A line that begins with two colons is one; its properties end at the next two. Source:
    actions/runner, `src/Runner.Common/ActionCommand.cs` (`TryParseV2`).
    """
    found = []
    for line in map(str.lstrip, text.split("\n")):
        if not line.startswith("::") or (end := line.find("::", 2)) < 0:
            assert "##[" not in line, "the older form of a command"
            continue
        name, _, listed = line[2:end].partition(" ")
        pairs = [part.split("=", 1) for part in listed.strip().split(",") if part]
        undone = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
        properties = {key: _undo(value, undone) for key, value in pairs}
        message = {escape: undone[escape] for escape in ("%0D", "%0A", "%25")}
        found.append(Command(name, properties, _undo(line[end + 2 :], message)))
    return found


def _undo(text: str, escapes: dict[str, str]) -> str:
    for escape, sign in escapes.items():
        text = text.replace(escape, sign)
    return text


def of(outcome: PassOutcome) -> list[Command]:
    """The annotations of a pass."""
    return commands(github.annotations(json.as_dict(outcome, folders=FOLDERS)))


def test_each_finding_is_at_its_line(outcome: PassOutcome) -> None:
    """File, line, rule and way out of each finding, as a level that GitHub has."""
    placed = replace(outcome, findings=tuple(replace(f, source="docs") for f in outcome.findings))
    unreadable, missing, soon = of(placed)[:3]
    assert missing == Command(
        "error",
        {
            "file": "post-mortems/2026/payments.md",
            "line": "14",
            "title": "missing-owner PM-2026-0051-01",
        },
        "nobody owns it\n-> name one person in column Owner",
    )
    assert unreadable.properties == {
        "file": "post-mortems/2026/odd.md",
        "title": "unreadable-post-mortem",
    }
    assert soon.name == "notice"


def test_a_warning_is_one(outcome: PassOutcome) -> None:
    """The three levels of syncd are the three of GitHub."""
    findings = tuple(finding(level=level) for level in (Level.ERROR, Level.WARNING, Level.INFO))
    names = [command.name for command in of(replace(outcome, findings=findings, errors=()))]
    assert names == ["error", "warning", "notice"]


def test_what_was_not_done_is_an_error(outcome: PassOutcome) -> None:
    """What was not read, and what could not be written, is on no line and seen all the same."""
    failed = created(outcome=Outcome.FAILED)
    told = of(replace(outcome, findings=(), changes=(failed, updated())))
    assert [(each.name, each.properties["title"], each.message) for each in told] == [
        ("error", "not read or written: linear", "HTTP 503, 3 tries"),
        ("error", f"create-ticket failed: {ALERT.id}", "hub says: no such assignee"),
    ]


def test_the_log_ends_with_a_line_for_people(outcome: PassOutcome) -> None:
    """Where there is nothing to annotate, the log says so."""
    quiet = replace(outcome, findings=(), errors=(), changes=())
    text = github.annotations(json.as_dict(quiet))
    assert text == (
        "Read 14 documents. No changes: compared 14 documents with 61 tickets."
        " Nothing needs a person.\n"
    )


def test_the_annotations_need_nothing_but_the_json(outcome: PassOutcome) -> None:
    """What was written to a file as JSON renders the same as what is at hand."""
    report = json.as_dict(outcome)
    again = stdlib_json.loads(stdlib_json.dumps(report))
    assert github.annotations(again) == github.annotations(report)


HOSTILE = [
    "100 % sure",
    "%0A::error::made up",
    "a\n::error file=x::made up",
    "a\r\n::set-output name=x::y",
    "::stop-commands::token",
    "a::b::c",
    "title, file=/etc/passwd, line=1",
    "##[add-mask]secret",
    "%25%0D%0A%3A%2C",
    "\u2028::warning::made up",
    "\x1b[31mred\x1b[0m",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_a_text(outcome: PassOutcome, text: str) -> None:
    """No text of a document begins a command, ends one, or becomes a property of it."""
    told = finding(message=text, hint=text, item=text, file=f"{text}.md", post_mortem=text)
    annotations = of(replace(outcome, findings=(told,), errors=(), changes=()))
    assert len(annotations) == 1
    shown = text.replace("\r\n", " ").replace("\n", " ").replace("\u2028", " ")
    shown = shown.replace("\x1b", "\\x1b")
    assert annotations[0] == Command(
        "error",
        {"file": f"{shown}.md", "line": "14", "title": f"missing-owner {shown}"},
        f"{shown}\n-> {shown}",
    )


@given(st.text(), st.text(min_size=1))
def test_any_text_comes_through(message: str, file: str) -> None:
    """Whatever is written, one finding is one command with the properties that it was given."""
    told = finding(message=message, hint="h", file=file, item=None, ticket=None, post_mortem=None)
    (annotation,) = of(PassOutcome(now=NOW, dry_run=True, findings=(told,)))
    assert annotation.properties.keys() == {"file", "line", "title"}
    assert annotation.message.endswith("\n-> h")


def test_the_summary_is_the_markdown(outcome: PassOutcome) -> None:
    """The page of the job shows the plan with its findings."""
    summary = github.summary(json.as_dict(outcome))
    assert summary.startswith("## Action items: what syncd would do\n")
    assert "### Changes" in summary
    assert "### Needs a person" in summary


@pytest.mark.parametrize("room", [1_500, 3_000, 10_000])
def test_a_summary_that_is_too_long_is_cut(outcome: PassOutcome, room: int) -> None:
    """GitHub shows nothing of a summary that is too long: it ends at a line, and says so."""
    findings = tuple(finding(f"rule-{n}", message="ä" * 40) for n in range(200))
    report = json.as_dict(replace(outcome, findings=findings))
    assert len(github.summary(report).encode()) > 10_000
    summary = github.summary(report, room=room)
    assert room - 400 < len(summary.encode()) <= room
    assert "**Cut here**" in summary.splitlines()[-1]
    assert summary.count("<details>") == summary.count("</details>")


def test_a_summary_without_room_is_none(outcome: PassOutcome) -> None:
    """Where the step has filled its summary already, nothing is added that would undo it."""
    assert github.summary(json.as_dict(outcome), room=10) == ""
