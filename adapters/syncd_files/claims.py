"""Which action item each ticket of a project folder claims, as far as it was looked at."""

import os
import re

from syncd_files import disk, marker


class Claims:
    """The claims of one project; every look happens under the lock of its folder.

    A look costs nothing while the folder has the time of the last one. That two writes can
    share one time does no harm: whoever else made a ticket took the number that is next.
    """

    def __init__(self, project: str) -> None:
        """Nothing is known yet."""
        self.highest = 0
        self._name = re.compile(rf"{re.escape(project)}-([1-9]\d*)\.md")
        self._changed: int | None = None
        self._files: dict[str, tuple[int, str | None]] = {}
        self._by_item: dict[str, set[str]] = {}

    def look(self, folder: int) -> None:
        """Read the files that are new, or were replaced, since the last look."""
        changed = os.fstat(folder).st_mtime_ns
        if changed == self._changed:
            return
        gone = set(self._files)
        with os.scandir(folder) as entries:
            for entry in entries:
                if found := self._name.fullmatch(entry.name):
                    gone.discard(entry.name)
                    self.highest = max(self.highest, int(found[1]))
                    if self._files.get(entry.name, (None,))[0] != entry.inode():
                        self._set(entry.name, entry.inode(), _claim(folder, entry.name))
        for name in gone:
            self._drop(name)
        self._changed = changed

    def look_again(self, folder: int) -> None:
        """Look whatever time the folder has."""
        self._changed = None
        self.look(folder)

    def add(self, folder: int, number: int, name: str, item: str) -> None:
        """Remember a ticket that was made right after a look, under the same lock."""
        self.highest = number
        self._set(name, os.stat(name, dir_fd=folder, follow_symlinks=False).st_ino, item)
        self._changed = os.fstat(folder).st_mtime_ns

    def of(self, item: str) -> list[str]:
        """The names of the files that claim an action item, the oldest number first."""
        return sorted(self._by_item.get(item, ()), key=lambda name: (len(name), name))

    def _set(self, name: str, inode: int, item: str | None) -> None:
        self._drop(name)
        self._files[name] = (inode, item)
        if item is not None:
            self._by_item.setdefault(item, set()).add(name)

    def _drop(self, name: str) -> None:
        _, item = self._files.pop(name, (0, None))
        if item is not None:
            self._by_item[item].discard(name)


def _claim(folder: int, name: str) -> str | None:
    try:
        content = disk.read(name, folder)
    except (FileNotFoundError, disk.UnreadableError):
        return None
    identity = marker.glimpsed(content.decode("utf-8", "replace"))
    return identity.item if identity else None
