"""That the table of exceptions is needed, and that it is not more than that."""

import json

import pytest

from tests.specs.deviations import TABLE
from tests.specs.folder import text_of
from tests.specs.leniency import also_answers, amend

FILES = {
    "github-rest": "github-rest.openapi.json",
    "github-webhooks": "github-webhooks.openapi.json",
    "jira-cloud-v3": "jira-cloud-v3.openapi.json",
    "asana": "asana.openapi.json",
    "slack-web": "slack-web.openapi2.json",
}


@pytest.mark.parametrize("row", TABLE)
def test_every_exception_has_a_source(row: object) -> None:
    """Each row says why, and where that can be read."""
    reason, source = getattr(row, "reason", ""), getattr(row, "source", "")
    assert len(reason) > 10
    assert any(word in source for word in (".com/", ".dev/", "RFC", "description", "as `"))


@pytest.mark.parametrize("name", FILES)
def test_no_exception_is_stale(name: str) -> None:
    """Each amendment changes the description: one that it makes needless has to go."""
    assert amend(json.loads(text_of(FILES[name])), name) == []


def test_stale_rows_are_noticed() -> None:
    """A document without the places of the rows leaves every row of it stale."""
    rows = [row for row in TABLE if row.description == "slack-web" and hasattr(row, "pointer")]
    assert len(amend({}, "slack-web")) == len(rows) > 0


def test_exceptions_are_for_their_own() -> None:
    """An exception of one tracker, or of reading, is none for another, or for writing."""
    assert also_answers("github-rest", "GET /user", 304)
    assert also_answers("github-rest", "POST /repos/{owner}/{repo}/issues", 304) is None
    assert also_answers("asana", "GET /users/me", 304) is None
