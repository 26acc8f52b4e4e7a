"""What every command that reports findings has in common: its options, its formats, its end."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, format_option, output_option
from syncd.cli.output import Output

if TYPE_CHECKING:
    from syncd.config import Settings

F = TypeVar("F", bound=Callable[..., Any])

_SUMMARY = "GITHUB_STEP_SUMMARY"
_WORKSPACE = "GITHUB_WORKSPACE"


def delivery_options(function: F) -> F:
    """Give a command `--format`, `--output` and `--fail-on`."""
    options = [
        format_option("text", "json", "markdown", "github", "sarif"),
        output_option,
        click.option(
            "--fail-on",
            type=click.Choice(["error", "warning", "info", "never"]),
            default="error",
            show_default=True,
            help="Exit 1 if there is a finding of this level or worse.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


class Delivery:
    """Takes the one report of a command, in the form and to the place that were asked for."""

    def __init__(self, form: str, output: Path | None, fail_on: str) -> None:
        """Nothing is written yet.

        Raises:
            Failure: the report, or the summary of the job, cannot be written; exit 2.
        """
        self._form = form
        self._target = Output(output)
        self._fail_on = fail_on
        summary = os.environ.get(_SUMMARY) if form == "github" else None
        self._summary = Path(summary) if summary else None
        if self._summary and not _takes_text(self._summary):
            message = f"${_SUMMARY}: {self._summary} is no file that can be written"
            raise Failure(f"{message}; unset it to do without a summary", Exit.USAGE)

    @property
    def lists_items(self) -> bool:
        """Whether the report says anything of items beyond changes and findings.

        Where there are thousands, that is worth not making the list.
        """
        return self._form != "text"

    def deliver(self, report: Mapping[str, Any], invocation: Invocation) -> Exit:
        """Write the report, and say how the command that made it ends.

        Raises:
            Failure: it cannot be written; exit 3.
        """
        self._target.write(self._rendered(report, invocation))
        if self._summary:
            self._summarize(report, self._summary)
        return _exit_of(report, self._fail_on)

    def _rendered(self, report: Mapping[str, Any], invocation: Invocation) -> str:
        if self._form == "json":
            import json

            return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
        if self._form == "sarif":
            from syncd.report import sarif

            return sarif.render(report)
        if self._form == "github":
            from syncd.report import github

            return github.annotations(report)
        from syncd.report import markdown, text

        if self._form == "markdown":
            return markdown.render(report)
        width, colour = self._target.width, self._target.colour
        return text.render(report, width=width, colour=colour, verbose=invocation.verbose)

    def _summarize(self, report: Mapping[str, Any], path: Path) -> None:
        """Append to the summary of the job, behind what the step has written there already."""
        from syncd.report import github

        try:
            with path.open("ab") as file:
                room = github.SUMMARY_LIMIT - file.tell()
                file.write(github.summary(report, room=room).encode("utf-8", "backslashreplace"))
        except OSError as error:
            message = f"${_SUMMARY}: {path} cannot be written ({error.strerror})"
            raise Failure(message, Exit.INCOMPLETE) from error


def seen_from_here(settings: "Settings | None") -> Mapping[str, str]:
    """Where the documents of each source lie, as whoever reads the report would name it.

    That is a path from the root of the repository where GitHub runs the command, for it places
    annotations by that; else one from the folder that syncd was started in. What is not below
    is absolute.
    """
    from syncd.config import folders
    from syncd.passes import NAMED

    here = Path.cwd()
    workspace = Path(os.environ.get(_WORKSPACE) or here).resolve()
    start = workspace if here.is_relative_to(workspace) else here
    places = {**(folders(settings) if settings else {}), NAMED: here}
    return {name: _seen_from(start, folder.resolve()) for name, folder in places.items()}


def _seen_from(start: Path, folder: Path) -> str:
    return (folder.relative_to(start) if folder.is_relative_to(start) else folder).as_posix()


def _takes_text(path: Path) -> bool:
    if path.is_dir():
        return False
    return os.access(path if path.exists() else path.parent, os.W_OK)


def _exit_of(report: Mapping[str, Any], fail_on: str) -> Exit:
    if not report["complete"]:
        return Exit.INCOMPLETE
    levels = ["error", "warning", "info"]
    failing = levels[: levels.index(fail_on) + 1] if fail_on in levels else []
    found = any(report["summary"]["findings"][level] for level in failing)
    return Exit.FINDINGS if found else Exit.DONE
