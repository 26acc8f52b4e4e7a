"""`syncd demo`."""

from pathlib import Path

import click

from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options
from syncd.cli.output import Output


@click.command("demo", short_help="See the whole idea at work, in a folder of its own.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="D",
    help="Put the company into this new or empty folder.  [default: a temporary one]",
)
@global_options
@click.pass_obj
def command(invocation: Invocation, *, folder: Path | None) -> int:
    """Set up a small company in a folder, and keep its action items together.

    \b
    syncd demo                   in a new temporary folder
    syncd demo --dir try-syncd   in a folder of your choice

    Real passes over real files: four post-mortems in different styles, tickets as files, a
    second pass that changes nothing, and what only people can settle. It writes nowhere else
    and needs no configuration and no network. It is Monday, 2 March 2026 there, unless --now
    says otherwise.
    """
    import shutil
    import sys
    import tempfile

    from syncd.demo import DEMO_NOW, FolderInUseError, tell

    target = Output(None)
    place = folder or Path(tempfile.mkdtemp(prefix="syncd-demo-"))
    try:
        tell(
            place.resolve(),
            now=invocation.at or DEMO_NOW,
            echo=click.echo,
            command="syncd" if shutil.which("syncd") else str(Path(sys.argv[0]).resolve()),
            width=target.width,
            colour=target.colour,
        )
    except FolderInUseError as error:
        raise Failure(str(error), Exit.USAGE) from error
    return Exit.DONE
