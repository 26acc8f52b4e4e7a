"""Bytes on disk: bounded reads, folder locks, and writes that happen whole or not at all."""

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from syncd.ports import AgainError, DeniedError, PortError, RejectedError

MAX_BYTES = 5 * 1024 * 1024
PAGE = 200

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_UNNAMED = getattr(os, "O_TMPFILE", 0)  # Linux has it, and not on every file system
_NO_UNNAMED_FILES = frozenset({errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL})


class UnreadableError(Exception):
    """A file is there, but its bytes cannot be had; the hint says the way out."""

    def __init__(self, message: str, hint: str) -> None:
        """`message` and `hint` do not name the file: the caller knows best how to."""
        super().__init__(message)
        self.message = message
        self.hint = hint


def revision_of(content: bytes) -> str:
    """The revision of a file: what it says, and nothing else."""
    return hashlib.sha256(content).hexdigest()[:32]


def read(name: str, folder: int | None = None) -> bytes:
    """All bytes of a regular file; `folder` is the descriptor of where a bare name is.

    Raises:
        FileNotFoundError: it is not there (any more).
        UnreadableError: it is too large, not a regular file, or may not be read.
    """
    try:
        file = os.open(name, _READ, dir_fd=folder)
        try:
            found = os.fstat(file)
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableError("not a regular file", "put a file there, or remove it")
            if found.st_size > MAX_BYTES:
                raise UnreadableError(
                    f"{found.st_size / 1024 / 1024:.1f} MB, more than {MAX_BYTES // 1024 // 1024}",
                    "move what is large (images, logs) into files of their own",
                )
            return _all_of(file, found.st_size)
        finally:
            os.close(file)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnreadableError("a symbolic link", "put the file itself there") from error
        hint = "give the user that syncd runs as permission to read it"
        if not isinstance(error, PermissionError):
            hint = "check the disk"
        raise UnreadableError(f"cannot be read: {error.strerror}", hint) from error


def _all_of(file: int, size: int) -> bytes:
    content = os.read(file, size + 1)
    if len(content) == size:
        return content
    parts = [content]  # it is being written to at this moment
    while parts[-1] and sum(map(len, parts)) <= MAX_BYTES:
        parts.append(os.read(file, MAX_BYTES))
    return b"".join(parts)


@contextmanager
def open_folder(path: str, below: str = "", *, lock: bool = False) -> Iterator[int]:
    """A descriptor of the folder `below` (with `/`) the folder `path`, locked if asked for.

    The lock is on the folder itself, so that no lock file is left behind; it holds against
    other threads as well as other processes. Symbolic links below `path` are refused.
    """
    folder = os.open(path, _FOLDER)
    try:
        for part in below.split("/") if below else ():
            above = folder
            folder = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
            os.close(above)
        if lock:
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def replace(folder: int, name: str, content: bytes) -> None:
    """Put new content in the place of a file, in a folder that the caller has locked.

    Raises:
        RejectedError: replacing it would break a link; the message does not name the file.
        OSError: it could not be written; the file is as it was.
    """
    _tidied(folder, name)
    before = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISREG(before.st_mode) or before.st_nlink > 1:
        message = "a symbolic or hard link, and replacing it would part it from its other name"
        raise RejectedError(f"{message}: put a file of its own there")
    with _temporary(folder, name, 0o600) as (temporary, file):
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.fchown(file, before.st_uid, before.st_gid)
        os.fchmod(file, stat.S_IMODE(before.st_mode))
        _write(file, content)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    _settle(folder)


def create(folder: int, name: str, content: bytes) -> None:
    """Make a file that must not exist yet, in a folder that the caller has locked.

    Raises:
        FileExistsError: it does.
        OSError: it could not be written; there is no such file.
    """
    if not _created_unnamed(folder, name, content):
        with _temporary(folder, name, 0o666) as (temporary, file):
            _write(file, content)
            os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            os.unlink(temporary, dir_fd=folder)
    _settle(folder)


def _created_unnamed(folder: int, name: str, content: bytes) -> bool:
    """Whether it could be made without a name at first, so that a kill leaves nothing."""
    if not _UNNAMED:
        return False
    try:
        file = os.open(".", _UNNAMED | os.O_WRONLY | os.O_CLOEXEC, 0o666, dir_fd=folder)
    except OSError as error:
        if error.errno in _NO_UNNAMED_FILES:
            return False
        raise
    try:
        _write(file, content)
        os.link(f"/proc/self/fd/{file}", name, dst_dir_fd=folder, follow_symlinks=True)
    except FileNotFoundError:  # no /proc here
        return False
    finally:
        os.close(file)
    return True


@contextmanager
def _temporary(folder: int, name: str, mode: int) -> Iterator[tuple[str, int]]:
    temporary = _tidied(folder, name)
    file = os.open(temporary, _NEW, mode, dir_fd=folder)
    try:
        yield temporary, file
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise
    finally:
        os.close(file)


def _tidied(folder: int, name: str) -> str:
    """The one name of a file's temporary; under the lock, what is there was left by a kill."""
    temporary = f".syncd-{revision_of(os.fsencode(name))[:16]}.tmp"
    with suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=folder)
    return temporary


def _write(file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
    os.fsync(file)


def _settle(folder: int) -> None:
    with suppress(OSError):  # the change is made; at stake is only which side of a power cut
        os.fsync(folder)


def verdict(error: OSError, what: str, act: str) -> PortError:
    """What an error of the system means to syncd; `what` names the thing, `act` what failed."""
    message = f"{what}: cannot {act}: {error.strerror or error}"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return DeniedError(f"{message}; give the user that syncd runs as permission")
    if error.errno == errno.EROFS:
        return DeniedError(f"{message}; mount it writable, or tell syncd not to write here")
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return AgainError(f"{message}; free some space and run syncd again")
    if error.errno in {errno.ELOOP, errno.ENOTDIR, errno.EEXIST}:
        return RejectedError(f"{message}; put a folder there: links are not followed")
    return AgainError(f"{message}; check the disk and run syncd again")
