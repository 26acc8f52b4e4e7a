"""The service in this process, with every way in which that can fail told."""

import gc
import os
import threading
from datetime import datetime
from typing import TYPE_CHECKING

import click

from syncd.cli.exits import Exit, Failure

if TYPE_CHECKING:
    from syncd.config import Settings

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000  # a process that stays has to look for cycles
_LONGEST_END = 9.0  # seconds after which the process ends, whatever is under way


def serve(settings: "Settings", at: datetime | None) -> Exit:
    """Run the service until the process is told to end; it is `at` now, or what the clock says.

    Raises:
        Failure: it may not listen there (exit 2); store, source or tracker fails (exit 3).
    """
    from syncd.cli import log
    from syncd.memory import StoreError
    from syncd.ports import PortError
    from syncd.service.address import AddressError
    from syncd.service.run import FleetError, clock, run, stop_on_signals

    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    log.configure()
    stop = threading.Event()
    stop_on_signals(stop)
    threading.Thread(target=_give_up, args=(stop,), daemon=True).start()
    try:
        run(settings, now=clock(at), stop=stop, ready=_ready)
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
