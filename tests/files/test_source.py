"""Post-mortems in a folder: what is read, what is not, and how they are written."""

import os
import stat
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from syncd.model import Document
from syncd.ports import (
    DeniedError,
    Opening,
    PortError,
    RejectedError,
    StaleError,
    UnreadableDocument,
)
from syncd_files import disk
from syncd_files.settings import SourceSettings
from syncd_files.source import FileSource
from tests.files.making import names, put, source


def documents(docs: FileSource) -> list[Document]:
    return [document for page in docs.scan({}) for document in page.documents]


def unreadable(docs: FileSource) -> list[UnreadableDocument]:
    return [found for page in docs.scan({}) for found in page.unreadable]


def test_documents_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """A scan yields every Markdown file by path, and proves that there is nothing else."""
    for path in ("pm/b.md", "pm/a/z.md", "pm/a-b.md", "pm/a.md", "pm/note.txt", "pm/.hidden.md",
                 "pm/.git/x.md", "pm/.syncd-0123456789abcdef.tmp"):  # fmt: skip
        put(tmp_path, path, path)
    found = documents(source(tmp_path))
    assert [document.path for document in found] == ["a-b.md", "a.md", "a/z.md", "b.md"]
    assert found[2].content == b"pm/a/z.md"
    assert [page.last for page in source(tmp_path).scan({})] == [True]


def test_known_revisions_are_unchanged(tmp_path: Path) -> None:
    """A file whose revision the caller knows comes by path only, whatever its times are."""
    put(tmp_path, "pm/a.md", "a")
    file = put(tmp_path, "pm/b.md", "b")
    known = {document.path: document.revision for document in documents(source(tmp_path))}
    times = file.stat()
    file.write_bytes(b"c")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    (page,) = source(tmp_path).scan(known)
    assert page.unchanged == ("a.md",)
    assert [document.content for document in page.documents] == [b"c"]


def test_pages_stream(tmp_path: Path) -> None:
    """Many documents come in pages, and only the last one proves absence."""
    for number in range(disk.PAGE + 1):
        put(tmp_path, f"pm/{number:04}.md")
    pages = list(source(tmp_path).scan({}))
    assert [(len(page.documents), page.last) for page in pages] == [(disk.PAGE, False), (1, True)]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["**/*.md"], [], ["a.md", "x/a.md", "x/y/b.md"]),
        (["*.md"], [], ["a.md"]),
        (["x/**"], [], ["x/a.md", "x/y/b.md"]),
        (["**/y/*.md", "a.*"], [], ["a.md", "x/y/b.md"]),
        (["**/[!b].md"], [], ["a.md", "x/a.md"]),
        (["**/?.md"], ["x/*", "**/b.md"], ["a.md"]),
        (["**"], ["**/*.md"], ["c.[md"]),
        (["c.[md", "[]"], [], ["c.[md"]),
        ([], [], []),
    ],
)
def test_globs_choose(
    tmp_path: Path, include: Sequence[str], exclude: Sequence[str], expected: list[str]
) -> None:
    """Stars stay within a folder, two stars cross them, exclude wins."""
    for path in ("a.md", "x/a.md", "x/y/b.md", "c.[md"):
        put(tmp_path, f"pm/{path}")
    found = documents(source(tmp_path, include=tuple(include), exclude=tuple(exclude)))
    assert [document.path for document in found] == expected


def test_a_glob_that_is_none_is_refused() -> None:
    """A glob that cannot be understood is an error of the configuration."""
    with pytest.raises(ValidationError, match=r"'\[z-a\]' is no glob"):
        SourceSettings(path=Path("pm"), include=("[z-a]",))


@pytest.mark.parametrize(
    ("root", "base", "url", "folder"),
    [
        (".", "", "pm/2026/a b.md", "pm/2026"),
        (".", "https://x.org/", "https://x.org/2026/a%20b.md", "pm/2026"),
        ("pm", "", "2026/a b.md", "2026"),
        ("conf", "", "../pm/2026/a b.md", "../pm/2026"),
    ],
)
def test_urls_and_folders(tmp_path: Path, root: str, base: str, url: str, folder: str) -> None:
    """A URL is the base and the path, else the path from the root, as relative links need it."""
    put(tmp_path, "pm/2026/a b.md")
    (tmp_path / "conf").mkdir()
    path = Path(os.path.relpath(tmp_path / "pm", tmp_path / root))
    settings = SourceSettings(path=path, url_base=base)
    (found,) = documents(FileSource(Opening("docs", tmp_path / root), settings))
    assert (found.url, found.folder) == (url, folder)


