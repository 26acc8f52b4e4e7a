"""`syncd init`."""

import json
import re
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syncd.cli.configuration import config_path
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options
from syncd.cli.output import Output

if TYPE_CHECKING:
    from syncd.ports import TrackerKind

_BACK = timedelta(days=90)
_USUAL_FOLDERS = ("post-mortems", "postmortems", "docs/post-mortems", "docs/postmortems")
_EVERYTHING = "all"

_TEMPLATE = """\
# The configuration of syncd. `syncd doctor` checks it; `syncd reconcile --dry-run` shows what
# syncd would do. A variable such as SYNCD_POLICY__CAPACITY overrides a key.

[syncd]
# A cache: it can be deleted at any time.
store = "sqlite:///syncd.db"

# Where the post-mortems are.
[sources.docs]
adapter = "files"
path = {post_mortems}
# A back-link is this and the path of the document.
url_base = {url_base}
# "never": syncd does not edit the documents.
write = "always"

# Where the tickets are. A secret comes from a file, or from the environment.
[trackers.{tracker}]
adapter = {adapter}
{tracker_keys}

# Where a team's tickets go, and who answers for it.
[teams.{team}]
tracker = {tracker_text}
project = {project}
lead = {lead}
services = {services}

# Who can own an action item. As soon as there is one entry, other owners are reported.
# [people."jane.doe@example.com"]
# name = "Jane Doe"
# team = {team_text}

# Comments on tickets tell people what is asked of them. A message a day by Slack, e-mail or to an
# address of yours is possible beside that: config.example.toml has the keys of each.
# [notify.slack]
# adapter = "slack"
# token_file = "slack.token"
# review_channel = "#reliability"

[policy]
# Post-mortems from before this day are read and measured, and otherwise left alone.
{since}
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said about where things are."""

    post_mortems: str
    url_base: str
    adapter: str
    tracker: str
    tracker_keys: tuple[tuple[str, str], ...]
    team: str
    project: str
    lead: str
    services: tuple[str, ...]
    since: date | None


@click.command("init", short_help="Ask a few questions, write a configuration, check it.")
@click.option("--post-mortems", metavar="DIR", help="Folder of the post-mortems.")
@click.option("--url-base", metavar="URL", help="What a link to a post-mortem starts with.")
@click.option("--tracker", metavar="ADAPTER", help="Where the tickets are: files, github, ...")
@click.option("--tickets", metavar="DIR", help="Folder of the tickets, where they are files.")
@click.option(
    "--with",
    "table",
    metavar="KEY=VALUE",
    multiple=True,
    help="A key of the tracker's table, such as url=https://...; repeatable.",
)
@click.option("--team", metavar="NAME", help="The team that owns the tickets.")
@click.option("--project", metavar="KEY", help="Its project in the tracker.")
@click.option("--lead", metavar="E-MAIL", help="Who answers for the team.")
@click.option("--services", metavar="A,B", help="The services that the team owns.")
@click.option(
    "--since",
    metavar="DATE",
    help="Leave post-mortems from before it alone (default: 90 days ago); `all`: none.",
)
@click.option("-y", "--yes", is_flag=True, help="Take the default for what is not said.")
@click.option("--force", is_flag=True, help="Overwrite a configuration that is there.")
@global_options
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    yes: bool,
    force: bool,
    table: tuple[str, ...],
    **said: str | None,
) -> int:
    """Ask a few questions, write a configuration, and check it.

    \b
    syncd init
    syncd init --yes --post-mortems docs/incidents --team payments
    syncd init --yes --tracker github --team payments --project acme/payments

    A credential is never written into the configuration: name a file that holds it, or set
    the variable that the question names. What was answered is checked at once, with the
    tracker itself.

    Writes syncd.toml, or the file that --config names; never over one that is there, unless
    told to.
    """
    path = config_path(invocation)
    there = path.exists() and not force
    if there and (yes or not _confirmed(f"{path} is there already. Overwrite it?")):
        message = f"{path} is there already, and was kept; --force overwrites it"
        raise Failure(message, Exit.USAGE)
    file = Output(path)
    file.write(_configuration(_answers(invocation, said, table, ask=not yes)))
    from syncd.cli.doctor import as_text, examine

    checks, code = examine(invocation)
    output = Output(None)
    output.write(f"Wrote {path}.\n\n{as_text(checks, output)}\n")
    output.write(
        "Next: syncd reconcile --dry-run shows what syncd would do; it writes nothing. Later, where"
        " syncd run is\nat work, syncd doctor --webhooks says how a tracker lets it know at once.\n"
    )
    return Exit.DONE if code is Exit.INCOMPLETE else code  # what is missing has just been said


