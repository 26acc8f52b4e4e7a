"""The requests of whole passes to GitHub, line by line."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from benchmarks.requests import Size, cases
from tests.github.stage import github

LIST = "GET /repos/acme/pay/issues?direction=asc&labels=post-mortem&per_page=100"
EVERYTHING = f"{LIST}&sort=created&state=all"


def _since(time: str) -> str:
    """The list of what changed since a time on the day of the stage; 5 s overlap on purpose."""
    return f"{LIST}&since=2026-03-02T{time.replace(':', '%3A')}Z&sort=created&state=all"


def _adopted(number: int) -> Sequence[str]:
    """What it takes to make a ticket that people made one of syncd's."""
    path = f"/repos/acme/pay/issues/{number}"
    return [f"POST {path}/labels", f"POST {path}/assignees", f"GET {path}", f"PATCH {path}"]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Sequence[str]]]:
    """What GitHub was asked in each case, a pass every ten minutes."""
    size = Size(documents=1, k=3, c=4, created=5, adopted=5, edited=1)
    with github() as stage:
        lived = cases("github", stage, tmp_path_factory.mktemp("company"), size)
        yield {case.key: case.log for case in lived}


def test_a_quiet_pass(logs: Mapping[str, Sequence[str]]) -> None:
    """One list of what changed since the last one, no comments, nothing else."""
    assert logs["quiet"] == [_since("09:19:54")]


def test_a_full_scan(logs: Mapping[str, Sequence[str]]) -> None:
    """Without a store everything with the label is listed; nobody is asked who is who."""
    assert logs["full"] == [EVERYTHING]


def test_a_pass_after_people_worked(logs: Mapping[str, Sequence[str]]) -> None:
    """What changed, and then all comments since, for all tickets at once; nothing is written."""
    said = "GET /repos/acme/pay/issues/comments?direction=asc&per_page=100"
    since = "&since=2026-03-02T09%3A39%3A54Z&sort=created"
    assert logs["changed"] == [_since("09:39:54"), said + since]


def test_making_tickets(logs: Mapping[str, Sequence[str]]) -> None:
    """One request each: labels, assignee, back-link and marker travel along."""
    assert logs["create"] == [_since("09:49:54"), *["POST /repos/acme/pay/issues"] * 5]


def test_adopting_a_ticket(logs: Mapping[str, Sequence[str]]) -> None:
    """Read by its number once, written to as little as can be, and then never asked for again."""
    hand_made = range(11, 16)
    assert logs["adopt"] == [
        _since("10:09:54"),
        *(f"GET /repos/acme/pay/issues/{n}" for n in hand_made),
        *(line for n in hand_made for line in _adopted(n)),
    ]
    assert logs["adopted"] == [_since("10:29:54")]


def test_another_category(logs: Mapping[str, Sequence[str]]) -> None:
    """One label goes and one comes; other people's labels are in neither request."""
    assert logs["labels"] == [
        _since("10:39:54"),
        "DELETE /repos/acme/pay/issues/2/labels/category%2Fdetect",
        "POST /repos/acme/pay/issues/2/labels",
    ]


def test_another_owner(logs: Mapping[str, Sequence[str]]) -> None:
    """The new owner is added before the old one is taken away; others stay."""
    assert logs["owner"] == [
        _since("10:59:54"),
        "POST /repos/acme/pay/issues/1/assignees",
        "DELETE /repos/acme/pay/issues/1/assignees",
    ]