def test_links_and_special_files_are_passed_by(tmp_path: Path) -> None:
    """Symbolic links are not followed, and a pipe does not hold up the scan."""
    put(tmp_path, "elsewhere/secret.md")
    put(tmp_path, "pm/a.md")
    (tmp_path / "pm/link.md").symlink_to("../elsewhere/secret.md")
    (tmp_path / "pm/folder").symlink_to("../elsewhere")
    (tmp_path / "pm/loop").symlink_to(".")
    os.mkfifo(tmp_path / "pm/pipe.md")
    assert [document.path for document in documents(source(tmp_path))] == ["a.md"]
    with pytest.raises(PortError, match="not followed"):
        source(tmp_path).read("folder/secret.md")
    with pytest.raises(PortError, match="a symbolic link"):
        source(tmp_path).read("link.md")
    with pytest.raises(PortError, match="not a regular file"):
        source(tmp_path).read("pipe.md")


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A file of more than 5 MB is unreadable, and the others go on."""
    put(tmp_path, "pm/a.md")
    with put(tmp_path, "pm/big.md").open("ab") as file:
        file.truncate(disk.MAX_BYTES + 1)
    assert [found.path for found in unreadable(source(tmp_path))] == ["big.md"]
    assert [document.path for document in documents(source(tmp_path))] == ["a.md"]


def test_names_that_are_not_utf_8_are_unreadable(tmp_path: Path) -> None:
    """A file whose name is no text is named readably and not read."""
    put(tmp_path, "pm/a.md")
    with open(os.fsencode(tmp_path / "pm") + b"/b\xff.md", "wb"):  # noqa: PTH123  not a str
        pass
    (found,) = unreadable(source(tmp_path))
    assert (found.path, found.hint) == (r"b\xff.md", "rename the file")


@pytest.mark.parametrize("name", ["closed.md", "closed"])
def test_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A file without permission is unreadable; below a folder without it nothing is absent."""
    put(tmp_path, "pm/a.md")
    put(tmp_path, f"pm/{name}" if name.endswith(".md") else f"pm/{name}/b.md")
    _deny(monkeypatch, name)
    (page,) = source(tmp_path).scan({})
    assert [found.path.rstrip("/") for found in page.unreadable] == [name]
    assert "permission" in page.unreadable[0].hint
    assert [document.path for document in page.documents] == ["a.md"]
    assert page.last == name.endswith(".md")


