"""Documents read as they lie on this machine: no tracker, no memory, no network.

In: the sources of a configuration, or files wherever they are. Out: a `Reading` of documents.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from syncd.config import Settings
from syncd.model import Document, DocumentKey, Problem, SourceError
from syncd.passes.parse import parse
from syncd.passes.pull import Progress, Reading
from syncd.passes.world import UnknownTargetError
from syncd.ports import Gate, PortError, PostMortemSource

NAMED = "FILE"  # the source of what no source of the configuration holds

_SUFFIX = ".md"


def open_sources(settings: Settings) -> Mapping[str, PostMortemSource]:
    """The sources of a configuration, by name."""
    return {
        name: source.open(Gate(name), settings.labels) for name, source in settings.sources.items()
    }


def read_sources(
    sources: Mapping[str, PostMortemSource], headings: tuple[str, ...], progress: Progress
) -> Reading:
    """Read every document of every source."""
    reading = Reading()
    for name, source in sources.items():
        whole = False
        try:
            for page in source.scan({}):
                for document in page.documents:
                    _add(reading, document, headings)
                    progress(len(reading.post_mortems), 0, f"reading {name}")
                for lost in page.unreadable:
                    problem = Problem("unreadable-post-mortem", 1, lost.message, lost.hint)
                    reading.problems[DocumentKey(name, lost.path)] = problem
                whole = page.last
        except PortError as error:
            reading.errors.append(SourceError(name, str(error)))
        else:
            if not whole:
                message = "a part could not be read, see the findings"
                reading.errors.append(SourceError(name, message))
        reading.complete &= whole
    return reading


def read_files(
    files: Iterable[Path],
    reading: Reading,
    folders: Mapping[str, Path],
    headings: tuple[str, ...],
    *,
    here: Path,
    sources_only: bool,
) -> Collection[DocumentKey]:
    """Read the files and folders that somebody named, as far as `reading` lacks them.

    Gives the key of each of them. `folders` are those of the sources: a file in one of them
    belongs to that source; any other is known by its path from `here`. With `sources_only`
    what the sources leave out is left out, named or not.

    Raises:
        UnknownTargetError: something named is not there.
    """
    keys = set()
    for file in _each(files, here):
        key = _key_of(file, folders, here)
        if key not in reading.post_mortems and key not in reading.problems:
            if sources_only:
                continue
            _read(reading, file, key, headings)
        keys.add(key)
    return keys


def _each(files: Iterable[Path], here: Path) -> Iterable[Path]:
    for named in files:
        file = Path(os.path.normpath(here / named))
        if file.is_dir():
            yield from _documents_in(file)
        elif os.path.lexists(file):
            yield file
        else:
            raise UnknownTargetError(f"{named}: there is no such file or folder")


def _documents_in(folder: Path) -> Sequence[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(place, name)
            for name in sorted(names)
            if name.endswith(_SUFFIX) and not name.startswith(".")
        ]
    return found


def _key_of(file: Path, folders: Mapping[str, Path], here: Path) -> DocumentKey:
    file = _real(file.parent) / file.name
    held = {name: _real(here / folder) for name, folder in folders.items()}
    holders = {name: folder for name, folder in held.items() if file.is_relative_to(folder)}
    if holders:  # of sources within each other the inner one
        name = max(holders, key=lambda name: len(holders[name].parts))
        return DocumentKey(name, file.relative_to(holders[name]).as_posix())
    start = _real(here)
    return DocumentKey(
        NAMED, (file.relative_to(start) if file.is_relative_to(start) else file).as_posix()
    )


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _read(reading: Reading, file: Path, key: DocumentKey, headings: tuple[str, ...]) -> None:
    try:
        content = _bytes_of(file)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        hint = "name a file that can be read"
        reading.problems[key] = Problem("unreadable-post-mortem", 1, message, hint)
    else:
        _add(reading, Document(key.source, key.path, content, "", key.path), headings)


def _bytes_of(file: Path) -> bytes:
    if not file.is_file():  # reading a pipe would wait for its other end
        raise OSError("not a regular file")
    return file.read_bytes()


def _add(reading: Reading, document: Document, headings: tuple[str, ...]) -> None:
    key = DocumentKey(document.source, document.path)
    read = parse(document, headings)
    if read.post_mortem is not None:
        reading.post_mortems[key] = read.post_mortem
    elif read.problem is not None:
        reading.problems[key] = read.problem
