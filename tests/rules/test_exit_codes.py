"""How a pass with findings ends: `--fail-on` says from which level on that is a failure."""

from pathlib import Path

import pytest

from tests.rules.case import Case, Kind
from tests.rules.writing import Document, item, post_mortem

FINDING = {
    "error": item(owner=None),
    "warning": item(category=None),
    "info": item(impact=None, effort=None, due="2026-03-20"),
}
CODES = {
    "error": {"error": 1, "warning": 0, "info": 0, None: 0},
    "warning": {"error": 1, "warning": 1, "info": 0, None: 0},
    "info": {"error": 1, "warning": 1, "info": 1, None: 0},
    "never": {"error": 0, "warning": 0, "info": 0, None: 0},
}


@pytest.mark.parametrize("worst", ["error", "warning", "info", None])
@pytest.mark.parametrize("fail_on", CODES)
def test_fail_on(fail_on: str, worst: str | None, tmp_path: Path) -> None:
    """Exit 1 if a finding is at or above --fail-on, else 0."""
    document = post_mortem(FINDING[worst]) if worst else post_mortem()
    company = Case(Kind.RAISES, "", "", document).world(tmp_path / "acme")
    run = company.reconcile("--fail-on", fail_on)
    assert {each["level"] for each in run.report["findings"]} == ({worst} if worst else set())
    assert run.code == CODES[fail_on][worst]


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 0), ("off", 0)])
def test_a_changed_level_decides(level: str, code: int, tmp_path: Path) -> None:
    """The exit code follows the level that [rules] sets; without --fail-on, errors fail."""
    config = f'[rules]\nmissing-category = "{level}"\n'
    case = Case(Kind.RAISES, "", "", post_mortem(item(category=None)), config=config)
    assert case.world(tmp_path / "acme").reconcile().code == code


def test_a_dry_run_fails_like_a_run(tmp_path: Path) -> None:
    """A rehearsal ends as the run that it rehearses."""
    company = Case(Kind.RAISES, "", "", post_mortem(item(owner=None))).world(tmp_path / "acme")
    assert company.reconcile("--dry-run").code == company.reconcile().code == 1


@pytest.mark.parametrize("fail_on", CODES)
def test_incomplete_comes_before_findings(fail_on: str, tmp_path: Path) -> None:
    """Exit 3 where something could not be written, whatever was found besides."""
    company = Case(Kind.RAISES, "", "", post_mortem(item(owner=None))).world(tmp_path / "acme")
    company.write("tickets/PAY", "a file where the folder of a project should be\n")
    run = company.reconcile("--fail-on", fail_on)
    assert run.code == 3
    assert run.report["complete"] is False
    assert run.findings("missing-owner")


def test_an_unreadable_document_is_a_finding(tmp_path: Path) -> None:
    """Exit 1, not 3: a document that cannot be read is for its author to mend."""
    documents = (post_mortem(), Document("post-mortems/B.md", "---\nid: [B\n---\n"))
    run = Case(Kind.RAISES, "", "", documents).world(tmp_path / "acme").reconcile()
    assert run.code == 1
    assert run.report["complete"] is True
