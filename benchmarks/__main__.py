"""The figures of the project, each beside its bound: `ok`, or `OVER` it."""

import sys
from collections.abc import Callable, Mapping, Sequence

import click

from benchmarks import cost, limits, requests, scale, service
from benchmarks.stages import STAGES
from benchmarks.table import Table

PARTS: Mapping[str, Callable[[Table, Sequence[str]], None]] = {
    "files": lambda table, _: cost.measure(table),
    "requests": requests.measure,
    "limits": limits.measure,
    "scale": scale.measure,
    "service": service.measure,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--tracker", "trackers", multiple=True, type=click.Choice(list(STAGES)))
def main(parts: Sequence[str], trackers: Sequence[str]) -> None:
    """Measure PARTS, all of them by default, on these trackers; exit 1 if a bound was broken."""
    table = Table()
    for part in parts or PARTS:
        PARTS[part](table, trackers or list(STAGES))
    sys.exit(0 if table.kept else 1)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
