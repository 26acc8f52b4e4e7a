"""Where a report goes, and how a terminal sees that something is happening."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from syncd.cli.exits import Exit, Failure

_PIPE_WIDTH = 100
_BETWEEN = 0.1  # seconds between two updates of the progress line


class Output:
    """Takes the one report of a command, for standard output or a file."""

    def __init__(self, path: Path | None) -> None:
        """`path` is None for standard output.

        Raises:
            Failure: nothing can be written there; exit 2, and nothing was touched.
        """
        self._path = None if path is None or str(path) == "-" else path.resolve()
        if self._path:
            self._demand_writable(self._path)

    @property
    def width(self) -> int:
        """How many columns a line may have."""
        on_terminal = self._path is None and sys.stdout.isatty()
        return max(shutil.get_terminal_size().columns, 60) if on_terminal else _PIPE_WIDTH

    @property
    def colour(self) -> bool:
        """Whether a reader would see colour and not escape sequences."""
        if self._path or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return sys.stdout.isatty()

    def write(self, text: str) -> None:
        """Deliver the report; a file is replaced as a whole.

        Raises:
            Failure: it cannot be written; exit 3.
        """
        if self._path is None:
            _print(text)
            return
        try:
            if self._path.exists() and not self._path.is_file():  # a pipe, or /dev/null
                self._path.write_text(text, "utf-8", "backslashreplace")
            else:
                from syncd.report.file import replace_file

                replace_file(self._path, text)
        except OSError as error:
            message = f"--output {self._path}: cannot be written ({error.strerror})"
            raise Failure(message, Exit.INCOMPLETE) from error

    @staticmethod
    def _demand_writable(path: Path) -> None:
        why = None
        replaced = path.is_file() or not path.exists()  # anything else is written into
        needed = ([path] if path.exists() else []) + ([path.parent] if replaced else [])
        if path.is_dir():
            why = "this is a folder; name a file in it"
        elif not path.parent.is_dir():
            why = f"there is no folder {path.parent}; make it first"
        elif not all(os.access(place, os.W_OK) for place in needed):
            why = "no permission to write there; name another file"
        if why:
            raise Failure(f"--output {path}: {why}", Exit.USAGE)


def write_as(
    form: str,
    report: Mapping[str, Any],
    target: Output,
    *,
    text: Callable[..., str],
    markdown: Callable[[Mapping[str, Any]], str],
    html: Callable[[Mapping[str, Any]], str] | None = None,
) -> None:
    """Deliver a report in one of the forms that people read, or as the JSON that it is.

    Raises:
        Failure: it cannot be written; exit 3.
    """
    if form == "json":
        import json

        target.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    elif form == "markdown":
        target.write(markdown(report))
    elif form == "html" and html is not None:
        target.write(html(report))
    else:
        target.write(text(report, width=target.width, colour=target.colour))


@contextmanager
def progress_line() -> Iterator["Progress"]:
    """A line on standard error that tells how far a command is; gone when it is done."""
    line = Progress(shown=sys.stderr.isatty() and os.environ.get("TERM") != "dumb")
    try:
        yield line
    finally:
        line.clear()


class Progress:
    """Shows what is being done, on a terminal, a few times a second at most."""

    def __init__(self, *, shown: bool) -> None:
        """Where not `shown`, nothing is ever printed."""
        self._shown = shown
        self._due = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        """Tell that `done` of `total` (0: not known) are done of `what` is going on."""
        if self._shown and (at := time.monotonic()) >= self._due:
            self._due = at + _BETWEEN
            far = f"{done:,}/{total:,}" if total else f"{done:,}"
            click.echo(f"\r\x1b[K{what} {far}", err=True, nl=False)

    def clear(self) -> None:
        """Leave no trace on the terminal."""
        if self._shown and self._due:
            click.echo("\r\x1b[K", err=True, nl=False)


def _print(text: str) -> None:
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; without this the interpreter complains at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
