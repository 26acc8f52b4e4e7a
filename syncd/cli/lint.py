"""`syncd lint`."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syncd.cli.configuration import settings_if_any, usual_folder
from syncd.cli.delivery import Delivery, delivery_options, seen_from_here
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options
from syncd.cli.output import progress_line
from syncd.cli.world import prepare

if TYPE_CHECKING:
    from syncd.config import Settings


@click.command("lint", short_help="Check the documents alone: for pull requests and pre-commit.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--sources-only",
    is_flag=True,
    help="Leave out each FILE that is not where post-mortems are kept.",
)
@delivery_options
@global_options
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    files: tuple[Path, ...],
    sources_only: bool,
    form: str,
    output: Path | None,
    fail_on: str,
) -> int:
    """Check post-mortem documents by themselves, before anything is made of them.

    \b
    syncd lint                          every document
    syncd lint post-mortems/2026        files and folders, wherever they are
    syncd lint --format github FILE     in a pull request: notes at lines

    Says what the documents alone prove, and nothing that a ticket could contradict: an item
    that names a ticket may have its owner there. Asks no tracker and needs no credentials, and
    no configuration either; sources, people, teams, policy and rules are those of one that is
    there. Writes nothing.

    \b
    Exit codes: 0  no finding at or above --fail-on
                1  findings at or above it
                2  wrong usage or configuration
                3  something could not be read
    """
    from syncd import passes
    from syncd.config import folders
    from syncd.report import json

    delivery = Delivery(form, output, fail_on)
    settings = settings_if_any(invocation, documents_alone=True)
    prepare(invocation)
    start = time.perf_counter()
    try:
        with progress_line() as progress:
            outcome = passes.lint(
                _meant(files, settings, sources_only=sources_only),
                now=invocation.now,
                here=Path.cwd(),
                settings=settings,
                folders=folders(settings) if settings else {},
                sources_only=sources_only,
                progress=progress,
            )
    except passes.UnknownTargetError as error:
        raise Failure(str(error), Exit.USAGE) from error
    report = json.as_dict(outcome, command="lint", folders=seen_from_here(settings))
    if invocation.verbose:
        from syncd.cli import log

        log.passed(report, time.perf_counter() - start)
    return delivery.deliver(report, invocation)


def _meant(
    files: tuple[Path, ...], settings: "Settings | None", *, sources_only: bool
) -> tuple[Path, ...]:
    """The files and folders to look at; none means whatever the sources hold.

    Without a configuration the usual folder stands for the sources.
    """
    if settings is not None and settings.sources:
        return files
    folder = usual_folder()
    if files and sources_only and folder is not None:
        return tuple(file for file in files if file.resolve().is_relative_to(folder.resolve()))
    if not files and folder is None:
        message = "there is no FILE and no source of post-mortems on this machine"
        way_out = "name files or folders, or write a configuration with syncd init"
        raise Failure(f"{message}: {way_out}", Exit.USAGE)
    return files or tuple(filter(None, [folder]))
