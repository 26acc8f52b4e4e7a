"""`syncd new`."""

import os
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syncd.cli.configuration import settings_if_any, usual_folder
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options
from syncd.cli.output import Output
from syncd.cli.score import SeverityType

if TYPE_CHECKING:
    from syncd.config import Settings
    from syncd.model import Severity

_FOLDER = Path("post-mortems")
_LONGEST = 60  # letters of a title in the name of a file
_ID = re.compile(r"[\w.-]*\w[\w.-]*")


@click.command("new", short_help="Start a post-mortem document.")
@click.argument("title")
@click.option("--severity", type=SeverityType(), metavar="S", help="SEV-1 to SEV-5.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the incident.  [default: today]",
)
@click.option("--service", "services", multiple=True, metavar="S", help="That failed; repeatable.")
@click.option("--id", "id_", metavar="ID", help="Its id.  [default: the next one of that year]")
@click.option("--source", metavar="NAME", help="The source that it belongs to, if there are more.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there; `-` prints it.  [default: YEAR/DATE-TITLE.md in the source]",
)
@global_options
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    title: str,
    severity: "Severity | None",
    day: datetime | None,
    services: tuple[str, ...],
    id_: str | None,
    source: str | None,
    output: Path | None,
) -> int:
    """Start a post-mortem document, with everything that a good one has.

    \b
    syncd new "Checkout fails for cards" --severity SEV-2
    syncd new "Checkout fails for cards" --output -

    Writes a Markdown file into the folder of the post-mortems, and never over one that is
    there. Its id is the one after those that are taken, where documents are numbered by year,
    as in PM-2026-0051; else it is called after its path.

    \b
    Exit codes: 0  written, or printed
                2  wrong usage or configuration, or a file that is there already
                3  it cannot be written, or not every post-mortem can be read
    """
    title = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    if not title:
        raise click.BadParameter("a title is expected", param_hint="TITLE")
    from syncd.markdown.fresh import fresh
    from syncd.policy.settings import Policy

    settings = settings_if_any(invocation, documents_alone=True)
    policy = settings.policy if settings else Policy()
    on = day.date() if day else invocation.now.date()
    id_ = _id(id_, on, settings)
    text = fresh(
        title,
        on,
        id_=id_,
        severity=severity,
        services=services,
        items=(policy.min_items, policy.max_items),
    )
    if output == Path("-"):
        Output(None).write(text)
        return Exit.DONE
    path = output or _folder(settings, source) / f"{on:%Y}" / f"{on}-{_slug(title)}.md"
    _write(path, text)
    Output(None).write(_told(_seen(path), id_, severity, services, policy.min_items))
    return Exit.DONE


def _id(given: str | None, on: date, settings: "Settings | None") -> str | None:
    from syncd.policy.next_id import next_id

    known = _known_ids(settings)
    if given is None:
        return next_id(known, on.year)
    if not _ID.fullmatch(given):
        raise Failure(f"--id: {given!r} is no id such as PM-2026-0051", Exit.USAGE)
    if given.casefold() in {name.casefold() for name in known if name}:
        free = next_id(known, on.year)
        way_out = f"; {free} is free" if free else ""
        raise Failure(f"--id: there is a post-mortem {given} already{way_out}", Exit.USAGE)
    return given


def _known_ids(settings: "Settings | None") -> Sequence[str | None]:
    from syncd.passes.known_ids import known_ids
    from syncd.ports import PortError

    folder = usual_folder() if settings is None else None
    try:
        return known_ids(settings, [folder] if folder else [], here=Path.cwd())
    except PortError as error:
        raise Failure(f"not every post-mortem can be read: {error}", Exit.INCOMPLETE) from error


def _folder(settings: "Settings | None", name: str | None) -> Path:
    """The folder of the source that is meant."""
    from syncd.config import folders

    found = folders(settings) if settings else {}
    if name is not None and name not in found:
        from syncd.config.errors import suggestion

        message = f"--source: no source {name!r} keeps its documents on this machine"
        raise Failure(f"{message}; {suggestion(name, found)}", Exit.USAGE)
    if name is not None:
        return found[name]
    if len(found) > 1:
        message = f"the configuration has {len(found)} folders of post-mortems"
        raise Failure(f"{message}: say --source {' or '.join(sorted(found))}", Exit.USAGE)
    return next(iter(found.values()), usual_folder() or _FOLDER)


def _slug(title: str) -> str:
    apart = unicodedata.normalize("NFKD", title.casefold())
    plain = re.sub(r"([a-z])[\u0300-\u036f]+", r"\1", apart)
    plain = unicodedata.normalize("NFC", plain)  # other scripts keep their marks
    words = re.sub(r"[\W_]+", "-", plain).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words or "post-mortem"


def _write(path: Path, text: str) -> None:
    if os.path.lexists(path):
        raise _is_there(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("x", encoding="utf-8")
    except OSError as error:
        # Somebody may have been faster.
        raise (_is_there(path) if os.path.lexists(path) else _cannot(path, error)) from error
    try:
        with file:
            file.write(text)
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> Failure:
    return Failure(f"{_seen(path)} cannot be written ({error.strerror})", Exit.INCOMPLETE)


def _is_there(path: Path) -> Failure:
    way_out = "give another title, date or --output"
    return Failure(f"{_seen(path)} is there already, and was kept; {way_out}", Exit.USAGE)


def _seen(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _told(
    path: Path,
    id_: str | None,
    severity: "Severity | None",
    services: Sequence[str],
    fewest: int,
) -> str:
    given = {"severity": severity, "services": services}
    keys = ("severity", "duration", "detected_after", "services", "root_causes", "lead")
    blank = ", ".join(key for key in keys if not given.get(key))
    return f"""\
Wrote {path}{f", {id_}" if id_ else ""}.

To fill in, as its comments say:
  at the top      {blank}
  what happened   summary, impact, timeline, root causes, what helped, what got in the way
  action items    {fewest} or more, each with category, impact, effort and one owner;
                  priority, due, ticket and status are syncd's

Then: syncd lint {path}
"""
