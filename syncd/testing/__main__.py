"""`python -m syncd.testing NAME` starts a tracker simulator."""

import signal
import sys
import threading
from datetime import datetime
from typing import Any

import click

from syncd.testing.catalogue import SIMULATORS, UnknownSimulatorError, factory
from syncd.testing.simulator import Options, Simulator

_HELP = f"""Start the simulator of a tracker on 127.0.0.1, and print its base URL.

NAME is one of {", ".join(SIMULATORS)}; or module:factory, for one of your own.

The first line of the output is the base URL: what goes into `url` in a configuration. Any
token that is not empty is accepted, and projects that are asked for are there. Ctrl-C ends it.

\b
GET    /_simulator/requests   what was asked and answered so far
GET    /_simulator/state      tickets and comments as they are
POST   /_simulator/faults     [{{"match": "POST /.*", "do": "lose-answer", "times": 2}}]
DELETE /_simulator/faults     nothing goes wrong any more
POST   /_simulator/clock      {{"now": "2026-03-01T09:00:00Z"}}
POST   /_simulator/act        {{"as": "jane", "do": "close", "ticket": "acme/pay#7"}}
POST   /_simulator/webhooks   {{"url": "http://127.0.0.1:8080/webhooks/gh", "secret": "s"}}
GET    /_simulator            all of these, and what faults can do

A fault matches METHOD PATH as a whole, without the query, by a regular expression. It can
lose-answer (done, not answered), drop (not done, not answered), answer 503, 429, 500 or 502
(not done), late-503 (done, answered 503), be slow (answer after `seconds`), or be stale (read
from before the latest changes). `retry_after` is sent as a header if it is given.
"""


@click.command(
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 92},
)
@click.argument("name")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0, the default: any.")
@click.option(
    "--latency", type=click.FloatRange(min=0), default=0.0, metavar="MS", help="For every answer."
)
@click.option("--project", "projects", multiple=True, metavar="NAME", help="There from the start.")
@click.option("--now", metavar="ISO-8601", help="The time at the start; the machine's by default.")
def command(
    name: str, port: int, latency: float, projects: tuple[str, ...], now: str | None
) -> None:
    """Start one and wait for a signal."""
    stop = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: stop.set())
    options = Options(port, latency / 1000, _moment(now), projects)
    try:
        with _made(name, options) as simulator:
            click.echo(simulator.url)
            click.echo(f"{name} simulator; more at {simulator.origin}/_simulator", err=True)
            stop.wait()
    except (UnknownSimulatorError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"port {port}: {error.strerror or error}") from error


def _made(name: str, options: Options) -> Simulator[Any]:
    return factory(name)(options)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time: 2026-03-01T09:00:00Z is one") from error


if __name__ == "__main__":
    sys.exit(command(prog_name="python -m syncd.testing"))
