"""A pass over one post-mortem comes to what a pass over everything comes to for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.company import Company, Place
from syncd.model import PassOutcome
from syncd.passes import Kept, Places, World, reconcile
from tests.github.stage import PROJECT, GitHubStage, github
from tests.passes.counting import Counting

DOCUMENTS = 6
PLACES = Places(projects=frozenset({("it", PROJECT)}))


@pytest.fixture
def stage() -> Iterator[GitHubStage]:
    """A tracker."""
    with github() as it:
        yield it


@pytest.fixture
def company(stage: GitHubStage, tmp_path: Path) -> Company:
    """Six post-mortems whose tickets are made; two have the same root cause."""
    place = Place(stage.table, stage.environ, stage.project, stage.accounts)
    company = Company(tmp_path, {"it": place})
    company.write("it", DOCUMENTS)
    company.reconcile()
    stage.pass_time(3600)
    company.reconcile()
    return company
