"""Disks that are full, read-only or broken in the middle of a write."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from syncd.model import EditTicket, TicketEdit
from syncd.ports import AgainError, DeniedError, PortError
from syncd_files import disk
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

FAULTS = [
    (errno.ENOSPC, AgainError, "free some space"),
    (errno.EROFS, DeniedError, "mount it writable"),
    (errno.EACCES, DeniedError, "permission"),
    (errno.EIO, AgainError, "check the disk"),
]


def fail(monkeypatch: pytest.MonkeyPatch, call: str, code: int, *, after: int = 0) -> None:
    """Let `os.<call>` answer an error from the call after the first `after` on."""
    real = getattr(os, call)
    calls = 0

    def failing(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > after:
            raise OSError(code, os.strerror(code))
        return real(*args, **named)

    monkeypatch.setattr(os, call, failing)


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "fchmod"])
@pytest.mark.parametrize(("code", "verdict", "way_out"), FAULTS)
def test_a_document_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int,
    verdict: type[PortError], way_out: str,
) -> None:  # fmt: skip
    """After a failed write the old bytes are there, alone, and the error names file and way out."""
    file = put(tmp_path, "pm/a.md", "old")
    fail(monkeypatch, call, code)
    with pytest.raises(verdict, match=rf"^pm/a\.md: cannot write it: .*{way_out}"):
        source(tmp_path).write("a.md", b"new", disk.revision_of(b"old"))
    assert file.read_text() == "old"
    assert names(tmp_path) == ["pm/a.md"]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize(("code", "verdict", "way_out"), FAULTS)
def test_a_ticket_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int,
    verdict: type[PortError], way_out: str,
) -> None:  # fmt: skip
    """After a failed edit the old bytes are there, alone, and the error names file and way out."""
    file = put_ticket(tmp_path)
    found = ticket(fetched(tracker(tmp_path), "PAY-12"))
    fail(monkeypatch, call, code)
    with pytest.raises(verdict, match=rf"^tickets/PAY/PAY-12\.md: cannot write it: .*{way_out}"):
        carried(tracker(tmp_path), EditTicket(found.ref, TicketEdit(assignee="li"), found.revision))
    assert file.read_text() == TICKET
    assert names(tmp_path) == ["tickets/PAY/PAY-12.md"]


@pytest.mark.parametrize("call", ["write", "fsync", "link"])
@pytest.mark.parametrize("unnamed", [True, False])
@pytest.mark.parametrize(("code", "verdict", "way_out"), FAULTS)
def test_no_half_ticket_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, unnamed: bool, code: int,
    verdict: type[PortError], way_out: str,
) -> None:  # fmt: skip
    """After a failed create there is no ticket; afterwards the same tracker makes it."""
    put_ticket(tmp_path)
    ours = tracker(tmp_path)
    if not unnamed:
        without_unnamed_files(monkeypatch)
    with monkeypatch.context() as faulty:
        fail(faulty, call, code)
        with pytest.raises(
            verdict, match=rf"^tickets/PAY: cannot make a ticket there: .*{way_out}"
        ):
            carried(ours, drafted("PM-1-01"))
    assert names(tmp_path) == ["tickets/PAY/PAY-12.md"]
    assert carried(ours, drafted("PM-1-01")).ticket.ref.key == "PAY-13"


def without_unnamed_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a file system that has no O_TMPFILE, such as NFS."""
    real = os.open

    def opening(path: Any, flags: int, *args: Any, **named: Any) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")
        return real(path, flags, *args, **named)

    monkeypatch.setattr(os, "open", opening)


def test_tickets_are_made_without_unnamed_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where files cannot be made without a name a ticket is the same, and nothing is left."""
    first = carried(tracker(tmp_path), drafted("PM-1-01")).ticket
    without_unnamed_files(monkeypatch)
    second = carried(tracker(tmp_path), drafted("PM-1-02")).ticket
    assert tickets(tmp_path) == [first, second]
    files = sorted((tmp_path / "tickets/PAY").iterdir())
    assert [file.name for file in files] == ["PAY-1.md", "PAY-2.md"]
    assert files[0].stat().st_mode == files[1].stat().st_mode


def test_short_writes_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that takes a few bytes at a time gets them all."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data[:7])))
    made = carried(tracker(tmp_path), drafted("PM-1-01")).ticket
    monkeypatch.undo()
    assert tickets(tmp_path) == [made]


def test_a_disk_that_cannot_sync_folders_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the new bytes are in place the write happened, and is not reported as failed."""
    file = put(tmp_path, "pm/a.md", "old")
    fail(monkeypatch, "fsync", errno.EINVAL, after=1)
    revision = source(tmp_path).write("a.md", b"new", disk.revision_of(b"old"))
    assert (file.read_bytes(), revision) == (b"new", disk.revision_of(b"new"))


@pytest.mark.parametrize("act", ["read", "scan", "get", "find", "create"])
def test_a_closed_folder_is_a_denial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """A folder without permission is a denial that names it, whatever was asked for."""
    put_ticket(tmp_path)
    put(tmp_path, "pm/a.md")
    fail(monkeypatch, "open", errno.EACCES)
    ours = tracker(tmp_path)
    acts: dict[str, Callable[[], object]] = {
        "read": lambda: source(tmp_path).read("a.md"),
        "scan": lambda: tickets(tmp_path),
        "get": lambda: fetched(ours, "PAY-12"),
        "find": lambda: ours.find("PAY", "PM-1-01", within=60),
        "create": lambda: carried(ours, drafted("PM-1-01")),
    }
    with pytest.raises(DeniedError, match=r"^(?:tickets/PAY|pm/a\.md).*permission"):
        acts[act]()
