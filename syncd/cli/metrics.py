"""`syncd metrics`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.configuration import load_settings
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, format_option, global_options, output_option
from syncd.cli.output import Output, write_as
from syncd.cli.world import opened, say_what_was_not_read

if TYPE_CHECKING:
    from syncd.insight import Window


@click.command("metrics", short_help="The measures: completion, duration, recurrence, decay.")
@click.option(
    "--window",
    metavar="D",
    default="90d",
    show_default=True,
    help="The days to look at: 90d, 12w, or FROM..TO.",
)
@format_option("text", "json", "markdown", "html")
@output_option
@global_options
@click.pass_obj
def command(invocation: Invocation, *, window: str, form: str, output: Path | None) -> int:
    """Measure how well action items get done.

    \b
    syncd metrics
    syncd metrics --window 2026-01-01..2026-03-31
    syncd metrics --window 30d --format html --output metrics.html

    Completion is what was done on time, of all that was due; recurrence how many incidents hit
    a cause that was known before, with an item for it still open; decay how many open items
    nobody cares about. All from the times on tickets, so that the first run shows the past
    year; by team, owner, service, category and priority. Windows are whole days in UTC, both
    ends included; 90d goes from the day 90 days before today up to today.

    Reads what the last pass remembered; before the first pass it reads documents and tickets
    themselves. Writes nothing.

    \b
    Exit codes: 0  done
                2  wrong usage or configuration
                3  something could not be read
    """
    from syncd.passes import measures, overview
    from syncd.report import metrics, metrics_text

    target = Output(output)
    span = window_of(window, "--window", invocation)
    settings = load_settings(invocation)
    with opened(invocation, settings, rehearsal=True) as (world, _):
        known, outcome = overview(world)
        found = measures(world, known, span)
    report = metrics.as_dict(found, policy=settings.policy, now=invocation.now, as_of=known.as_of)
    write_as(
        form,
        report,
        target,
        text=metrics_text.text,
        markdown=metrics_text.markdown,
        html=_page,
    )
    return say_what_was_not_read(outcome)


def window_of(text: str, option: str, invocation: Invocation) -> "Window":
    """The window that a text means.

    Raises:
        Failure: it means none; exit 2.
    """
    from syncd.insight import Window, WindowError

    try:
        return Window.parsed(text, invocation.now.date())
    except WindowError as error:
        raise Failure(f"{option}: {error}", Exit.USAGE) from None


def _page(report: Mapping[str, Any]) -> str:
    from syncd.report import page  # with templates and charts, which only a page needs

    return page.metrics(report)
