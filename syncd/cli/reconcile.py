"""`syncd reconcile`."""

import time
from dataclasses import replace
from pathlib import Path

import click

from syncd.cli.configuration import load_settings
from syncd.cli.delivery import Delivery, delivery_options, seen_from_here
from syncd.cli.options import Invocation, global_options
from syncd.cli.world import opened


@click.command("reconcile", short_help="Bring post-mortems and tickets together, once.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@delivery_options
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
    delivery = Delivery(form, output, fail_on)
    with opened(invocation, settings, rehearsal=dry_run) as (world, progress):
        if only and not dry_run:
            world.memory.keys.release(f"post-mortem {name}" for name in only)
        start = time.perf_counter()
        outcome = passes.reconcile(
            world, dry_run=dry_run, only=only, full=full, force=force, progress=progress
        )
        seconds = time.perf_counter() - start
    listed = outcome if delivery.lists_items else replace(outcome, items=())
    report = json.as_dict(listed, folders=seen_from_here(settings))
    if invocation.verbose:
        from syncd.cli import log

        log.passed(report, seconds)
    return delivery.deliver(report, invocation)
