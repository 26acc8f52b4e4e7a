"""What a command works on, opened, with every way in which that can fail told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation
from syncd.cli.output import Progress, progress_line

if TYPE_CHECKING:
    from syncd.config import Settings
    from syncd.model import PassOutcome
    from syncd.passes import World


@contextmanager
def opened(
    invocation: Invocation, settings: "Settings", *, rehearsal: bool
) -> "Iterator[tuple[World, Progress]]":
    """The world of a configuration, and a progress line, for as long as it is worked on.

    A `rehearsal` writes nothing, so it makes no store either.

    Raises:
        Failure: a name is not there (exit 2); store, source or tracker fails (exit 3).
    """
    from syncd import passes
    from syncd.memory import StoreError
    from syncd.ports import PortError

    prepare(invocation)
    try:
        with (
            passes.open_world(settings, now=invocation.now, rehearsal=rehearsal) as world,
            progress_line() as progress,
        ):
            yield world, progress
    except passes.UnknownTargetError as error:
        raise Failure(str(error), Exit.USAGE) from error
    except (PortError, StoreError) as error:
        raise Failure(str(error), Exit.INCOMPLETE) from error


def say_what_was_not_read(outcome: "PassOutcome | None") -> Exit:
    """How a command ends that reads memory, or where there is none, the world itself."""
    if outcome is None:
        return Exit.DONE
    for error in outcome.errors:
        click.echo(f"syncd: {error.source}: {error.message}", err=True)
    return Exit.INCOMPLETE if outcome.errors else Exit.DONE


def prepare(invocation: Invocation) -> None:
    """Make this process ready for a pass, and for telling about it."""
    if invocation.verbose:
        from syncd.cli import log

        log.configure()
