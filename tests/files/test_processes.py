"""Several processes at once, and processes that are killed: nothing is lost, doubled or left."""

from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from syncd.model import EditTicket, TicketEdit
from tests.files import workers
from tests.files.making import (
    TICKET,
    carried,
    drafted,
    fetched,
    names,
    put,
    put_ticket,
    source,
    ticket,
    tickets,
    tracker,
)

_SPAWN = get_context("spawn")


def together(target: Callable[..., None], *arguments: tuple[Any, ...]) -> list[int | None]:
    """Run one process for each set of arguments at the same time; their exit codes."""
    processes = [_SPAWN.Process(target=target, args=args) for args in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


def test_processes_that_create_the_same_items(tmp_path: Path) -> None:
    """Four processes that make the same 30 items make exactly 30 tickets."""
    items = [f"PM-1-{number:02}" for number in range(1, 31)]
    orders = [items, items[::-1], items[10:] + items[:10], items[::2] + items[1::2]]
    assert together(workers.create_all, *((tmp_path, order) for order in orders)) == [0, 0, 0, 0]
    assert sorted(found.identity.item for found in tickets(tmp_path) if found.identity) == items
    assert len(names(tmp_path)) == 30


def test_processes_that_edit_the_same_ticket(tmp_path: Path) -> None:
    """Of two edits based on one revision one is stale, so that in the end both are there."""
    put_ticket(tmp_path)
    labels = [[f"{name}{number}" for number in range(10)] for name in "xyz"]
    assert together(workers.add_labels, *((tmp_path, some) for some in labels)) == [0, 0, 0]
    (found,) = tickets(tmp_path)
    assert found.labels == {"post-mortem", "priority/P0", "ours"}.union(*labels)
    assert names(tmp_path) == ["tickets/PAY/PAY-12.md"]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("act", ["edit", "document"])
def test_a_kill_during_a_write(tmp_path: Path, call: str, act: str) -> None:
    """A process killed between the steps leaves the old bytes, and the next write tidies up."""
    file = put_ticket(tmp_path)
    document = put(tmp_path, "pm/a.md", "old")
    assert together(workers.die_at, (tmp_path, call, act)) == [9]
    assert file.read_text() == TICKET
    assert document.read_text() == "old"
    found = ticket(fetched(tracker(tmp_path), "PAY-12"))
    carried(tracker(tmp_path), EditTicket(found.ref, TicketEdit(assignee="li"), found.revision))
    read = source(tmp_path).read("a.md")
    assert read is not None
    source(tmp_path).write("a.md", b"new", read.revision)
    assert names(tmp_path) == ["pm/a.md", "tickets/PAY/PAY-12.md"]


@pytest.mark.parametrize("call", ["write", "fsync", "link"])
def test_a_kill_during_a_create(tmp_path: Path, call: str) -> None:
    """A process killed before the ticket has its name leaves nothing at all."""
    put_ticket(tmp_path)
    assert together(workers.die_at, (tmp_path, call, "create")) == [9]
    assert names(tmp_path) == ["tickets/PAY/PAY-12.md"]
    assert not carried(tracker(tmp_path), drafted("PM-1-01")).existed


def test_a_kill_between_the_two_names_of_a_ticket(tmp_path: Path) -> None:
    """Without unnamed files a kill can leave a second name, which the next edit removes."""
    process = _SPAWN.Process(
        target=workers.die_at, args=(tmp_path, "unlink", "create"), kwargs={"unnamed": False}
    )
    process.start()
    process.join(60)
    assert process.exitcode == 9
    (found,) = tickets(tmp_path)
    assert len(names(tmp_path)) == 2
    carried(tracker(tmp_path), EditTicket(found.ref, TicketEdit(assignee="li"), found.revision))
    assert names(tmp_path) == ["tickets/PAY/PAY-1.md"]
    assert tickets(tmp_path)[0].assignee == "li"
