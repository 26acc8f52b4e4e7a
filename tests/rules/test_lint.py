"""What `syncd lint` says of the same worlds: what a pass says, but nothing a ticket decides."""

from collections import Counter
from pathlib import Path

import pytest

from syncd.policy.rules import all_rules
from tests.e2e.company import Company, Run
from tests.rules.case import Case, found
from tests.rules.table import CASES
from tests.rules.writing import Document

IN_DOCUMENTS = {name for name, rule in all_rules().items() if rule.in_documents}


def linted(company: Company, now: str) -> Run:
    """The documents of a company, looked at alone."""
    return company.run("lint", "--format", "json", now=now)


def names_a_ticket(case: Case) -> bool:
    """Whether an item of the case links anything: then its ticket has a say."""
    documents = case.documents if isinstance(case.documents, tuple) else (case.documents,)
    return bool(case.then) or any(_links(document) for document in documents)


def _links(document: Document) -> bool:
    return any(word in document.text for word in ("PAY-", "SEA-", "http", "](", "tracking_ticket"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_by_its_documents(case: Case, tmp_path: Path) -> None:
    """What lint finds, a pass finds too; where no ticket is named, it finds all of that.

    Of an item whose ticket is gone a pass says nothing else, which lint cannot know.
    """
    company = case.world(tmp_path / "acme")
    before = company.state()
    lint = linted(company, case.moment)
    rehearsal = company.reconcile("--dry-run", now=case.moment)
    said, would_say = found(lint), found(rehearsal)
    assert {finding["rule"] for finding in lint.report["findings"]} <= IN_DOCUMENTS
    gone = {finding["item"] for finding in rehearsal.findings("broken-ticket-link")}
    assert {what for what in said - would_say if what.split()[1] not in gone} == set()
    if not names_a_ticket(case):
        assert said == Counter(
            {what: n for what, n in would_say.items() if what.split()[0] in IN_DOCUMENTS}
        )
    assert company.state() == before


def test_both_kinds_of_cases_are_there() -> None:
    """The table has worlds with and without tickets, so that the test above tests something."""
    counts = Counter(names_a_ticket(case) for case in CASES)
    assert min(counts[True], counts[False]) > 30
