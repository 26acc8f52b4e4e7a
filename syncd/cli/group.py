"""`syncd` itself: its commands, each imported when it is used, and how every one ends."""

import gc
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options

COMMANDS = {
    "demo": "syncd.cli.demo",
    "init": "syncd.cli.init",
    "doctor": "syncd.cli.doctor",
    "new": "syncd.cli.new",
    "lint": "syncd.cli.lint",
    "reconcile": "syncd.cli.reconcile",
    "run": "syncd.cli.run",
    "items": "syncd.cli.items",
    "show": "syncd.cli.show",
    "review": "syncd.cli.review",
    "metrics": "syncd.cli.metrics",
    "related": "syncd.cli.related",
    "score": "syncd.cli.score",
    "rules": "syncd.cli.rules",
}

_ALLOCATIONS_BETWEEN_COLLECTIONS = 1_000_000


class Commands(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, in the order in which somebody meets them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a wrong name is told with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            way_out = f"did you mean {near[0]!r}?" if near else "syncd --help lists them all"
            ctx.fail(f"there is no command {args[0]!r}: {way_out}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@global_options
def cli() -> None:
    """Keep post-mortem action items and their tickets together until they are done.

    \b
    syncd init                   ask a few questions, write syncd.toml
    syncd reconcile --dry-run    show what would be done; nothing is written
    syncd reconcile              do it

    The report goes to standard output, progress and log to standard error.

    \b
    Exit codes: 0  done
                1  findings at or above --fail-on
                2  wrong usage or configuration; nothing was touched
                3  incomplete: something could not be read or written
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `args` are those of the process by default.

    Imports and passes make many small values and hardly a cycle, so they are spared most of
    the searching for cycles: a seventh of what importing takes, a third of deciding, and a
    last search when the process ends.
    """
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    try:
        return _run(args)
    finally:
        if args is None:
            gc.freeze()


def _run(args: Sequence[str] | None) -> int:
    invocation = Invocation()
    run: Callable[..., Any] = cli.main
    try:
        code = run(args, prog_name="syncd", standalone_mode=False, obj=invocation)
    except Failure as failure:
        click.echo(f"syncd: {failure.message}", err=True)
        return failure.code
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001  (whatever is not foreseen ends here, and says so)
        return _bug(error, verbose=invocation.verbose)
    return int(code or Exit.DONE)


def _bug(error: Exception, *, verbose: bool) -> Exit:
    if verbose:
        sys.excepthook(type(error), error, error.__traceback__)
    else:
        click.echo(f"syncd: {type(error).__name__}: {error}", err=True)
    way_out = (
        "please report it with the lines above" if verbose else "-v shows where; please report it"
    )
    click.echo(f"This is a bug in syncd: {way_out}. Running syncd again does no harm.", err=True)
    return Exit.INCOMPLETE
