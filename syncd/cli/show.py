"""`syncd show`."""

import click

from syncd.cli.configuration import load_settings
from syncd.cli.exits import Exit
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output
from syncd.cli.world import opened


@click.command("show", short_help="One item or post-mortem: what is known, what was done.")
@click.argument("name", metavar="ID")
@format_option("text", "json")
@global_options
@click.pass_obj
def command(invocation: Invocation, *, name: str, form: str) -> int:
    """Show one action item or post-mortem: what is known, what was done, and why.

    \b
    syncd show PM-2026-0051-02   one action item
    syncd show PM-2026-0051      a post-mortem with all its items

    Reads what the last pass remembered; before the first pass it reads documents and tickets
    themselves. Writes nothing.

    \b
    Exit codes: 0  shown
                2  nothing is called that, or wrong usage or configuration
                3  something could not be read
    """
    from syncd.passes import standing
    from syncd.report import standing as report

    with opened(invocation, load_settings(invocation), rehearsal=True) as (world, _):
        found = standing(world, name)
    shown = report.as_dict(
        found.name,
        as_of=found.as_of,
        items=found.items,
        findings=found.findings,
        history=[
            (entry.at, entry.item, entry.ticket, entry.kind, entry.outcome, entry.detail)
            for entry in found.history
        ],
    )
    if form == "json":
        import json

        Output(None).write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    else:
        Output(None).write(report.text(shown))
    return Exit.DONE
