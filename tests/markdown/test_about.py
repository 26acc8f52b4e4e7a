"""What a document says of its post-mortem."""

from __future__ import annotations

import datetime as dt

import pytest

from syncd.markdown import read
from syncd.model import Severity
from tests.markdown.round_trip import document

HOUR = dt.timedelta(hours=1)


def test_front_matter_says_everything() -> None:
    """Every key is read; unknown ones are left alone."""
    text = (
        "---\nid: PM-2026-0051\ntitle: Payments down\ndate: 2026-02-22\nseverity: SEV-1\n"
        "duration: 2 hours\ndetected_after: PT1H\nservices: [api, ledger]\n"
        "root_causes:\n  - no breaker\nlead: jane@acme.com\nconfidential: true\n"
        "waive:\n  category-gap: nothing to detect\ntags: [x]\n"
        "action_items:\n  - title: Add a breaker\n    due: 2026-03-01\n---\n# Other\n"
    )
    found = read(document(text))
    assert (found.id, found.id_is_given, found.title) == ("PM-2026-0051", True, "Payments down")
    assert (found.date, found.severity) == (dt.date(2026, 2, 22), Severity.SEV1)
    assert (found.duration, found.detected_after) == (2 * HOUR, HOUR)
    assert (found.services, found.root_causes) == (("api", "ledger"), ("no breaker",))
    assert (found.lead, found.confidential) == ("jane@acme.com", True)
    assert found.waivers == (("category-gap", "nothing to detect"),)
    assert [(item.line, item.title) for item in found.items] == [(17, "Add a breaker")]
    assert found.problems == ()


@pytest.mark.parametrize(
    "line",
    ["date: someday", "severity: purple", "duration: long", "waive: [x]", "services: {a: b}"],
)
def test_a_value_that_means_nothing_is_noted(line: str) -> None:
    """A known key with a value that cannot be understood is a question, with its line."""
    found = read(document(f"---\ntitle: X\n{line}\n---\n# X\n"))
    assert [(problem.rule, problem.line) for problem in found.problems] == [("ambiguous-item", 3)]


@pytest.mark.parametrize(
    "body",
    [
        "# Queue down (SEV-2, 90 minutes)\n\nDate: 2026-02-22\n",
        "# Queue down\n\n**Severity:** SEV-2  \n**Duration:** 1h 30m\n**Date**: 22 February 2026\n",
        (
            "# Queue down\n\n| Field | Value |\n|-|-|\n| Severity | High |\n| Duration | 1:30 |\n"
            "| Date | 2026-02-22 |\n"
        ),
        "# Queue down\n\n- Severity: S2\n- Duration: PT90M\n- Incident date: Feb 22, 2026\n",
    ],
)
def test_the_body_says_it_plainly(body: str) -> None:
    """Headings, bold labels and metadata tables are read where they are certain."""
    found = read(document(body))
    assert found.title.startswith("Queue down")
    assert (found.severity, found.duration) == (Severity.SEV2, 1.5 * HOUR)
    assert found.date == dt.date(2026, 2, 22)


def test_two_places_that_differ_say_nothing() -> None:
    """A contradiction is not resolved by guessing."""
    assert read(document("# X\n\nSeverity: SEV-1\n\nSeverity: SEV-2\n")).severity is None


@pytest.mark.parametrize(
    ("path", "heading", "expected", "given"),
    [
        ("2026/PM-2026-0051.md", "X", "PM-2026-0051", True),
        ("PM2019-009 - Disks.md", "X", "PM2019-009", True),
        ("a.md", "inc-77: X", "INC-77", True),
        ("a.md", "After CVE-2021-44228", "a", False),
        ("incident-2026-03-12-disks.md", "X", "incident-2026-03-12-disks", False),
        ("2026/Größe der Queue.md", "X", "2026-größe-der-queue", False),
        ("2026/disks/index.md", "X", "2026-disks", False),
        ("README.md", "X", "readme", False),
    ],
)
def test_the_id(path: str, heading: str, expected: str, given: bool) -> None:
    """The id comes from the file name, then the heading, then the path."""
    found = read(document(f"# {heading}\n", path))
    assert (found.id, found.id_is_given) == (expected, given)


def test_the_file_name_gives_the_date() -> None:
    """A dated file name dates the post-mortem, unless the document says otherwise."""
    assert read(document("# X\n", "2026-02-22-x.md")).date == dt.date(2026, 2, 22)
    assert read(document("# X\n\nDate: 2026-02-20\n", "2026-02-22.md")).date == dt.date(2026, 2, 20)
