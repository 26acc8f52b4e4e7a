"""`syncd init`."""

import json
import re
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import click

from syncd.cli.configuration import config_path
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, global_options
from syncd.cli.output import Output

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

# Where the tickets are, a file each.
[trackers.tickets]
adapter = "files"
path = {tickets}

# Where a team's tickets go, and who answers for it.
[teams.{team}]
tracker = "tickets"
project = {project}
lead = {lead}
services = {services}

# Who can own an action item. As soon as there is one entry, other owners are reported.
# [people."jane.doe@example.com"]
# name = "Jane Doe"
# team = {team_text}

[policy]
# Post-mortems from before this day are read and measured, and otherwise left alone.
{since}
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said about where things are."""

    post_mortems: str
    url_base: str
    tickets: str
    team: str
    project: str
    lead: str
    services: tuple[str, ...]
    since: date | None


@click.command("init", short_help="Ask a few questions, write a configuration, check it.")
@click.option("--post-mortems", metavar="DIR", help="Folder of the post-mortems.")
@click.option("--url-base", metavar="URL", help="What a link to a post-mortem starts with.")
@click.option("--tickets", metavar="DIR", help="Folder of the tickets.")
@click.option("--team", metavar="NAME", help="The team that owns the tickets.")
@click.option("--project", metavar="KEY", help="Its project: tickets are called KEY-1, KEY-2.")
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
def command(invocation: Invocation, /, *, yes: bool, force: bool, **said: str | None) -> int:
    """Ask a few questions, write a configuration, and check it.

    \b
    syncd init
    syncd init --yes --post-mortems docs/incidents --team payments

    Writes syncd.toml, or the file that --config names; never over one that is there,
    unless told to.
    """
    path = config_path(invocation)
    there = path.exists() and not force
    if there and (yes or not _confirmed(f"{path} is there already. Overwrite it?")):
        message = f"{path} is there already, and was kept; --force overwrites it"
        raise Failure(message, Exit.USAGE)
    file = Output(path)
    file.write(_configuration(_answers(invocation, said, ask=not yes)))
    from syncd.cli.doctor import as_text, examine

    checks, code = examine(invocation)
    output = Output(None)
    output.write(f"Wrote {path}.\n\n{as_text(checks, output)}\n")
    output.write("Next: syncd reconcile --dry-run shows what syncd would do; it writes nothing.\n")
    return Exit.DONE if code is Exit.INCOMPLETE else code  # what is missing has just been said


def _answers(invocation: Invocation, said: dict[str, str | None], *, ask: bool) -> Answers:
    def answer(name: str, question: str, default: str) -> str:
        given = said[name]
        if given is None and ask:
            given = _asked(question, default)
        return (default if given is None else given).strip()

    post_mortems = answer("post_mortems", "In which folder are the post-mortems?", _found_folder())
    url_base = answer("url_base", "What does a link to a post-mortem start with?", "")
    tickets = answer("tickets", "In which folder shall the tickets be?", "tickets")
    team = answer("team", "Which team owns the tickets?", "sre")
    project = answer("project", "What is the key of the team's project?", _key_of(team))
    lead = answer("lead", "Who answers for the team (e-mail)?", "")
    services = answer("services", "Which services does it own (a, b)?", "").split(",")
    question = f"From which date on shall syncd act on post-mortems ({_EVERYTHING}: on each)?"
    since = _date(answer("since", question, (invocation.now.date() - _BACK).isoformat()))
    owned = tuple(name.strip() for name in services if name.strip())
    return Answers(post_mortems, url_base, tickets, team, project, lead, owned, since)


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
        tickets=_text(answers.tickets),
        team=dotted((answers.team,)),
        team_text=_text(answers.team),
        project=_text(answers.project),
        lead=_text(answers.lead),
        services=f"[{', '.join(map(_text, answers.services))}]",
        since=f"since = {answers.since}" if answers.since else "# since = 2026-01-31",
    )


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
