"""Several passes at once, and passes that are killed."""

import subprocess
import sys

from benchmarks.kills import run as kill_passes
from tests.e2e.company import NOW, Company
from tests.e2e.test_workflow import OUTAGE

AT_ONCE = 4


def test_two_at_once_lose_and_double_nothing(company: Company) -> None:
    """Passes that run at the same time on one folder leave one ticket an item, linked."""
    for n in range(12):
        company.write(f"post-mortems/{n}.md", OUTAGE.replace("0051", f"00{n + 10}"))
    command = [sys.executable, "-m", "syncd", "reconcile", "--now", NOW, "--format", "json"]
    passes = [
        subprocess.Popen(
            command, cwd=company.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(AT_ONCE)
    ]
    told = [each.communicate() for each in passes]
    assert {each.returncode for each in passes} <= {0, 3}, told
    quiet = company.reconcile()
    assert len(company.tickets()) == 60
    assert quiet.code == 0
    assert company.reconcile().changes == []
    keys = [item["ticket"]["key"] for item in quiet.report["items"]]
    assert len(set(keys)) == 60
    assert all(company.document(f"{n}.md").count("](../tickets/") == 5 for n in range(12))


def test_killed_at_random_moments() -> None:
    """After kill -9 at any moment the next pass ends where it would have without the kill."""
    counts = kill_passes(cases=20, seed=7)
    assert counts["cases"] == 20
    assert counts["killed at work"] > 0
    assert counts["different"] == 0
