"""Every row of the table: exactly the findings that it says, and what they all carry."""

from pathlib import Path

import pytest

from tests.rules.case import Case, Kind, found
from tests.rules.table import CASES

STANDING = [case for case in CASES if case.kind is Kind.RAISES and case.rule != "conflicting-edit"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case(case: Case, tmp_path: Path) -> None:
    """A world raises exactly the findings of its row, rehearsed and in earnest."""
    company = case.world(tmp_path / "acme")
    for arguments in (["--dry-run"], []):
        run = company.reconcile(*arguments, now=case.moment)
        assert run.report["errors"] == [], run.err
        told = [(each["rule"], each["item"], each["message"]) for each in run.report["findings"]]
        assert found(run) == case.expected, told
        assert all(each["message"] and each["hint"] for each in run.report["findings"])
    assert case.kind is Kind.BOUNDARY or case.is_raised is (case.kind is Kind.RAISES)


@pytest.mark.parametrize("case", STANDING, ids=str)
def test_a_finding_stands(case: Case, tmp_path: Path) -> None:
    """What nobody settles is found again, with and without memory; an edit conflicts but once."""
    company = case.world(tmp_path / "acme")
    company.reconcile(now=case.moment)
    for forget in (False, True):
        if forget:
            company.forget()
        run = company.reconcile(now=case.moment)
        assert found(run) == case.expected
        assert run.changes == []
