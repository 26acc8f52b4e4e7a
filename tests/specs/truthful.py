"""The assertion that tests of adapters and simulators end with."""

from collections.abc import Iterable, Mapping

import pytest

from tests.specs.catalogue import description, linear_schema
from tests.specs.exchange import Exchange
from tests.specs.problem import Side, distinct

_SHOWN = 12
_DESCRIPTIONS: Mapping[str, str] = {
    "github": "github-rest",
    "jira": "jira-cloud-v3",
    "asana": "asana",
    "slack": "slack-web",
}


def assert_truthful(
    name: str, exchanges: Iterable[Exchange], *, sides: frozenset[Side] = frozenset(Side)
) -> None:
    """Fail with the first few sorts of problems in these exchanges, and how often each occurs.

    `name` is a simulator's (`github`, `jira`, `asana`, `slack` or `linear`). Tests that send
    nonsense on purpose look at `sides={Side.ANSWER}` alone. Skips where the description is
    absent, and for `jira-dc`, of which there is none; no exchange at all proves nothing and fails.
    """
    if name == "jira-dc":
        pytest.skip("there is no freely licensed description of Jira Data Center")
    checker = linear_schema() if name == "linear" else description(_DESCRIPTIONS[name])
    count = 0
    problems = []
    for exchange in exchanges:
        count += 1
        problems += [found for found in checker.check(exchange) if found.side in sides]
    if not count:
        pytest.fail(f"no exchange with {name} was recorded, so nothing is proved", pytrace=False)
    if problems:
        sorts = distinct(problems)
        lines = [f"{times:6} x {problem}" for problem, times in sorts[:_SHOWN]]
        if len(sorts) > _SHOWN:
            lines.append(f"       and {len(sorts) - _SHOWN} more sorts")
        head = f"{len(problems)} problems of {len(sorts)} sorts in {count} exchanges with {name}:"
        pytest.fail("\n".join([head, *lines]), pytrace=False)
