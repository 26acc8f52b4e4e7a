"""`syncd demo`."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options
from syncd.cli.output import Output

_LATER = 2  # days from the beginning of the story to its end


@click.command("demo", short_help="See the whole idea at work, in a folder of its own.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="D",
    help="Put the company into this new or empty folder.  [default: a temporary one]",
)
@click.option("--serve", "is_served", is_flag=True, help="Then show it in a browser, too.")
@global_options
@click.pass_obj
def command(invocation: Invocation, *, folder: Path | None, is_served: bool) -> int:
    """Set up a small company in a folder, and keep its action items together.

    \b
    syncd demo                   in a new temporary folder
    syncd demo --dir try-syncd   in a folder of your choice
    syncd demo --serve           then run the service there, until Ctrl-C

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
    if is_served:
        return _serve(place.resolve(), invocation.at or DEMO_NOW + timedelta(days=_LATER))
    return Exit.DONE


def _serve(folder: Path, at: datetime) -> int:
    """Run the service over the company."""
    from syncd.cli.configuration import load_settings
    from syncd.cli.serving import serve

    return serve(load_settings(Invocation(config=folder / "syncd.toml")), at)
