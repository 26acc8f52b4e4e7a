"""`syncd review`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from syncd.cli.configuration import load_settings
from syncd.cli.metrics import window_of
from syncd.cli.options import Invocation, format_option, global_options, output_option
from syncd.cli.output import Output, write_as
from syncd.cli.world import opened, say_what_was_not_read

_PERIODS = ("weekly", "monthly", "quarterly")


@click.command("review", short_help="The weekly reliability review, in the order of its agenda.")
@click.option("--since", metavar="D", help="The first day: 2026-02-23, or 14d for 14 days ago.")
@click.option(
    "--period",
    type=click.Choice(_PERIODS),
    default=_PERIODS[0],
    show_default=True,
    help="Which review it is.",
)
@format_option("text", "json", "markdown", "html")
@output_option
@global_options
@click.pass_obj
def command(
    invocation: Invocation, *, since: str | None, period: str, form: str, output: Path | None
) -> int:
    """Write the reliability review: two screens, the worst first, with what to do.

    \b
    syncd review
    syncd review --since 14d --format markdown
    syncd review --period quarterly --format html --output review.html

    The weekly one follows the agenda of 30 minutes, after what was finished and by whom: new
    items from incidents (5), P0 (10), P1 (5), overdue and stalled (5), completion rate (5).
    The monthly one is about the trend. The quarterly one has the figures for leadership, and
    for every item that has been open for more than 90 days three ways out: complete it,
    reprioritise it, or close it with a documented reason.

    Reads what the last pass remembered; before the first pass it reads documents and tickets
    themselves. Writes nothing.

    \b
    Exit codes: 0  done
                2  wrong usage or configuration
                3  something could not be read
    """
    from syncd.insight.review import Period
    from syncd.passes import overview
    from syncd.passes import review as reviewed
    from syncd.report import review, review_text

    target = Output(output)
    window = window_of(since, "--since", invocation) if since else None
    settings = load_settings(invocation)
    with opened(invocation, settings, rehearsal=True) as (world, _):
        known, outcome = overview(world)
        found = reviewed(world, known, period=Period(period), window=window)
    report = review.as_dict(found, policy=settings.policy, now=invocation.now, as_of=known.as_of)
    write_as(
        form,
        report,
        target,
        text=review_text.text,
        markdown=review_text.markdown,
        html=_page,
    )
    return say_what_was_not_read(outcome)


def _page(report: Mapping[str, Any]) -> str:
    from syncd.report import page  # with templates and charts, which only a page needs

    return page.review(report)
