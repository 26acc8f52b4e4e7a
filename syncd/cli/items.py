"""`syncd items`."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from syncd.cli.configuration import load_settings
from syncd.cli.exits import Exit, Failure
from syncd.cli.options import Invocation, format_option, global_options
from syncd.cli.output import Output, write_as
from syncd.cli.world import opened

if TYPE_CHECKING:
    from syncd.model import ActionItem, Organization


@click.command("items", short_help="List the action items as they stand.")
@click.option("--team", metavar="T", help="Only those of this team.")
@click.option("--owner", metavar="O", help="Only those of this person: e-mail, name or login.")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not done or dropped.")
@click.option("--overdue", is_flag=True, help="Only those that are open after their due date.")
@format_option("text", "json", "markdown")
@global_options
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    team: str | None,
    owner: str | None,
    only_open: bool,
    overdue: bool,
    form: str,
) -> None:
    """List the action items as they stand, document and ticket taken together.

    \b
    syncd items --open
    syncd items --overdue --team payments --format markdown

    Reads what the last pass remembered; before the first pass it reads documents and tickets
    themselves. Writes nothing.

    \b
    Exit codes: 0  done
                2  wrong usage or configuration
                3  something could not be read
    """
    from syncd.passes import items
    from syncd.report import items as report_items

    settings = load_settings(invocation)
    if team is not None and settings.organization.team(team) is None:
        raise Failure(_no_team(team, settings.organization.teams), Exit.USAGE)
    with opened(invocation, settings, rehearsal=True) as (world, _):
        as_of = world.memory.last_pass()
        found = [
            item
            for item in items(world)
            if _is_wanted(item, settings.organization, team, owner, only_open=only_open)
        ]
    report = report_items.as_dict(found, now=invocation.now, as_of=as_of)
    if overdue:
        report["items"] = [item for item in report["items"] if item["overdue"]]
    write_as(form, report, Output(None), text=report_items.text, markdown=report_items.markdown)


def _is_wanted(
    item: "ActionItem",
    organization: "Organization",
    team: str | None,
    owner: str | None,
    *,
    only_open: bool,
) -> bool:
    from syncd.policy.ownership import same_owner

    return (
        (team is None or (item.team or "").casefold() == team.casefold())
        and (owner is None or same_owner(item.owner, owner, organization))
        and (not only_open or item.status.is_open)
    )


def _no_team(team: str, known: Collection[str]) -> str:
    from syncd.config.errors import suggestion

    return f"--team: there is no team {team!r} in the configuration; {suggestion(team, known)}"
