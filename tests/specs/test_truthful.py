"""What somebody sees who ends a test with `assert_truthful`."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.specs import Problem, Side, assert_truthful, catalogue, description, folder
from tests.specs.making import exchange, part_of


def failure(*args: Any, **named: Any) -> str:
    """The words with which the assertion fails."""
    with pytest.raises(pytest.fail.Exception) as caught:
        assert_truthful(*args, **named)
    return str(caught.value)


GOOD = exchange("GET /repos/acme/pay/issues?state=all&per_page=100", None, 200, [])
BAD = [
    exchange(f"GET /repos/acme/pay/labels?page={n}&state=all", None, 200, [{}, {}])
    for n in range(1, 4)
]


def test_the_truth_passes() -> None:
    """Exchanges without a problem are no reason to speak."""
    assert_truthful("github", [GOOD])


def test_problems_are_counted_by_sort() -> None:
    """The same mistake again and again is one line, with its number and an example of it."""
    words = failure("github", [GOOD, *BAD])
    first, second, *_ = words.splitlines()
    assert first.endswith("in 4 exchanges with github:")
    assert second.startswith("     6 x GET /repos/{owner}/{repo}/labels: answer body[0].")
    assert "     3 x GET /repos/{owner}/{repo}/labels: request query.state: is not known" in words
    assert len(words.splitlines()) < 16


def test_sides_can_be_told_apart() -> None:
    """Who sends nonsense on purpose asks for the answers alone."""
    words = failure("github", BAD, sides=frozenset({Side.REQUEST}))
    assert words.startswith("3 problems of 1 sorts in 3 exchanges")
    assert_truthful("github", [GOOD, exchange("GET /nowhere")], sides=frozenset({Side.ANSWER}))


def test_nothing_proves_nothing() -> None:
    """Where no exchange was recorded the assertion fails, since something must be wrong."""
    assert "nothing is proved" in failure("github", [])


def test_a_tracker_without_description() -> None:
    """For Jira Data Center the test is skipped and says why."""
    with pytest.raises(pytest.skip.Exception, match="no freely licensed description"):
        assert_truthful("jira-dc", [GOOD])


def test_without_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the descriptions are absent the test is skipped and says what to do."""
    monkeypatch.setattr(folder, "SPECS", tmp_path)
    for read in (
        lambda: catalogue.description.__wrapped__("asana"),
        catalogue.webhooks.__wrapped__,
    ):
        with pytest.raises(pytest.skip.Exception, match="set SYNCD_SPECS"):
            read()


def test_importing_costs_nothing() -> None:
    """The package can be imported without the libraries that it checks with."""
    code = (
        "import sys, tests.specs; sys.exit(bool({'graphql', 'jsonschema_rs'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_description_is_read_once() -> None:
    """Whoever asks again gets the same, with all that was compiled."""
    assert description("github-rest") is description("github-rest")


def test_long_values_are_cut() -> None:
    """A message shows the start of a long value, not a page of it."""
    issue = part_of("github-rest.openapi.json", "/components/examples/issue/value")
    issue["title"] = ["x" * 1_000]
    problems = description("github-rest").check(
        exchange("GET /repos/acme/pay/issues/1", None, 200, issue)
    )
    assert [problem.place for problem in problems] == ["body.title"]
    assert isinstance(problems[0], Problem)
    assert len(str(problems[0])) < 250
