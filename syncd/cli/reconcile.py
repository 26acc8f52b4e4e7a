"""`syncd reconcile`."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from syncd.cli.configuration import load_settings
from syncd.cli.exits import Exit
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output
from syncd.cli.world import opened


@click.command("reconcile", short_help="Bring post-mortems and tickets together, once.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@format_option("text", "json", "markdown")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report there.  [default: standard output]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="Exit 1 if there is a finding of this level or worse.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="WHAT",
    help="Act on this post-mortem, action item or document path alone; repeatable.",
)
@click.option("--full", is_flag=True, help="Read everything again, not only what changed.")
@click.option("--force", is_flag=True, help="Go on where many known links are suddenly lost.")
@global_options
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    dry_run: bool,
    form: str,
    output: Path | None,
    fail_on: str,
    only: tuple[str, ...],
    full: bool,
    force: bool,
) -> int:
    """Bring post-mortems and tickets together, once.

    \b
    syncd reconcile --dry-run    show every change and finding; write nothing
    syncd reconcile              carry the changes out

    Creates missing tickets, links both ways, and writes ticket, status, owner, due date and
    priority into the cells of the documents. Running it twice changes nothing.

    \b
    Exit codes: 0  done, and no finding at or above --fail-on
                1  findings at or above --fail-on
                2  wrong usage or configuration; nothing was touched
                3  incomplete: something could not be read or written
    """
    from syncd import passes
    from syncd.report import json

    settings = load_settings(invocation)
    target = Output(output)
    with opened(invocation, settings, rehearsal=dry_run) as (world, progress):
        start = time.perf_counter()
        outcome = passes.reconcile(
            world, dry_run=dry_run, only=only, full=full, force=force, progress=progress
        )
        seconds = time.perf_counter() - start
    # Only JSON lists the items; where there are thousands, that is worth not making the list.
    report = json.as_dict(outcome if form == "json" else replace(outcome, items=()))
    if invocation.verbose:
        from syncd.cli import log

        log.passed(report, seconds)
    target.write(_rendered(report, form, target, invocation))
    return _exit_of(report, fail_on)


def _rendered(report: dict[str, Any], form: str, target: Output, invocation: Invocation) -> str:
    if form == "json":
        import json

        return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    from syncd.report import markdown, text

    if form == "markdown":
        return markdown.render(report)
    return text.render(report, width=target.width, colour=target.colour, verbose=invocation.verbose)


def _exit_of(report: dict[str, Any], fail_on: str) -> Exit:
    if not report["complete"]:
        return Exit.INCOMPLETE
    levels = ["error", "warning", "info"]
    failing = levels[: levels.index(fail_on) + 1] if fail_on in levels else []
    found = any(report["summary"]["findings"][level] for level in failing)
    return Exit.FINDINGS if found else Exit.DONE