def _answers(
    invocation: Invocation, said: dict[str, str | None], table: tuple[str, ...], *, ask: bool
) -> Answers:
    def answer(name: str, question: str, default: str) -> str:
        given = said.get(name)
        if given is None and ask:
            given = _asked(question, default)
        return (default if given is None else given).strip()

    post_mortems = answer("post_mortems", "In which folder are the post-mortems?", _found_folder())
    url_base = answer("url_base", "What does a link to a post-mortem start with?", "")
    adapter = answer("tracker", f"Where are the tickets ({', '.join(_trackers())})?", "files")
    kind = _kind(adapter)
    said |= {f"table {key}": value for key, value in _given(table, said).items()}
    variable = f"SYNCD_TRACKERS__{kind.table.upper()}__TOKEN"
    keys = {
        question.key: answer(
            f"table {question.key}", question.text.format(variable=variable), question.default
        )
        for question in kind.questions
    }
    keys |= {key: value for key, value in _given(table, said).items() if key not in keys}
    team = answer("team", "Which team owns the tickets?", "sre")
    project = answer("project", kind.project, _key_of(team))
    lead = answer("lead", "Who answers for the team (e-mail)?", "")
    services = answer("services", "Which services does it own (a, b)?", "").split(",")
    question = f"From which date on shall syncd act on post-mortems ({_EVERYTHING}: on each)?"
    since = _date(answer("since", question, (invocation.now.date() - _BACK).isoformat()))
    return Answers(
        post_mortems,
        url_base,
        adapter,
        kind.table,
        tuple((key, value) for key, value in keys.items() if value),
        team,
        project,
        lead,
        tuple(name.strip() for name in services if name.strip()),
        since,
    )


def _trackers() -> list[str]:
    """The adapters that are installed; which of them are trackers is known once one is loaded."""
    from importlib.metadata import entry_points

    from syncd.ports.adapter import GROUP

    return sorted(entry_points(group=GROUP).names)


def _kind(name: str) -> "TrackerKind":
    from syncd.ports import UnknownAdapterError, find_adapter

    try:
        factory = find_adapter(name).tracker
    except UnknownAdapterError as error:
        raise Failure(f"--tracker: {error}", Exit.USAGE) from None
    if factory is None:
        raise Failure(f"--tracker: {name} keeps no tickets", Exit.USAGE)
    return factory()


def _given(table: tuple[str, ...], said: dict[str, str | None]) -> dict[str, str]:
    """The keys of the tracker's table that were given as options."""
    given = {"path": said["tickets"]} if said.get("tickets") else {}
    for entry in table:
        key, equals, value = entry.partition("=")
        if not equals:
            raise Failure(f"--with {entry}: KEY=VALUE is expected", Exit.USAGE)
        if key == "token":
            message = "--with token=...: a command line is no place for it; use token_file"
            raise Failure(message, Exit.USAGE)
        given[key] = value
    return {key: value for key, value in given.items() if value is not None}


def _asked(question: str, default: str) -> str:
    try:
        answer: str = click.prompt(question, default=default, err=True, show_default=bool(default))
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Failure("there is nobody to answer; --yes takes the defaults", Exit.USAGE) from None
    return answer


def _confirmed(question: str) -> bool:
    return _asked(f"{question} [y/N]", "").casefold() in {"y", "yes"}


def _found_folder() -> str:
    return next((folder for folder in _USUAL_FOLDERS if Path(folder).is_dir()), _USUAL_FOLDERS[0])


def _key_of(team: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", team.upper())[:4] or "PM"


def _date(text: str) -> date | None:
    if text.casefold() == _EVERYTHING:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"--since: {text!r} is no date such as 2026-01-31, nor {_EVERYTHING!r}"
        raise Failure(message, Exit.USAGE) from None


def _configuration(answers: Answers) -> str:
    from syncd.config.errors import dotted

    return _TEMPLATE.format(
        post_mortems=_text(answers.post_mortems),
        url_base=_text(answers.url_base),
        adapter=_text(answers.adapter),
        tracker=dotted((answers.tracker,)),
        tracker_text=_text(answers.tracker),
        tracker_keys="\n".join(f"{key} = {_text(value)}" for key, value in answers.tracker_keys),
        team=dotted((answers.team,)),
        team_text=_text(answers.team),
        project=_text(answers.project),
        lead=_text(answers.lead),
        services=f"[{', '.join(map(_text, answers.services))}]",
        since=f"since = {answers.since}" if answers.since else "# since = 2026-01-31",
    )


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
