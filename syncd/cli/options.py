"""The options that every command has, before and after its name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from syncd import __version__

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Invocation:
    """What the options that all commands share came to."""

    config: Path | None = None
    at: datetime | None = None
    verbose: bool = False

    @property
    def now(self) -> datetime:
        """The time of this run: that of `--now`, else the real one, to the second."""
        if self.at is None:
            self.at = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  (the edge)
        return self.at


def global_options(function: F) -> F:
    """Give a command `--config`, `--now`, `-v` and `--version`; they land in `Invocation`."""
    options = [
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            expose_value=False,
            callback=_remember("config"),
            help="Configuration.  [default: $SYNCD_CONFIG, else syncd.toml]",
        ),
        click.option(
            "--now",
            type=Moment(),
            metavar="TIME",
            expose_value=False,
            callback=_remember("at"),
            help="Act as if it were this time (ISO 8601; UTC unless it says otherwise).",
        ),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_remember("verbose"),
            help="Show everything: folded findings, the log, the trace of an error.",
        ),
        click.option(
            "--version",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Show the version and exit.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, where the first format is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the report is written.",
    )


def output_option(function: F) -> F:
    """`--output`: a file for the report instead of standard output."""
    return click.option(
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the report there.  [default: standard output]",
    )(function)


class Moment(click.ParamType[datetime]):
    """An instant; without a time of day it is midnight, without a zone it is UTC."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The instant in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(value)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no ISO 8601 time such as 2026-03-01T09:00:00Z", param, ctx)


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Invocation), name, value)

    return callback


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"syncd {__version__}")
        ctx.exit()
