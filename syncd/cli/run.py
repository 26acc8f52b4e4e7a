"""`syncd run`."""

import click

from syncd.cli.configuration import load_settings
from syncd.cli.options import Invocation, global_options


@click.command("run", short_help="Keep looking: a service with webhooks, pages and metrics.")
@global_options
@click.pass_obj
def command(invocation: Invocation) -> int:
    """Look again and again, and whenever a tracker says that something changed.

    \b
    syncd run                  as the configuration says, until Ctrl-C or SIGTERM

    Reads what is new every syncd.poll and everything every syncd.full_scan, takes webhooks at
    /webhooks/TRACKER, and shows a dashboard, /review, /metrics and /api/v1 at service.listen.
    With a store on PostgreSQL any number of replicas share the work.

    \b
    Exit codes: 0  it was told to end
                2  wrong usage or configuration; nothing was touched
                3  the store, a source or a tracker cannot be opened
    """
    from syncd.cli.serving import serve

    return serve(load_settings(invocation), invocation.at)