def _deny(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Permissions mean nothing to root, so what the system would answer is put in its place."""
    for call in (os.open, os.scandir):

        def denying(path: str, *args: object, call: object = call, **named: object) -> object:
            if isinstance(path, str) and path.rstrip("/").endswith(name):
                raise PermissionError(13, "Permission denied", path)
            return call(path, *args, **named)  # type: ignore[operator]

        monkeypatch.setattr(os, call.__name__, denying)


def test_a_missing_folder_is_named_with_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A configured folder that is not there, no folder, or closed stops the source and says so."""
    with pytest.raises(
        PortError, match=r"pm: No such file.*create the folder.*sources\.docs\.path"
    ):
        list(source(tmp_path).scan({}))
    file = put(tmp_path, "pm")
    with pytest.raises(PortError, match=r"pm: Not a directory.*sources\.docs\.path"):
        list(source(tmp_path).scan({}))
    file.unlink()
    file.mkdir()
    _deny(monkeypatch, "pm")
    with pytest.raises(DeniedError, match=r"pm: Permission denied.*sources\.docs\.path"):
        list(source(tmp_path).scan({}))


def test_a_file_that_vanishes_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that goes between the listing and the reading was simply never there."""
    put(tmp_path, "pm/a.md")
    put(tmp_path, "pm/b.md")
    pages = []
    read = disk.read

    def reading(name: str, folder: int | None = None) -> bytes:
        (tmp_path / "pm/b.md").unlink(missing_ok=True)
        return read(name, folder)

    monkeypatch.setattr(disk, "read", reading)
    pages = list(source(tmp_path).scan({}))
    assert [document.path for page in pages for document in page.documents] == ["a.md"]
    assert pages[-1].last


def test_a_document_is_read_by_path(tmp_path: Path) -> None:
    """One document as it is now; None when it is not there; never one outside the folder."""
    put(tmp_path, "pm/x/a.md", "one")
    put(tmp_path, "outside.md")
    document = source(tmp_path).read("x/a.md")
    assert document == documents(source(tmp_path))[0]
    assert source(tmp_path).read("x/b.md") is None
    assert source(tmp_path).read("y/b.md") is None
    with pytest.raises(RejectedError, match="no path below"):
        source(tmp_path).read("../outside.md")


def test_a_write_replaces_what_was_read(tmp_path: Path) -> None:
    """A write gives the new revision, keeps the mode, and leaves nothing beside the file."""
    file = put(tmp_path, "pm/x/a.md", "one")
    file.chmod(0o640)
    put(tmp_path, f"pm/x/.syncd-{disk.revision_of(b'a.md')[:16]}.tmp", "left by a kill")
    docs = source(tmp_path)
    (document,) = documents(docs)
    revision = docs.write("x/a.md", b"two\r\n", document.revision)
    assert file.read_bytes() == b"two\r\n"
    assert documents(docs)[0].revision == revision
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert names(tmp_path) == ["pm/x/a.md"]


def test_a_lost_race_is_stale(tmp_path: Path) -> None:
    """What somebody else changed or removed meanwhile is not written over."""
    file = put(tmp_path, "pm/a.md", "one")
    docs = source(tmp_path)
    (document,) = documents(docs)
    file.write_bytes(b"theirs")
    with pytest.raises(StaleError, match=r"pm/a.md: somebody changed it"):
        docs.write("a.md", b"ours", document.revision)
    assert file.read_bytes() == b"theirs"
    file.unlink()
    with pytest.raises(StaleError, match="gone"):
        docs.write("a.md", b"ours", document.revision)
    assert names(tmp_path) == []


def test_threads_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Of many writes based on one revision exactly one happens."""
    put(tmp_path, "pm/a.md", "one")
    (document,) = documents(source(tmp_path))
    won: list[bytes] = []

    def write(content: bytes) -> None:
        try:
            source(tmp_path).write("a.md", content, document.revision)
        except StaleError:
            return
        won.append(content)

    threads = [threading.Thread(target=write, args=(b"%d" % number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert documents(source(tmp_path))[0].content == won[0]


def test_linked_files_are_not_replaced(tmp_path: Path) -> None:
    """Replacing a file with two names would part them: it is refused politely."""
    file = put(tmp_path, "pm/a.md", "one")
    (tmp_path / "pm/b.md").hardlink_to(file)
    with pytest.raises(RejectedError, match=r"pm/a.md: a symbolic or hard link"):
        source(tmp_path).write("a.md", b"two", disk.revision_of(b"one"))
    assert file.read_bytes() == b"one"
    assert names(tmp_path) == ["pm/a.md", "pm/b.md"]


def test_write_never(tmp_path: Path) -> None:
    """A source that may not be written says so and is not."""
    file = put(tmp_path, "pm/a.md", "one")
    docs = source(tmp_path, write="never")
    assert not docs.writable
    with pytest.raises(DeniedError, match=r"sources\.docs\.write"):
        docs.write("a.md", b"two", disk.revision_of(b"one"))
    assert file.read_bytes() == b"one"


def test_doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor counts documents, and names what cannot be read, written or found."""
    (missing,) = source(tmp_path).check()
    assert not missing.ok
    put(tmp_path, "pm/x/a.md")
    (fine,) = source(tmp_path).check()
    assert fine.ok
    assert fine.message.startswith("1 document in")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "x cannot be written" in source(tmp_path).check()[1].message
