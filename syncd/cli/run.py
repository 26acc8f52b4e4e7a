"""`syncd run`."""

import gc
import os
import threading

import click

from syncd.cli.configuration import load_settings
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000  # a process that stays has to look for cycles
_LONGEST_END = 9.0  # seconds after which the process ends, whatever is under way


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
    from syncd.cli import log
    from syncd.memory import StoreError
    from syncd.ports import PortError
    from syncd.service.access import AddressError
    from syncd.service.run import FleetError, clock, run, stop_on_signals

    settings = load_settings(invocation)
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    log.configure()
    stop = threading.Event()
    stop_on_signals(stop)
    threading.Thread(target=_give_up, args=(stop,), daemon=True).start()
    try:
        run(settings, now=clock(invocation.at), stop=stop, ready=_ready)
    except (AddressError, FleetError) as error:
        raise Failure(str(error), Exit.USAGE) from None
    except (PortError, StoreError) as error:
        raise Failure(str(error), Exit.INCOMPLETE) from error
    return Exit.DONE


def _ready(where: str) -> None:
    click.echo(f"syncd listens on {where}", err=True)


def _give_up(stop: threading.Event) -> None:
    """End, even if something does not: whatever was cut off is looked at by the next start."""
    stop.wait()
    threading.Event().wait(_LONGEST_END)
    os._exit(Exit.DONE)
