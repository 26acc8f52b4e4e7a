"""Post-mortems as Markdown files below one folder."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from syncd.model import Document
from syncd.ports import (
    AgainError,
    Check,
    DeniedError,
    DocumentPage,
    Opening,
    PortError,
    RejectedError,
    StaleError,
    UnreadableDocument,
    globs,
)
from syncd_files import disk
from syncd_files.settings import SourceSettings


class FileSource:
    """The port `PostMortemSource` over a folder; a path is unique below that folder."""

    def __init__(self, opening: Opening, settings: SourceSettings) -> None:
        """Nothing is looked at before it is asked for."""
        self.name = opening.name
        self.writable = settings.write == "always"
        self._folder = str(folder_of(opening, settings))
        self._url_base = settings.url_base
        from_root = os.path.relpath(self._folder, opening.root).replace(os.sep, "/")
        self._from_root = "" if from_root == "." else f"{from_root}/"
        self._counts = globs.chooser(settings.include, settings.exclude)

    def scan(self, known: Mapping[str, str]) -> Iterator[DocumentPage]:
        """Yield every document in the order of the paths, the unchanged ones by path only."""
        documents: list[Document] = []
        unchanged: list[str] = []
        unreadable: list[UnreadableDocument] = []
        complete = True
        for path in self._walk():
            if isinstance(path, UnreadableDocument):
                unreadable.append(path)
                complete = False  # what is below that folder is not known to be absent
                continue
            try:
                content = _read(f"{self._folder}/{path}", path)
            except FileNotFoundError:
                continue
            except disk.UnreadableError as error:
                unreadable.append(UnreadableDocument(_shown(path), error.message, error.hint))
                continue
            revision = disk.revision_of(content)
            if known.get(path) == revision:
                unchanged.append(path)
            else:
                documents.append(self._document(path, content, revision))
            if len(documents) + len(unchanged) + len(unreadable) >= disk.PAGE:
                yield DocumentPage(tuple(documents), tuple(unchanged), tuple(unreadable))
                documents, unchanged, unreadable = [], [], []
        yield DocumentPage(tuple(documents), tuple(unchanged), tuple(unreadable), last=complete)

    def read(self, path: str) -> Document | None:
        """The document as it is now; None if it is not there.

        Raises:
            PortError: it is there and cannot be read.
        """
        above, name = self._split(path)
        try:
            with disk.open_folder(self._folder, above) as folder:
                content = disk.read(name, folder)
        except FileNotFoundError:
            return None
        except disk.UnreadableError as error:
            raise AgainError(f"{self._shown(path)}: {error.message}; {error.hint}") from error
        except OSError as error:
            raise disk.verdict(error, self._shown(path), "read it") from error
        return self._document(path, content, disk.revision_of(content))

    def write(self, path: str, content: bytes, based_on: str) -> str:
        """Replace a document whose revision is still `based_on`; return the new revision.

        Raises:
            StaleError: it is another by now, or gone; nothing was written.
            PortError: it could not be written; nothing was.
        """
        shown = self._shown(path)
        if not self.writable:
            raise DeniedError(f'{shown}: not written: sources.{self.name}.write is "never"')
        above, name = self._split(path)
        try:
            with disk.open_folder(self._folder, above, lock=True) as folder:
                if disk.revision_of(disk.read(name, folder)) != based_on:
                    raise StaleError(f"{shown}: somebody changed it meanwhile; read it again")
                disk.replace(folder, name, content)
        except FileNotFoundError as error:
            raise StaleError(f"{shown}: it is gone; read the folder again") from error
        except disk.UnreadableError as error:
            raise RejectedError(f"{shown}: {error.message}; {error.hint}") from error
        except RejectedError as error:
            raise RejectedError(f"{shown}: {error}") from error
        except OSError as error:
            raise disk.verdict(error, shown, "write it") from error
        return disk.revision_of(content)

    def check(self) -> Sequence[Check]:
        """What `syncd doctor` says: whether the folder can be read, and written if wanted."""
        subject = f"sources.{self.name}"
        try:
            pages = list(self.scan({}))
        except PortError as error:
            return [Check(subject, ok=False, message=str(error))]
        paths = [document.path for page in pages for document in page.documents]
        checks = [
            Check(subject, ok=False, message=f"{found.path}: {found.message}", hint=found.hint)
            for page in pages
            for found in page.unreadable
        ]
        hint = None if paths else f"check sources.{self.name}.path and include"
        noun = "document" if len(paths) == 1 else "documents"
        message = f"{len(paths)} {noun} in {self._folder}"
        checks.append(Check(subject, ok=bool(paths), message=message, hint=hint))
        folders = sorted({f"{self._folder}/{path}".rpartition("/")[0] for path in paths})
        if self.writable:
            checks += [
                Check(
                    subject,
                    ok=False,
                    message=f"{folder} cannot be written",
                    hint=f'give permission, or set sources.{self.name}.write = "never"',
                )
                for folder in folders
                if not os.access(folder, os.W_OK | os.X_OK)
            ]
        return checks

    def _walk(self) -> Iterator[str | UnreadableDocument]:
        """The paths of all files that count, and the folders that cannot be read."""
        pending = [""]
        while pending:
            path = pending.pop()
            if path and not path.endswith("/"):
                yield path
                continue
            try:
                with os.scandir(f"{self._folder}/{path}") as entries:
                    found = [
                        f"{path}{entry.name}/"
                        if entry.is_dir(follow_symlinks=False)
                        else f"{path}{entry.name}"
                        for entry in entries
                        if not entry.name.startswith(".")
                        and (
                            entry.is_dir(follow_symlinks=False)
                            or (
                                entry.is_file(follow_symlinks=False)
                                and self._counts(f"{path}{entry.name}")
                            )
                        )
                    ]
            except OSError as error:
                if not path:
                    raise self._missing(error) from error
                if not isinstance(error, FileNotFoundError):
                    message = f"folder cannot be read: {error.strerror}"
                    hint = "give the user that syncd runs as permission to read it"
                    yield UnreadableDocument(_shown(path), message, hint)
                continue
            pending += sorted(found, reverse=True)

    def _missing(self, error: OSError) -> PortError:
        key = f"sources.{self.name}.path"
        message = f"{self._folder}: {error.strerror}"
        if isinstance(error, PermissionError):
            return DeniedError(f"{message}; give syncd's user permission, or correct {key}")
        return PortError(f"{message}; create the folder, or correct {key}")

    def _document(self, path: str, content: bytes, revision: str) -> Document:
        from_root = f"{self._from_root}{path}"
        return Document(
            source=self.name,
            path=path,
            content=content,
            revision=revision,
            url=f"{self._url_base}{quote(path)}" if self._url_base else from_root,
            folder=from_root.rpartition("/")[0] or ".",
        )

    def _split(self, path: str) -> tuple[str, str]:
        parts = path.split("/")
        if any(part in {"", ".", ".."} or "\0" in part for part in parts):
            raise RejectedError(f"{path!r} is no path below {self._folder}")
        return "/".join(parts[:-1]), parts[-1]

    def _shown(self, path: str) -> str:
        return f"{self._from_root}{path}"


def folder_of(opening: Opening, settings: SourceSettings) -> Path:
    """Where the post-mortems are."""
    return opening.root / settings.path


def _read(file: str, path: str) -> bytes:
    if not path.isascii():
        try:
            path.encode()
        except UnicodeEncodeError as error:
            message = "the name is not valid UTF-8"
            raise disk.UnreadableError(message, "rename the file") from error
    return disk.read(file)


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
