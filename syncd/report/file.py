"""A report as a file, replaced as a whole."""

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace_file(path: Path, text: str) -> None:
    """Put a text in the place of a file, or where there is none yet; its mode stays.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    umask = os.umask(0)
    os.umask(umask)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~umask
    with NamedTemporaryFile(
        "w",
        dir=path.parent,
        prefix=f".{path.name}.",
        delete=False,
        encoding="utf-8",
        errors="backslashreplace",
    ) as file:
        temporary = Path(file.name)
        try:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
